import type { BatchEvent } from '../wire/batch-builder.js';

/** One event as a file tells it: ready for the engine, with every text well-formed and every number finite. */
export type EventRow = BatchEvent;

/** `log` is the access log of Apache and nginx, common or combined. */
export type FileFormat = 'csv' | 'ndjson' | 'log';

/** What a row must tell, and may tell, besides its properties. */
export type ColumnRole = 'user' | 'time' | 'event' | 'session';

/** Which column (field, in NDJSON a dotted path) plays a role. @defaultValue the first well-known name that the file has */
export type ColumnChoice = Readonly<Partial<Record<ColumnRole, string>>>;

/** Where in a file something is. `line` and `column` count from 1; columns count UTF-16 code units, as editors do. */
export interface RowError {
  /** The name the file was read under; absent when it was given none. */
  readonly file?: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface ReadProgress {
  /** Bytes taken from the source, as stored: compressed when it is compressed. */
  readonly bytesRead: number;
  readonly rows: number;
  readonly skipped: number;
}

export interface ReadOptions {
  /** @defaultValue found out from the first bytes */
  readonly format?: FileFormat;
  readonly columns?: ColumnChoice;
  /** What errors call the file. */
  readonly file?: string;
  /** Stop at the first bad row with an `AssayError` that says where it is. @defaultValue false: bad rows are skipped and counted */
  readonly strict?: boolean;
  /** How many bad rows to describe in the report. @defaultValue 10 */
  readonly maxErrors?: number;
  /** Longest row accepted, bytes. A longer one is a bad row. @defaultValue 1,048,576 */
  readonly maxRowBytes?: number;
  /** Called after each block of about 256 kB. */
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** What has been read so far; complete once the iteration has ended. */
export interface ReadReport extends ReadProgress {
  /** Absent until the first bytes were seen, and for an empty file. */
  readonly format?: FileFormat;
  /** True once a row named its session. */
  readonly sessions: boolean;
  /** Property texts longer than 8,192 bytes, which were cut to that. */
  readonly cutTexts: number;
  /** The first bad rows, in the order of the file. */
  readonly errors: readonly RowError[];
}
