import type { Json } from '../shared/json.js';
import type { Query } from '../shared/query.js';
import type { ResultOf } from '../shared/result.js';

/** What the commands need of the engine. */
export interface EnginePort {
  /** Takes one encoded `EventBatch`. */
  ingest(batch: Uint8Array): unknown;
  /** `now`, ms since the epoch, is what a range such as "the last 30 days" ends at. */
  query<Q extends Query>(query: Q, now: number): ResultOf<Q>;
  stats(): { readonly events: number; readonly users: number };
  close(): void;
}

/** One evaluation of one flag, in OpenFeature's words. */
export interface FlagDetails {
  readonly value: unknown;
  /** Absent when the evaluation failed. */
  readonly variant?: string;
  readonly reason: string;
  readonly errorCode?: string;
  /** The rule that decided; absent when none did. */
  readonly rule?: string;
}

/** What the commands need of the flag evaluator. */
export interface FlagsPort {
  /** Errors: `AssayError` for a context that cannot be read. */
  setContext(context: Readonly<Record<string, Json>>): void;
  details(key: string): FlagDetails;
  keys(): readonly string[];
  /** The core's trace of a flag's rules; `undefined` when there is no such flag. */
  explain(key: string): Uint8Array | undefined;
}
