/** An object of parsed JSON whose fields nobody has checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = {};

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : NONE);
/** Without holes. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? [...value] : []);
export const textsOf = (value: unknown): string[] => listOf(value).filter((item) => typeof item === 'string');
/** The vendor drops every null of its data before it looks at it. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
/** A text that says something, else undefined. */
export const nameOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
