// The values of rule programs (core/assay/targeting/opcode.h): null, booleans, numbers, texts, lists and objects, as JSON has them, and
// what becomes of one when another type is wanted. Objects are data: a member called toString or __proto__ is a member like any other.

export const isNumber = (value) => typeof value === 'number';
export const isText = (value) => typeof value === 'string';
export const isList = (value) => Array.isArray(value);
export const isObject = (value) => typeof value === 'object' && value !== null && !isList(value);

/** What a value of a vector stands for: JSON has no NaN, no infinities and no -0, so `{ "number": "NaN" }` is written for them. */
export function decodeValue(value) {
  if (isList(value)) return value.map(decodeValue);
  if (!isObject(value)) return value;
  const names = Object.keys(value);
  if (names.length === 1 && ['NaN', 'Infinity', '-Infinity', '-0'].includes(value.number)) return Number(value.number);
  return Object.fromEntries(names.map((name) => [name, decodeValue(value[name])]));
}

export function isTruthy(value) {
  if (isList(value)) return value.length > 0;
  return value !== null && value !== false && value !== 0 && value !== '' && !Number.isNaN(value);
}

/** The same type and value; lists item by item, objects by their members in order. */
export function areEqual(a, b) {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, i) => areEqual(item, b[i]));
  if (isObject(a) && isObject(b)) return areEqual(Object.keys(a), Object.keys(b)) && areEqual(Object.values(a), Object.values(b));
  return a === b;
}

/** The own member of an object, null for anything else. */
export const memberOf = (value, name) => (isObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null);

/** As memberOf(), and the item of a list at a whole number in its shortest decimal form. */
export function partOf(value, name) {
  if (!isList(value)) return memberOf(value, name);
  return /^(0|[1-9][0-9]*)$/.test(name) && Number(name) < value.length ? value[Number(name)] : null;
}

/** JavaScript's String() of a value that is not null; null stays null, but for the items of a list, which it leaves empty. */
export function toText(value) {
  if (value === null) return null;
  if (isList(value)) return value.map((item) => toText(item) ?? '').join(',');
  return isObject(value) ? '[object Object]' : String(value);
}

/** What JavaScript makes of a list or an object before it converts further. */
const toPrimitive = (value) => (typeof value === 'object' && value !== null ? toText(value) : value);

export const toNumber = (value) => Number(toPrimitive(value));

/** JavaScript's ==. Values have no identity, so no list or object is another one. */
export function areLooselyEqual(a, b) {
  if (typeof a === 'object' && typeof b === 'object') return a === null && b === null;
  if (a === null || b === null) return false;
  // biome-ignore lint/suspicious/noDoubleEquals: it is the operation that is described
  return toPrimitive(a) == toPrimitive(b);
}

export const isJsLess = (a, b) => toPrimitive(a) < toPrimitive(b);
export const isJsLessOrEqual = (a, b) => toPrimitive(a) <= toPrimitive(b);
