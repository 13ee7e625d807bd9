/** An object of parsed JSON whose fields nobody has checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with a flag: where, and what was expected there. Never leaves the importer. */
export class Malformed extends Error {}

export function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed(`${where}: must be an object`);
  return value as Fields;
}

export function listOf(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed(`${where}: must be a list`);
  return value;
}

export function textOf(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new Malformed(`${where}: must be text`);
  return value;
}

/** A whole number of 32 bits, as the vendor's servers write shards. */
export function countOf(value: unknown, where: string, least = 0): number {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > 0xffffffff) {
    throw new Malformed(`${where}: must be a whole number of ${least} or more`);
  }
  return value as number;
}
