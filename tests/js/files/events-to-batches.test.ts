import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { type EventRow, eventsToBatches, readEvents } from '../../../js/files/index.js';
import { EventBatch } from '../../../js/wire/generated/assay/fb/event-batch.js';
import { sourceOf } from './read-all.js';

const decoder = new TextDecoder();

/** The names and users of a batch, read back from its bytes. */
function decode(bytes: Uint8Array): { first: number; times: number[]; names: string[]; users: string[] } {
  const batch = EventBatch.getRootAsEventBatch(new ByteBuffer(bytes));
  const ends = batch.stringEndsArray() as Uint32Array;
  const texts = batch.stringBytesArray() as Uint8Array;
  const text = (id: number): string => decoder.decode(texts.subarray(id === 0 ? 0 : ends[id - 1], ends[id]));
  return {
    first: Number(batch.firstSequence()),
    times: [...(batch.timesArray() as Float64Array)],
    names: [...(batch.namesArray() as Uint32Array)].map(text),
    users: [...(batch.usersArray() as Uint32Array)].map(text),
  };
}

describe('eventsToBatches', () => {
  it('encodes a file without losing, repeating or reordering a row', async () => {
    const text = `user,time,event\n${Array.from({ length: 2500 }, (_, i) => `u${i % 13},${i},e${i % 4}`).join('\n')}\n`;
    const batches = [];
    for await (const batch of eventsToBatches(readEvents(sourceOf(text)), { firstSequence: 100, rowsPerBatch: 1000 })) batches.push(batch);
    expect(batches.map(({ rows, firstSequence }) => [rows, firstSequence])).toEqual([
      [1000, 100],
      [1000, 1100],
      [500, 2100],
    ]);
    const decoded = batches.map((batch) => decode(batch.bytes));
    expect(decoded.map((batch) => batch.first)).toEqual([100, 1100, 2100]);
    expect(decoded.flatMap((batch) => batch.times)).toEqual(Array.from({ length: 2500 }, (_, i) => i * 1000));
    expect(decoded.flatMap((batch) => batch.users)).toEqual(Array.from({ length: 2500 }, (_, i) => `u${i % 13}`));
    expect(decoded.flatMap((batch) => batch.names)).toEqual(Array.from({ length: 2500 }, (_, i) => `e${i % 4}`));
  });

  it('makes no batch of nothing, and none that is empty at the end', async () => {
    const count = async (rows: readonly EventRow[][]): Promise<number[]> => {
      const sizes: number[] = [];
      for await (const batch of eventsToBatches(rows, { rowsPerBatch: 2 })) sizes.push(batch.rows);
      return sizes;
    };
    const row: EventRow = { name: 'x', time: 1, user: 'a' };
    expect(await count([])).toEqual([]);
    expect(await count([[], []])).toEqual([]);
    expect(await count([[row], [row, row], [row]])).toEqual([2, 2]);
  });
});
