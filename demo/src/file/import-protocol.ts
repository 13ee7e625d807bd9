import type { Query } from 'assay';
import type { ReadReport } from 'assay/files';
import type { TimeSpan } from './row-survey.js';

/** How far an import has come. */
export interface ImportProgress {
  /** As stored: compressed when the file is. */
  readonly bytesRead: number;
  /** Read and taken by the engine, or refused by it. */
  readonly rows: number;
}

/** What became of a file. */
export interface ImportOutcome {
  readonly report: ReadReport;
  /** Rows that could be read but that the engine refused. */
  readonly refused: number;
  /** Absent for a file without rows. */
  readonly span?: TimeSpan;
  /** Text properties worth breaking down by. */
  readonly breakdowns: readonly string[];
}

/** What the page asks of the worker: first one `open`, then anything else, each answered under its id. */
export type ImportRequest =
  | { readonly kind: 'open'; readonly name: string; readonly file: Blob }
  | { readonly kind: 'query'; readonly id: number; readonly query: Query }
  /** Which of `events` most people come to first. */
  | { readonly kind: 'order'; readonly id: number; readonly events: readonly string[] };

export type ImportReply =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | { readonly kind: 'opened'; readonly outcome: ImportOutcome }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly message: string };
