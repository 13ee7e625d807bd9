/** What a value breaks of a JSON Schema (draft 2020-12), as far as assay.schema.json goes: an unknown keyword is an error of the schema's. */
export function violations(root: Schema, value: unknown): readonly string[] {
  return check(root, root, value, '');
}

export type Schema = { readonly [keyword: string]: unknown };

type Keyword = (operand: never, value: unknown, at: string, root: Schema, schema: Schema) => readonly string[];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const ANNOTATIONS = new Set(['$schema', '$defs', 'title', 'description', 'default', 'then']);

function check(root: Schema, schema: Schema | boolean, value: unknown, at: string): readonly string[] {
  if (typeof schema === 'boolean') return schema ? [] : [`${at}: must not be there`];
  return Object.entries(schema).flatMap(([name, operand]) => {
    if (ANNOTATIONS.has(name)) return [];
    const keyword = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
    if (keyword === undefined) throw new Error(`the schema uses ${name}, which this validator does not know`);
    return keyword(operand as never, value, at, root, schema);
  });
}

const unless = (holds: boolean, message: string): readonly string[] => (holds ? [] : [message]);
const typeHolds: Readonly<Record<string, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  string: (value) => typeof value === 'string',
  array: Array.isArray,
  object: isObject,
};
const numeric =
  (holds: (value: number, limit: number) => boolean, name: string): Keyword =>
  (limit, value, at) =>
    unless(typeof value !== 'number' || holds(value, limit), `${at}: ${name} ${limit}`);
const sized =
  (sizeOf: (value: unknown) => number | undefined, holds: (size: number, limit: number) => boolean, name: string): Keyword =>
  (limit, value, at) =>
    unless(holds(sizeOf(value) ?? limit, limit), `${at}: ${name} ${limit}`);
const characters = (value: unknown) => (typeof value === 'string' ? [...value].length : undefined);
const items = (value: unknown) => (Array.isArray(value) ? value.length : undefined);
const members = (value: unknown) => (isObject(value) ? Object.keys(value).length : undefined);
const atLeast = (size: number, limit: number) => size >= limit;
const atMost = (size: number, limit: number) => size <= limit;

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  $ref(reference: string, value, at, root) {
    const target = (root['$defs'] as Record<string, Schema>)[reference.replace('#/$defs/', '')];
    if (target === undefined) throw new Error(`the schema refers to ${reference}`);
    return check(root, target, value, at);
  },
  type: (types: string | string[], value, at) =>
    unless(
      [types].flat().some((type) => typeHolds[type]?.(value)),
      `${at}: no ${[types].flat().join(' or ')}`,
    ),
  enum: (values: unknown[], value, at) => unless(values.includes(value), `${at}: none of ${values.join(', ')}`),
  const: (constant: unknown, value, at) => unless(constant === value, `${at}: not ${String(constant)}`),
  properties: (properties: Record<string, Schema>, value, at, root) =>
    isObject(value)
      ? Object.entries(properties).flatMap(([name, schema]) =>
          Object.hasOwn(value, name) ? check(root, schema, value[name], `${at}/${name}`) : [],
        )
      : [],
  additionalProperties: (rest: Schema | boolean, value, at, root, { properties = {} }) =>
    isObject(value)
      ? Object.keys(value).flatMap((name) =>
          Object.hasOwn(properties as object, name) ? [] : check(root, rest, value[name], `${at}/${name}`),
        )
      : [],
  propertyNames: (names: Schema, value, at, root) =>
    isObject(value) ? Object.keys(value).flatMap((name) => check(root, names, name, `${at}/(${name})`)) : [],
  required: (names: string[], value, at) =>
    isObject(value) ? names.flatMap((name) => unless(Object.hasOwn(value, name), `${at}: lacks ${name}`)) : [],
  dependentRequired: (needs: Record<string, string[]>, value, at) =>
    isObject(value)
      ? Object.entries(needs).flatMap(([name, others]) =>
          Object.hasOwn(value, name) ? others.flatMap((other) => unless(Object.hasOwn(value, other), `${at}: ${name} lacks ${other}`)) : [],
        )
      : [],
  items: (each: Schema, value, at, root) => (Array.isArray(value) ? value.flatMap((item, i) => check(root, each, item, `${at}/${i}`)) : []),
  oneOf: (all: Schema[], value, at, root) => {
    const found = all.map((schema) => check(root, schema, value, at));
    const fitting = found.filter((wrong) => wrong.length === 0).length;
    return fitting === 1 ? [] : [`${at}: fits ${fitting} of ${all.length}`, ...found.flat()];
  },
  anyOf: (all: Schema[], value, at, root) =>
    unless(
      all.some((schema) => check(root, schema, value, at).length === 0),
      `${at}: fits none`,
    ),
  allOf: (all: Schema[], value, at, root) => all.flatMap((schema) => check(root, schema, value, at)),
  if: (condition: Schema, value, at, root, { then }) =>
    check(root, condition, value, at).length === 0 ? check(root, then as Schema, value, at) : [],
  pattern: (pattern: string, value, at) =>
    unless(typeof value !== 'string' || new RegExp(pattern, 'u').test(value), `${at}: does not match ${pattern}`),
  minimum: numeric(atLeast, 'below'),
  maximum: numeric(atMost, 'above'),
  exclusiveMinimum: numeric((value, limit) => value > limit, 'not above'),
  exclusiveMaximum: numeric((value, limit) => value < limit, 'not below'),
  minLength: sized(characters, atLeast, 'shorter than'),
  maxLength: sized(characters, atMost, 'longer than'),
  minItems: sized(items, atLeast, 'fewer than'),
  maxItems: sized(items, atMost, 'more than'),
  minProperties: sized(members, atLeast, 'fewer than'),
  maxProperties: sized(members, atMost, 'more than'),
};
