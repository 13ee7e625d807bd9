/** A JSON object whose members have not been looked at. */
export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The parts of "a, b,c". */
export const partsOf = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? value.trim().split(/\s*,\s*/) : []);
