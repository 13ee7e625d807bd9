import { ByteBuffer } from 'flatbuffers';
import type { Storage } from '../../../js/storage/storage.js';
import { EventBatch } from '../../../js/wire/generated/assay/fb/event-batch.js';

/** A storage that does what a test tells it to, and remembers what it was asked. */
export class FakeStorage implements Storage {
  readonly segments: Uint8Array[] = [];
  /** Calls of `append`, those that failed included. */
  appends = 0;
  closed = 0;
  /** Runs before a segment is stored: it may wait, and what it throws is why the storage fails. */
  beforeAppend: () => Promise<void> = async () => {};
  beforeRead: () => Promise<void> = async () => {};
  readonly #listeners = new Set<() => void>();
  #nextSequence = 0;

  async append(rows: number, encode: (firstSequence: number) => Uint8Array): Promise<void> {
    this.appends++;
    await this.beforeAppend();
    this.segments.push(encode(this.#nextSequence));
    this.#nextSequence += rows;
    for (const listener of this.#listeners) listener();
  }

  async read(from: number): Promise<readonly Uint8Array[]> {
    await this.beforeRead();
    return this.segments.slice(from);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.closed++;
  }

  /** The event names of each segment, in order. */
  names(): readonly (readonly string[])[] {
    return this.segments.map((segment) => {
      const { texts, batch } = decode(segment);
      return Array.from({ length: batch.namesLength() }, (_, i) => texts[batch.names(i) as number] as string);
    });
  }

  /** The sequence number of each segment's first event. */
  firstSequences(): readonly number[] {
    return this.segments.map((segment) => Number(decode(segment).batch.firstSequence()));
  }
}

function decode(segment: Uint8Array): { readonly batch: EventBatch; readonly texts: readonly string[] } {
  const batch = EventBatch.getRootAsEventBatch(new ByteBuffer(segment));
  const bytes = batch.stringBytesArray() ?? new Uint8Array();
  const ends = batch.stringEndsArray() ?? new Uint32Array();
  return { batch, texts: Array.from(ends, (end, i) => new TextDecoder().decode(bytes.subarray(ends[i - 1] ?? 0, end))) };
}
