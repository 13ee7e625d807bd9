import { commentText, quoted } from '../shared/type-text.js';
import type { Datafile, Flag, JsonTypeName, ValueSchema } from './datafile.js';
import { programOf } from './native/program-of.js';
import { readSource } from './native/read-source.js';
import { isKey } from './program/check-flag.js';
import { encodeProgram } from './program/encode-program.js';
import { isProgram, type Program } from './program/program.js';

/**
 * A TypeScript declaration of the flags of a datafile, or of what an importer made of another vendor's, with the values they can have, for
 * typing `createAssay`: wrong keys and wrong values become errors when compiling. The same datafile gives the same text; keys ascend. A flag
 * of type json has the type that its schema says, else the type of its variants' values. Malformed flags are left out.
 *
 * @throws AssayError INVALID_ARGUMENT when the datafile as a whole cannot be read
 */
export function generateTypes(datafile: string | Datafile | Program): string {
  const flags = isProgram(datafile) ? flagsOfProgram(datafile) : flagsOf(readSource(datafile));
  const lines = flags
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, { description, ...flag }]) => [
      ...(typeof description === 'string' ? [`  /** ${commentText(description)} */`] : []),
      `  readonly ${quoted(key)}: ${flagType(flag)};`,
    ]);
  return [
    '/** Flags and the values they can have. Generated from the datafile: do not edit. */',
    'export interface Flags {',
    ...lines,
    '}',
    '',
  ].join('\n');
}

/** What of a datafile's flag its type is made of. */
type TypedFlag = Pick<Flag, 'type' | 'variants' | 'description' | 'schema'>;

function flagsOf(file: unknown): [key: string, flag: TypedFlag][] {
  const sound = programOf(file).program.flags.filter(({ key, problem }) => isKey(key) && problem === undefined);
  const keys = new Set(sound.map(({ key }) => key));
  return Object.entries((file as Datafile).flags).filter(([key]) => keys.has(key));
}

function flagsOfProgram(program: Program): [key: string, flag: TypedFlag][] {
  const malformed = new Set(encodeProgram(program).problems.map(({ flag }) => flag));
  return program.flags
    .filter(({ key }) => !malformed.has(key))
    .map(({ key, type, variants }) => [key, { type, variants: Object.fromEntries(variants.map((each) => [each.key, parsed(each.json)])) }]);
}

/** `undefined`, which is also what the flag's value is then, when it is no JSON. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function flagType({ type, variants, schema }: TypedFlag): string {
  if (type === 'boolean' || type === 'number') return type;
  if (schema !== undefined) return schemaType(schema);
  return union(Object.values(variants).map(type === 'string' ? literalType : valueType));
}

/** Each once, in order. */
function union(types: readonly string[]): string {
  const all = [...new Set(types)].sort();
  return all.length === 0 ? 'never' : all.join(' | ');
}

function valueType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return listType(union(value.map(valueType)));
  if (typeof value !== 'object') return typeof value;
  return objectType(sorted(value).map(([name, member]) => `readonly ${quoted(name)}: ${valueType(member)}`));
}

function schemaType(schema: ValueSchema): string {
  if (schema.enum !== undefined) return union(schema.enum.map(literalType));
  if (schema.type === undefined) return schema.properties === undefined ? 'unknown' : schemaTypeOf('object', schema);
  return union([schema.type].flat().map((name) => schemaTypeOf(name as JsonTypeName, schema)));
}

function schemaTypeOf(name: JsonTypeName, { items, properties, required = [] }: ValueSchema): string {
  if (name === 'integer') return 'number';
  if (name === 'array') return listType(items === undefined ? 'unknown' : schemaType(items));
  if (name !== 'object') return name;
  if (properties === undefined) return 'Readonly<Record<string, unknown>>';
  return objectType(
    sorted(properties).map(([key, member]) => `readonly ${quoted(key)}${required.includes(key) ? '' : '?'}: ${schemaType(member)}`),
  );
}

const sorted = <T>(object: Readonly<Record<string, T>> | object): [string, T][] =>
  Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
const listType = (item: string): string => `readonly (${item})[]`;
const objectType = (members: readonly string[]): string =>
  members.length === 0 ? 'Readonly<Record<string, never>>' : `{ ${members.join('; ')} }`;

const literalType = (value: unknown): string =>
  typeof value === 'object' && value !== null ? valueType(value) : typeof value === 'string' ? quoted(value) : String(value);
