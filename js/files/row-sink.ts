import { AssayError } from '../shared/errors.js';
import type { Scalar } from '../shared/query.js';
import type { EventRow, FileFormat, ReadOptions, ReadReport, RowError } from './read-options.js';
import { cutText } from './utf8.js';

/** A property's values, while a row is being read: a `Bare`, because files name their columns as they like. */
export type RowProps = Record<string, Scalar>;

/** Where readers put what they find: good rows, bad rows, counts. */
export class RowSink implements ReadReport {
  bytesRead = 0;
  rows = 0;
  skipped = 0;
  cutTexts = 0;
  sessions = false;
  format?: FileFormat;
  readonly errors: RowError[] = [];
  readonly #file: string | undefined;
  readonly #strict: boolean;
  readonly #maxErrors: number;
  #pending: EventRow[] = [];

  constructor(options: ReadOptions) {
    this.#file = options.file;
    this.#strict = options.strict ?? false;
    this.#maxErrors = options.maxErrors ?? 10;
  }

  add(name: string, time: number, user: string, session: string, props: RowProps): void {
    this.rows++;
    if (session === '') {
      this.#pending.push({ name, time, user, props });
    } else {
      this.sessions = true;
      this.#pending.push({ name, time, user, session, props });
    }
  }

  /** Counts a bad row. Errors: `INVALID_ARGUMENT` with its place when reading is strict. */
  reject(line: number, column: number, message: string): void {
    if (this.#strict) throw new AssayError('INVALID_ARGUMENT', `${this.#file ?? 'input'}:${line}:${column}: ${message}`);
    this.skipped++;
    if (this.errors.length >= this.#maxErrors) return;
    this.errors.push(this.#file === undefined ? { line, column, message } : { file: this.#file, line, column, message });
  }

  /** A property's text as the engine takes it; counted when it had to be cut. */
  fit(text: string): string {
    const fitting = cutText(text);
    if (fitting.length !== text.length) this.cutTexts++;
    return fitting;
  }

  /** The rows added since the last call. */
  take(): readonly EventRow[] {
    const rows = this.#pending;
    this.#pending = [];
    return rows;
  }
}
