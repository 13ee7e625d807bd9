import { invalid, textOf } from '../wire/check.js';

/** Where a rule stands, for error messages and for looking names up. */
export interface RulePlace {
  readonly path: string;
  readonly flag: string;
  readonly variants: readonly string[];
  readonly layers: readonly string[];
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
