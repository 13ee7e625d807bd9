import type { Query } from '../../shared/query.js';
import type { ResultOf } from '../../shared/result.js';

/** An engine wherever it runs: the same calls, answered in order. Every call may reject with `AssayError`. */
export interface EngineHost {
  ingest(batch: Uint8Array): Promise<void>;
  /** As Engine.retain(). */
  retain(cutoff: number, maxEvents: number): Promise<void>;
  query<Q extends Query>(query: Q, now: number): Promise<ResultOf<Q>>;
  /** The same of a query that will be asked again: see Engine.watchBytes(). */
  watch<Q extends Query>(query: Q, now: number): Promise<ResultOf<Q>>;
  unwatch(query: Query, now: number): Promise<void>;
  close(): void;
}
