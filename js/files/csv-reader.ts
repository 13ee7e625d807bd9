import { Bare } from '../shared/bare.js';
import { AssayError } from '../shared/errors.js';
import { parseInstant } from '../shared/instant.js';
import { assignRoles, COLUMN_ROLES } from './column-roles.js';
import { CsvScanner, type RecordPlace } from './csv-scanner.js';
import { inferScalar } from './infer-scalar.js';
import type { ColumnChoice, ColumnRole } from './read-options.js';
import { MAX_PROPERTY_NAMES, quote, type RowReader } from './row-reader.js';
import type { RowProps, RowSink } from './row-sink.js';
import type { TextBlock } from './text-blocks.js';
import { cutText } from './utf8.js';

interface Header {
  readonly columns: readonly string[];
  readonly roles: Readonly<Record<ColumnRole, number>>;
  /** Indexes of the columns that are properties. */
  readonly properties: readonly number[];
}

/**
 * CSV with a header row, as RFC 4180 and its usual relatives write it (commas, semicolons or tabs; LF or CRLF; quotes; line breaks in
 * quotes). Empty fields are missing values; the others get their type from how they are written (`inferScalar`).
 */
export class CsvReader implements RowReader {
  readonly #sink: RowSink;
  readonly #choice: ColumnChoice;
  readonly #scanner: CsvScanner;
  #header: Header | undefined;

  constructor(sink: RowSink, choice: ColumnChoice, delimiter: string, maxRowLength: number) {
    this.#sink = sink;
    this.#choice = choice;
    this.#scanner = new CsvScanner(delimiter, maxRowLength, {
      record: (place) => this.#record(place),
      fault: (line, column, message) => this.#fault(line, column, message),
    });
  }

  read(block: TextBlock): void {
    this.#scanner.push(block);
  }

  finish(): void {
    this.#scanner.finish();
  }

  #fault(line: number, column: number, message: string): void {
    if (this.#header === undefined)
      throw new AssayError('INVALID_ARGUMENT', `the header row cannot be read: ${message} (${line}:${column})`);
    this.#sink.reject(line, column, message);
  }

  #record(place: RecordPlace): void {
    const header = this.#header;
    if (header === undefined) {
      this.#header = readHeader(this.#scanner, this.#choice);
      return;
    }
    const scanner = this.#scanner;
    const expected = header.columns.length;
    if (scanner.fields !== expected) {
      const at = scanner.fields > expected ? scanner.starts(expected) : scanner.end;
      this.#reject(place, at, `expected ${expected} columns, found ${scanner.fields}`);
      return;
    }
    const { roles } = header;
    const user = this.#identity(place, roles.user, 'user');
    if (user === undefined) return;
    const event = this.#identity(place, roles.event, 'event');
    if (event === undefined) return;
    const timeText = scanner.text(roles.time);
    const time = parseInstant(timeText);
    if (time === undefined) {
      const message =
        timeText === '' ? `no time in column ${quote(header.columns[roles.time] as string)}` : `${quote(timeText)} is not a time`;
      this.#reject(place, scanner.starts(roles.time), message);
      return;
    }
    const session = roles.session < 0 ? '' : cutText(scanner.text(roles.session));
    this.#sink.add(event, time, user, session, this.#properties(header));
  }

  #properties(header: Header): RowProps {
    const scanner = this.#scanner;
    const props: RowProps = new Bare();
    for (const index of header.properties) {
      const value = scanner.isEscaped(index)
        ? inferScalar(scanner.text(index), 0, scanner.text(index).length)
        : inferScalar(scanner.source, scanner.starts(index), scanner.ends(index));
      if (value === undefined) continue;
      props[header.columns[index] as string] = typeof value === 'string' ? this.#sink.fit(value) : value;
    }
    return props;
  }

  #identity(place: RecordPlace, index: number, role: ColumnRole): string | undefined {
    const text = this.#scanner.text(index);
    if (text !== '' && cutText(text).length === text.length) return text;
    const column = quote((this.#header as Header).columns[index] as string);
    this.#reject(
      place,
      this.#scanner.starts(index),
      text === '' ? `no ${role} in column ${column}` : `the ${role} is longer than 8,192 bytes`,
    );
    return undefined;
  }

  #reject(place: RecordPlace, at: number, message: string): void {
    const { line, column } = this.#scanner.locate(place, at);
    this.#sink.reject(line, column, message);
  }
}

function readHeader(scanner: CsvScanner, choice: ColumnChoice): Header {
  const most = MAX_PROPERTY_NAMES + COLUMN_ROLES.length;
  if (scanner.fields > most) throw tooManyColumns(scanner.fields);
  const columns: string[] = [];
  for (let i = 0; i < scanner.fields; i++) columns.push(distinctName(scanner.text(i).trim() || `column_${i + 1}`, columns));
  const tooLong = columns.find((column) => cutText(column).length !== column.length);
  if (tooLong !== undefined) throw new AssayError('INVALID_ARGUMENT', `the column name ${quote(tooLong)} is longer than 8,192 bytes`);
  const roles = assignRoles(columns, choice);
  const taken = new Set(COLUMN_ROLES.map((role) => roles[role]));
  const properties = columns.map((_, index) => index).filter((index) => !taken.has(index));
  if (properties.length > MAX_PROPERTY_NAMES) throw tooManyColumns(columns.length);
  return { columns, roles, properties };
}

const tooManyColumns = (columns: number): AssayError =>
  new AssayError('RESOURCE_EXHAUSTED', `${columns} columns; at most ${MAX_PROPERTY_NAMES} property columns are supported`);

/** `name`, or `name_2`, `name_3`, … when an earlier column has it. */
function distinctName(name: string, earlier: readonly string[]): string {
  if (!earlier.includes(name)) return name;
  let number = 2;
  while (earlier.includes(`${name}_${number}`)) number++;
  return `${name}_${number}`;
}
