import type { LineFault, TextBlock } from './text-blocks.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;

/** Where a record begins. */
export interface RecordPlace {
  readonly start: number;
  /** Counts from 1. */
  readonly line: number;
}

/** Who hears of what the scanner finds. A record's fields may be read only during the call. */
export interface ScanListener {
  record(place: RecordPlace): void;
  fault(line: number, column: number, message: string): void;
}

/**
 * Finds records and fields in CSV text that arrives in blocks. Blank lines are skipped; a quote inside an unquoted field is an ordinary
 * character.
 * After text behind a closing quote, scanning resumes at the next line; after a quote that does not close within `maxRowLength`
 * characters or the file, at the line after the one where its record began.
 */
export class CsvScanner {
  readonly #delimiter: number;
  readonly #maxRowLength: number;
  readonly #listener: ScanListener;
  #source = '';
  #line = 1;
  /** Faulty lines ahead, by line number, ascending. */
  readonly #faults = new Map<number, LineFault>();
  #starts = new Int32Array(64);
  #ends = new Int32Array(64);
  /** Whether the field holds doubled quotes. */
  #escaped = new Uint8Array(64);
  #fields = 0;
  #end = 0;
  #isMultiline = false;
  #isStray = false;
  #faultAt = 0;

  constructor(delimiter: string, maxRowLength: number, listener: ScanListener) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#maxRowLength = maxRowLength;
    this.#listener = listener;
  }

  /** The text that `starts` and `ends` point into. */
  get source(): string {
    return this.#source;
  }

  /** How many fields the record has. */
  get fields(): number {
    return this.#fields;
  }

  /** Where the record's last line ends. */
  get end(): number {
    return this.#end;
  }

  starts(field: number): number {
    return this.#starts[field] as number;
  }

  ends(field: number): number {
    return this.#ends[field] as number;
  }

  isEscaped(field: number): boolean {
    return this.#escaped[field] === 1;
  }

  text(field: number): string {
    const text = this.#source.slice(this.#starts[field], this.#ends[field]);
    return this.#escaped[field] === 1 ? text.replaceAll('""', '"') : text;
  }

  /** Line and column, counting from 1, of a place inside the record. */
  locate(place: RecordPlace, at: number): { readonly line: number; readonly column: number } {
    const lineStart = at === 0 ? 0 : this.#source.lastIndexOf('\n', at - 1) + 1;
    if (lineStart <= place.start) return { line: place.line, column: at - place.start + 1 };
    return { line: place.line + this.#lineFeeds(place.start, at), column: at - lineStart + 1 };
  }

  push(block: TextBlock): void {
    const carried = this.#source;
    if (block.faults !== undefined) {
      const first = this.#line + this.#lineFeeds(0, carried.length);
      for (const [offset, fault] of block.faults) this.#faults.set(first + offset, fault);
    }
    this.#source = carried + block.text;
    this.#source = this.#source.slice(this.#scan(false));
  }

  /** Ends the text: what is left begins with a quote that never closes. */
  finish(): void {
    this.#scan(true);
    this.#source = '';
  }

  /** Scans whole records; returns where the first unfinished one begins. */
  #scan(atEnd: boolean): number {
    const length = this.#source.length;
    let at = 0;
    while (at < length) {
      const next = this.#readRecord(at);
      if (next >= 0) {
        this.#emit(at);
        at = next;
      } else if (this.#isStray || atEnd || length - at > this.#maxRowLength) {
        at = this.#skipFaulty(at);
      } else {
        return at;
      }
    }
    return at;
  }

  #emit(start: number): void {
    const line = this.#line;
    const lastLine = this.#isMultiline ? line + this.#lineFeeds(start, this.#end) : line;
    const fault = this.#faults.size > 0 && this.#takeFault(line, lastLine);
    if (!fault && this.#end > start) this.#listener.record({ start, line });
    this.#line = lastLine + 1;
  }

  #skipFaulty(start: number): number {
    const at = this.#faultAt;
    const { line, column } = this.locate({ start, line: this.#line }, at);
    this.#listener.fault(line, column, this.#isStray ? 'text after the closing quote' : 'the quote that opens here is never closed');
    const next = this.#source.indexOf('\n', this.#isStray ? at : start) + 1;
    this.#line += this.#lineFeeds(start, next);
    return next;
  }

  /** Tells the listener of the first faulty line in [first, last] and forgets all up to `last`. Returns whether there was one. */
  #takeFault(first: number, last: number): boolean {
    let told = false;
    for (const [line, fault] of this.#faults) {
      if (line > last) break;
      if (line >= first && !told) {
        told = true;
        this.#listener.fault(line, fault.column, fault.message);
      }
      this.#faults.delete(line);
    }
    return told;
  }

  /**
   * Finds the fields of the record at `start`. Returns where the next record begins, or -1 when a quote does not close in the text at hand
   * or, `#isStray`, something other than a delimiter follows it; `#faultAt` is where.
   */
  #readRecord(start: number): number {
    const source = this.#source;
    const delimiter = this.#delimiter;
    this.#isMultiline = false;
    let field = 0;
    let at = start;
    for (;;) {
      if (field === this.#starts.length) this.#grow();
      let code = source.charCodeAt(at);
      if (code === QUOTE) {
        const close = this.#readQuoted(field, at);
        if (close < 0) return -1;
        at = close + 1;
        code = source.charCodeAt(at);
        this.#end = at;
        if (code === CARRIAGE_RETURN && source.charCodeAt(at + 1) === LINE_FEED) code = source.charCodeAt(++at);
        if (code !== delimiter && code !== LINE_FEED) {
          this.#isStray = true;
          this.#faultAt = at;
          return -1;
        }
      } else {
        this.#starts[field] = at;
        this.#escaped[field] = 0;
        // The text ends with a line feed, so this ends too.
        while (code !== delimiter && code !== LINE_FEED) code = source.charCodeAt(++at);
        const end = code === LINE_FEED && at > start && source.charCodeAt(at - 1) === CARRIAGE_RETURN ? at - 1 : at;
        this.#ends[field] = end;
        this.#end = end;
      }
      field++;
      at++;
      if (code === LINE_FEED) {
        this.#fields = field;
        return at;
      }
    }
  }

  /** Reads the quoted field whose quote opens at `open`; returns where the quote closes, or -1. */
  #readQuoted(field: number, open: number): number {
    const source = this.#source;
    let escaped = 0;
    let close = source.indexOf('"', open + 1);
    while (close >= 0 && source.charCodeAt(close + 1) === QUOTE) {
      escaped = 1;
      close = source.indexOf('"', close + 2);
    }
    if (close < 0) {
      this.#isStray = false;
      this.#faultAt = open;
      return -1;
    }
    if (source.indexOf('\n', open) < close) this.#isMultiline = true;
    this.#starts[field] = open + 1;
    this.#ends[field] = close;
    this.#escaped[field] = escaped;
    return close;
  }

  #grow(): void {
    const fields = 2 * this.#starts.length;
    const grown = <T extends Int32Array | Uint8Array>(larger: T, old: T): T => {
      larger.set(old);
      return larger;
    };
    this.#starts = grown(new Int32Array(fields), this.#starts);
    this.#ends = grown(new Int32Array(fields), this.#ends);
    this.#escaped = grown(new Uint8Array(fields), this.#escaped);
  }

  /** Line feeds in [from, to). */
  #lineFeeds(from: number, to: number): number {
    let count = 0;
    for (let at = this.#source.indexOf('\n', from); at >= 0 && at < to; at = this.#source.indexOf('\n', at + 1)) count++;
    return count;
  }
}
