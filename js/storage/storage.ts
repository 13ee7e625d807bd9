/**
 * Where recorded events live: an append-only list of segments, each the bytes of one `EventBatch`. The engine follows it, so whatever
 * survives here survives a reload. Implementations: `MemoryStorage`; a durable journal later takes the same place.
 */
export interface Storage {
  /**
   * Stores one segment: all of it or none. `encode` is called with the sequence number of its first event, so that numbers are contiguous;
   * `rows` is how many events it holds. Resolves when the segment is as safe as this storage can make it. Calls may overlap; order is kept.
   */
  append(rows: number, encode: (firstSequence: number) => Uint8Array): Promise<void>;
  /** Every segment from number `from` (0 is the oldest), in order. */
  read(from: number): Promise<readonly Uint8Array[]>;
  /** Calls `listener`, which does not throw, after segments were added by this page or another. Returns how to stop. */
  subscribe(listener: () => void): () => void;
  close(): Promise<void>;
}
