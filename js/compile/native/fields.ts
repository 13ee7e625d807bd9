import { fieldsOf, invalid, listOf, textOf } from '../../wire/check.js';

const PPM = 1_000_000;

/** What is measured in parts per million is divided into this many. */
export const PARTS = PPM;

/** An object's entries, whatever its keys; none when it is absent. */
export function entriesOf(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (value === undefined) return [];
  return Object.entries(fieldsOf(value, path, typeof value === 'object' && value !== null ? Object.keys(value) : []));
}

/** A share in [0, 1] as parts per million, rounded to the nearest. */
export function ppmOf(value: unknown, path: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw invalid(path, 'must be a number from 0 to 1');
  return Math.round(value * PPM);
}

/** The index of a variant by name. */
export function variantIndex(name: unknown, variants: readonly string[], path: string): number {
  const index = variants.indexOf(name as string);
  if (index < 0) throw invalid(path, `must name a variant: ${variants.join(', ')}`);
  return index;
}

/** Salts and keys that become salts may hold no control characters, which the bucketing bytes use as separators. */
export function saltOf(value: unknown, path: string): string {
  const salt = textOf(value, path);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\u0000-\u001f]/.test(salt)) throw invalid(path, 'must not hold control characters');
  return salt;
}

export function booleanOf(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw invalid(path, 'must be true or false');
  return value;
}

/** A list of one text or more, written as one text or as a list. */
export function textsOf(value: unknown, path: string): readonly string[] {
  const texts = typeof value === 'string' ? [value] : listOf(value, path);
  if (texts.length === 0) throw invalid(path, 'needs at least one');
  return texts.map((text, i) => textOf(text, typeof value === 'string' ? path : `${path}[${i}]`));
}

/** Ids of units: texts, or whole numbers, which are their digits. */
export function idsOf(value: unknown, path: string): readonly string[] {
  return listOf(value, path).map((id, i) => {
    if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id);
    return textOf(id, `${path}[${i}]`);
  });
}
