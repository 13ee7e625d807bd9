import { BatchBuilder } from '../wire/batch-builder.js';
import type { EventRow } from './read-options.js';

/** Events encoded for the engine. */
export interface EncodedBatch {
  /** One `EventBatch` (core/assay/wire/event_batch.fbs). */
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Of its first row; the rows have contiguous numbers. */
  readonly firstSequence: number;
}

export interface BatchOptions {
  /** Number of the first row of all. @defaultValue 0 */
  readonly firstSequence?: number;
  /** Rows per batch, the last one having fewer. @defaultValue 65,536 */
  readonly rowsPerBatch?: number;
}

/** Encodes rows into batches of bytes as the engine ingests them, in order and numbered without gaps. */
export async function* eventsToBatches(
  rows: AsyncIterable<readonly EventRow[]> | Iterable<readonly EventRow[]>,
  options: BatchOptions = {},
): AsyncGenerator<EncodedBatch, void> {
  const { rowsPerBatch = 65_536 } = options;
  const builder = new BatchBuilder();
  let sequence = options.firstSequence ?? 0;
  const finish = (): EncodedBatch => {
    const count = builder.rows;
    const batch = { bytes: builder.finish(sequence), rows: count, firstSequence: sequence };
    sequence += count;
    return batch;
  };
  for await (const some of rows) {
    for (const row of some) {
      builder.add(row);
      if (builder.rows === rowsPerBatch) yield finish();
    }
  }
  if (builder.rows > 0) yield finish();
}
