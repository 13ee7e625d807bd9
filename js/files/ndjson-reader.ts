import { Bare } from '../shared/bare.js';
import { parseInstant } from '../shared/instant.js';
import { COLUMN_ROLES, type RoleHint, roleHint } from './column-roles.js';
import { flattenProps, type Leaf } from './flatten-props.js';
import { findJsonFault } from './json-fault.js';
import { forEachLine } from './lines.js';
import type { ColumnChoice, ColumnRole } from './read-options.js';
import { MAX_PROPERTY_NAMES, quote, type RowReader } from './row-reader.js';
import type { RowProps, RowSink } from './row-sink.js';
import type { TextBlock } from './text-blocks.js';
import { cutText } from './utf8.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** What a top-level field is for. */
type FieldUse = RoleHint | 'properties' | 'property';

/** A surrogate without its other half: JSON can escape one, UTF-8 cannot hold it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Why a row cannot be taken, and the field whose value is to blame, or the column, if one is. */
class RowFault {
  constructor(
    readonly message: string,
    readonly field?: string,
    readonly column = 1,
  ) {}
}

/**
 * One JSON object per line, its fields being user, time, event, session and properties. The fields of an object `properties` or `props`
 * are properties under their own names and win over equally named fields beside it; other objects are flattened with dots, four names
 * deep; arrays and what lies deeper become JSON text; `null` is a missing value. Roles are looked for per line among the top-level fields,
 * so that an anonymous id serves where there is no user id; what plays no role is a property.
 */
export class NdjsonReader implements RowReader {
  readonly #sink: RowSink;
  readonly #choice: ColumnChoice;
  readonly #uses = new Map<string, FieldUse>();
  readonly #names = new Set<string>();
  #line = 1;

  constructor(sink: RowSink, choice: ColumnChoice) {
    this.#sink = sink;
    this.#choice = choice;
  }

  read(block: TextBlock): void {
    const lines = forEachLine(block, (text, offset, fault) => {
      const line = this.#line + offset;
      if (fault !== undefined) this.#sink.reject(line, fault.column, fault.message);
      else if (text.trim() !== '') this.#readLine(text, line);
    });
    this.#line += lines;
  }

  finish(): void {}

