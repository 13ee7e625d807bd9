/** How many names a dotted property name may have; what lies deeper becomes JSON text. */
const MAX_PARTS = 4;

/** A JSON value that is no object with fields to go into. */
export type Leaf = string | number | boolean;

/**
 * Calls `put` for every property in `value`, named `prefix`, or `prefix.inner` for the fields of objects, to four names deep. Arrays and
 * deeper objects come as JSON text; `null` is no property. A `prefix` of `''` names the fields of `value` by their own names.
 */
export function flattenProps(
  prefix: string,
  value: unknown,
  put: (name: string, value: Leaf) => void,
  parts = prefix === '' ? 0 : 1,
): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') {
    put(prefix, value as Leaf);
  } else if (Array.isArray(value) || parts >= MAX_PARTS) {
    put(prefix, JSON.stringify(value));
  } else {
    for (const [key, inner] of Object.entries(value)) flattenProps(prefix === '' ? key : `${prefix}.${key}`, inner, put, parts + 1);
  }
}
