import { AssayError } from '../shared/errors.js';
import { AccessLogReader } from './access-log-reader.js';
import { readTextBytes } from './byte-source.js';
import { CsvReader } from './csv-reader.js';
import { detectDelimiter, detectFormat } from './detect-format.js';
import { NdjsonReader } from './ndjson-reader.js';
import type { EventRow, ReadOptions, ReadReport } from './read-options.js';
import type { RowReader } from './row-reader.js';
import { RowSink } from './row-sink.js';
import { readTextBlocks } from './text-blocks.js';

const DEFAULT_MAX_ROW_BYTES = 1_048_576;

/** A file being read: iterate it once, in arrays of some thousand rows; `report` tells how far it has come. */
export interface EventReader extends AsyncIterable<readonly EventRow[]> {
  readonly report: ReadReport;
}

/**
 * Reads events from the bytes of a CSV file, an NDJSON file or an access log, plain or gzip. Works the same in Node and in a page, holds
 * about one block of the file in memory, and releases the source when the iteration ends, also early. Bad rows are skipped, counted and
 * described in `report`.
 *
 * Errors, thrown by the iteration, all `AssayError` naming the file:
 * - `NOT_FOUND`: no column is evidently the user, the time or the event, or a chosen one does not exist; lists the columns there are
 * - `INVALID_ARGUMENT`: not a text file, an unreadable CSV header, a JSON array; with `strict` the first bad row, as `file:line:column`
 * - `DATA_LOSS`: a damaged gzip file
 * - `RESOURCE_EXHAUSTED`: a CSV file of more than 1,024 property columns
 *
 * Whatever the source itself throws passes through.
 */
export function readEvents(source: ReadableStream<Uint8Array>, options: ReadOptions = {}): EventReader {
  const sink = new RowSink(options);
  return { report: sink, [Symbol.asyncIterator]: () => readRows(source, options, sink) };
}

async function* readRows(
  source: ReadableStream<Uint8Array>,
  options: ReadOptions,
  sink: RowSink,
): AsyncGenerator<readonly EventRow[], void> {
  const { maxRowBytes = DEFAULT_MAX_ROW_BYTES, onProgress, file } = options;
  const bytes = readTextBytes(source, (count) => {
    sink.bytesRead += count;
  });
  try {
    let reader: RowReader | undefined;
    for await (const block of readTextBlocks(bytes, maxRowBytes)) {
      reader ??= openReader(block.text, options, sink, maxRowBytes);
      reader.read(block);
      onProgress?.(sink);
      const rows = sink.take();
      if (rows.length > 0) yield rows;
    }
    reader?.finish();
    onProgress?.(sink);
    const rows = sink.take();
    if (rows.length > 0) yield rows;
  } catch (error) {
    if (!(error instanceof AssayError) || file === undefined || error.message.startsWith(`${file}:`)) throw error;
    throw new AssayError(error.code, `${file}: ${error.message}`, { cause: error.cause });
  }
}

function openReader(beginning: string, options: ReadOptions, sink: RowSink, maxRowBytes: number): RowReader {
  const format = options.format ?? detectFormat(beginning);
  const columns = options.columns ?? {};
  sink.format = format;
  switch (format) {
    case 'csv':
      return new CsvReader(sink, columns, detectDelimiter(beginning), maxRowBytes);
    case 'ndjson':
      return new NdjsonReader(sink, columns);
    case 'log':
      return new AccessLogReader(sink, columns);
  }
}