  #readLine(text: string, line: number): void {
    let row: unknown;
    try {
      row = JSON.parse(text);
    } catch {
      this.#sink.reject(line, findJsonFault(text) + 1, 'not valid JSON');
      return;
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      this.#sink.reject(line, 1, 'not a JSON object');
      return;
    }
    const fault = this.#faultOf(row as JsonObject, text);
    if (fault === undefined) return;
    this.#sink.reject(line, fault.field === undefined ? fault.column : valueColumn(text, fault.field), fault.message);
  }

  #faultOf(row: JsonObject, text: string): RowFault | undefined {
    try {
      if (text.includes('\\u') && hasLoneSurrogate(row)) {
        return new RowFault('a \\u escape is half of a surrogate pair', undefined, text.indexOf('\\u') + 1);
      }
      return this.#readRow(row);
    } catch (error) {
      // What JSON.parse takes, JSON.stringify may not have the stack for.
      if (error instanceof RangeError) return new RowFault('nested too deeply');
      throw error;
    }
  }

  #readRow(row: JsonObject): RowFault | undefined {
    const fields = this.#rolesOf(row);
    const user = identity(row, fields, 'user', this.#choice);
    if (user instanceof RowFault) return user;
    const name = identity(row, fields, 'event', this.#choice);
    if (name instanceof RowFault) return name;
    const rawTime = roleValue(row, fields.time, this.#choice.time);
    if (rawTime === undefined) return missing(row, 'time', this.#choice);
    const time = typeof rawTime === 'string' || typeof rawTime === 'number' ? parseInstant(rawTime) : undefined;
    if (time === undefined) {
      return new RowFault(
        `${quote(typeof rawTime === 'string' ? rawTime : JSON.stringify(rawTime))} is not a time`,
        fields.time ?? this.#choice.time,
      );
    }
    const rawSession = roleValue(row, fields.session, this.#choice.session);
    if (typeof rawSession === 'object')
      return new RowFault('the session is neither text nor number', fields.session ?? this.#choice.session);
    const session = rawSession === undefined ? '' : cutText(String(rawSession));
    const props = this.#properties(row, fields);
    if (props instanceof RowFault) return props;
    this.#sink.add(name, time, user, session, props);
    return undefined;
  }

  /** The top-level field that plays each role in this row. */
  #rolesOf(row: JsonObject): Partial<Record<ColumnRole, string>> {
    const fields: Partial<Record<ColumnRole, string>> = {};
    const ranks: Partial<Record<ColumnRole, number>> = {};
    for (const role of COLUMN_ROLES) {
      const chosen = this.#choice[role];
      if (chosen !== undefined && Object.hasOwn(row, chosen)) fields[role] = chosen;
    }
    for (const field in row) {
      const use = this.#useOf(field);
      if (typeof use === 'string' || this.#choice[use.role] !== undefined) continue;
      const value = row[field];
      if (value === null || value === '' || use.rank >= (ranks[use.role] ?? Infinity)) continue;
      ranks[use.role] = use.rank;
      fields[use.role] = field;
    }
    return fields;
  }

  #useOf(field: string): FieldUse {
    let use = this.#uses.get(field);
    if (use === undefined) {
      use = field === 'properties' || field === 'props' ? 'properties' : (roleHint(field) ?? 'property');
      // A file that uses data as field names must not fill the memory with them.
      if (this.#uses.size < MAX_PROPERTY_NAMES) this.#uses.set(field, use);
    }
    return use;
  }

  #properties(row: JsonObject, fields: Partial<Record<ColumnRole, string>>): RowProps | RowFault {
    const props: RowProps = new Bare();
    const fresh = new Set<string>();
    let fault: RowFault | undefined;
    const put = (name: string, value: Leaf): void => {
      if (typeof value === 'number' && !Number.isFinite(value)) fault ??= new RowFault(`the number in ${quote(name)} is out of range`);
      else if (!this.#isNameAllowed(name, fresh)) fault ??= nameFault(name);
      else props[name] = typeof value === 'string' ? this.#sink.fit(value) : value;
    };
    for (const field in row) {
      if (fields.user === field || fields.time === field || fields.event === field || fields.session === field) continue;
      if (this.#useOf(field) !== 'properties' || !isObject(row[field])) flattenProps(field, row[field], put);
    }
    for (const field of ['props', 'properties']) {
      if (isObject(row[field])) flattenProps('', row[field], put);
    }
    if (fault !== undefined) return fault;
    for (const name of fresh) this.#names.add(name);
    return props;
  }

  /** @param fresh names that this row brings, which count once it is taken */
  #isNameAllowed(name: string, fresh: Set<string>): boolean {
    if (this.#names.has(name) || fresh.has(name)) return true;
    if (name === '' || this.#names.size + fresh.size >= MAX_PROPERTY_NAMES || cutText(name).length !== name.length) return false;
    fresh.add(name);
    return true;
  }
}

function nameFault(name: string): RowFault {
  if (name === '') return new RowFault('a property has an empty name');
  if (cutText(name).length !== name.length) return new RowFault('a property name is longer than 8,192 bytes');
  return new RowFault(`more than ${MAX_PROPERTY_NAMES} different property names in this file; ${quote(name)} is one too many`);
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a role: of its top-level field, else of the dotted path that was chosen for it. `null` and `''` are absent. */
function roleValue(row: JsonObject, field: string | undefined, chosen: string | undefined): unknown {
  let value: unknown;
  if (field !== undefined) {
    value = row[field];
  } else if (chosen !== undefined) {
    value = row;
    for (const part of chosen.split('.')) value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value === null || value === '' ? undefined : value;
}

function identity(
  row: JsonObject,
  fields: Partial<Record<ColumnRole, string>>,
  role: 'user' | 'event',
  choice: ColumnChoice,
): string | RowFault {
  const value = roleValue(row, fields[role], choice[role]);
  if (value === undefined) return missing(row, role, choice);
  const field = fields[role] ?? choice[role];
  if (typeof value === 'object') return new RowFault(`the ${role} is neither text nor number`, field);
  const text = String(value);
  return cutText(text).length === text.length ? text : new RowFault(`the ${role} is longer than 8,192 bytes`, field);
}

function missing(row: JsonObject, role: ColumnRole, choice: ColumnChoice): RowFault {
  const chosen = choice[role];
  if (chosen !== undefined) return new RowFault(`no ${role}: the field ${quote(chosen)} is missing or empty`);
  const fields = Object.keys(row).slice(0, 20).join(', ');
  return new RowFault(`no ${role}: name its field with --${role}-column (in code: columns.${role}); the fields here are ${fields}`);
}

/** Where in the line the value of a field begins, counting from 1; 1 when the field's name is escaped in the line. */
function valueColumn(text: string, field: string): number {
  const name = JSON.stringify(field.slice(field.lastIndexOf('.') + 1));
  const form = new RegExp(`${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*:\\s*`);
  const match = form.exec(text);
  return match === null ? 1 : match.index + match[0].length + 1;
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return LONE_SURROGATE.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => LONE_SURROGATE.test(key) || hasLoneSurrogate(inner));
}
