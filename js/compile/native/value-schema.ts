import { fieldsOf, invalid, listOf } from '../../wire/check.js';
import { booleanOf, entriesOf } from './fields.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What is wrong with a value, if anything. `path` is its place. */
type Check = (value: Json, path: string) => void;
type Keyword = (operand: unknown, path: string, schema: Readonly<Record<string, unknown>>) => Check;

const ANNOTATIONS = ['title', 'description'];

/**
 * The check of a JSON value that a schema asks for (js/compile/datafile.ts says which keywords there are).
 * @throws AssayError INVALID_ARGUMENT when the schema is malformed; so does the check when the value does not fit, naming its place
 */
export function schemaCheck(schema: unknown, path: string): Check {
  const source = fieldsOf(schema, path, [...Object.keys(KEYWORDS), ...ANNOTATIONS]);
  const checks = Object.entries(source)
    .filter(([name, operand]) => operand !== undefined && Object.hasOwn(KEYWORDS, name))
    .map(([name, operand]) => (KEYWORDS[name] as Keyword)(operand, `${path}.${name}`, source));
  return (value, place) => {
    for (const check of checks) check(value, place);
  };
}

const isObject = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  string: (value) => typeof value === 'string',
  array: (value) => Array.isArray(value),
  object: isObject,
};

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type(operand, path) {
    const names = typeof operand === 'string' ? [operand] : listOf(operand, path);
    for (const name of names) {
      if (typeof name !== 'string' || !Object.hasOwn(TYPES, name)) throw invalid(path, `must be of ${Object.keys(TYPES).join(', ')}`);
    }
    return (value, place) => {
      if (!names.some((name) => TYPES[name as string]?.(value)))
        throw invalid(place, `must be of type ${names.join(' or ')}, as the schema says`);
    };
  },
  enum(operand, path) {
    const values = listOf(operand, path).map(canonical);
    return (value, place) => {
      if (!values.includes(canonical(value))) throw invalid(place, `must be one of ${values.join(', ')}, as the schema says`);
    };
  },
  properties(operand, path) {
    const checks = entriesOf(operand, path).map(([name, schema]) => [name, schemaCheck(schema, `${path}.${name}`)] as const);
    return (value, place) => {
      if (!isObject(value)) return;
      for (const [name, check] of checks) if (Object.hasOwn(value, name)) check(value[name] as Json, `${place}.${name}`);
    };
  },
  required(operand, path) {
    const names = listOf(operand, path).map((name) => {
      if (typeof name !== 'string') throw invalid(path, 'must be a list of names');
      return name;
    });
    return (value, place) => {
      const missing = isObject(value) ? names.find((name) => !Object.hasOwn(value, name)) : undefined;
      if (missing !== undefined) throw invalid(`${place}.${missing}`, 'is missing, and the schema requires it');
    };
  },
  additionalProperties(operand, path, { properties }) {
    if (booleanOf(operand, path)) return () => {};
    const known = new Set(entriesOf(properties, path).map(([name]) => name));
    return (value, place) => {
      const other = isObject(value) ? Object.keys(value).find((name) => !known.has(name)) : undefined;
      if (other !== undefined) throw invalid(`${place}.${other}`, 'unknown to the schema, which allows no other properties');
    };
  },
  items(operand, path) {
    const check = schemaCheck(operand, path);
    return (value, place) => {
      if (Array.isArray(value)) for (const [i, item] of value.entries()) check(item, `${place}[${i}]`);
    };
  },
  minimum: bound('at least', (value, limit) => typeof value !== 'number' || value >= limit),
  maximum: bound('at most', (value, limit) => typeof value !== 'number' || value <= limit),
  minLength: bound('of a length of at least', (value, limit) => typeof value !== 'string' || [...value].length >= limit),
  maxLength: bound('of a length of at most', (value, limit) => typeof value !== 'string' || [...value].length <= limit),
};

function bound(what: string, holds: (value: Json, limit: number) => boolean): Keyword {
  return (limit, path) => {
    if (typeof limit !== 'number' || !Number.isFinite(limit)) throw invalid(path, 'must be a finite number');
    return (value, place) => {
      if (!holds(value, limit)) throw invalid(place, `must be ${what} ${limit}, as the schema says`);
    };
  };
}

/** Equal for equal JSON values, in whatever order objects are written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
