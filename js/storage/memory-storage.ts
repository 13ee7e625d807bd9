import type { Storage } from './storage.js';

/** Keeps segments in memory: gone with the page, seen by this page alone. */
export class MemoryStorage implements Storage {
  readonly #segments: Uint8Array[] = [];
  readonly #listeners = new Set<() => void>();
  #nextSequence = 0;

  async append(rows: number, encode: (firstSequence: number) => Uint8Array): Promise<void> {
    this.#segments.push(encode(this.#nextSequence));
    this.#nextSequence += rows;
    for (const listener of this.#listeners) listener();
  }

  async read(from: number): Promise<readonly Uint8Array[]> {
    return this.#segments.slice(from);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}
