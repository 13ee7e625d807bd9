import { eventsToBatches, type ReadOptions, type RowError, readEvents } from '../files/index.js';
import { AssayError } from '../shared/errors.js';
import type { CliIo } from './cli-io.js';
import type { EnginePort } from './engine-port.js';
import { ProgressBar } from './progress-bar.js';
import { formatCount, plural } from './text/numbers.js';
import { paintFor } from './text/paint.js';

/** How many bad rows are described, in all files together. */
const MAX_ERRORS = 10;

/** Where a result's numbers come from: part of every JSON answer. */
export interface Source {
  readonly files: readonly string[];
  readonly events: number;
  readonly users: number;
  /** Rows that could not be read. */
  readonly skipped: number;
  /** The first of them. */
  readonly errors: readonly RowError[];
}

export interface LoadedFiles {
  readonly source: Source;
  /** Whether any event named its session. */
  readonly sessions: boolean;
}

/**
 * Reads the files (`-` is standard input), one after the other, into the engine, and says on standard error what could not be read.
 *
 * Errors: `NOT_FOUND`, `INVALID_ARGUMENT` and `DATA_LOSS` as `readEvents`; `INVALID_ARGUMENT` when there were rows and none was good.
 */
export async function loadFiles(io: CliIo, engine: EnginePort, files: readonly string[], options: ReadOptions): Promise<LoadedFiles> {
  const progress = await ProgressBar.forFiles(io, files);
  const errors: RowError[] = [];
  let events = 0;
  let skipped = 0;
  let bytes = 0;
  let cutTexts = 0;
  let sessions = false;
  try {
    for (const path of files) {
      const stream = await io.open(path);
      const name = path === '-' ? 'stdin' : path;
      const done = bytes;
      const reader = readEvents(stream, {
        ...options,
        file: name,
        maxErrors: MAX_ERRORS - errors.length,
        onProgress: ({ bytesRead }) => progress.update(done + bytesRead),
      });
      for await (const batch of eventsToBatches(reader, { firstSequence: events })) {
        engine.ingest(batch.bytes);
        events += batch.rows;
      }
      bytes += reader.report.bytesRead;
      skipped += reader.report.skipped;
      cutTexts += reader.report.cutTexts;
      sessions ||= reader.report.sessions;
      errors.push(...reader.report.errors);
    }
  } finally {
    progress.clear();
  }
  await reportBadRows(io, events, skipped, errors);
  if (cutTexts > 0) await io.stderr.write(`${plural(cutTexts, 'text')} longer than 8,192 bytes cut\n`);
  if (events === 0) {
    if (skipped > 0) throw new AssayError('INVALID_ARGUMENT', 'no row could be read');
    await io.stderr.write(`no events in ${files.join(', ')}\n`);
  }
  return { source: { files, events, users: engine.stats().users, skipped, errors }, sessions };
}

async function reportBadRows(io: CliIo, events: number, skipped: number, errors: readonly RowError[]): Promise<void> {
  if (skipped === 0) return;
  const paint = paintFor(io.stderr, io.env);
  const lines = [paint.warning(`skipped ${formatCount(skipped)} of ${plural(events + skipped, 'row')}`)];
  for (const { file, line, column, message } of errors) lines.push(`  ${file}:${line}:${column}: ${message}`);
  if (skipped > errors.length) lines.push(`  and ${formatCount(skipped - errors.length)} more`);
  await io.stderr.write(`${lines.join('\n')}\n`);
}
