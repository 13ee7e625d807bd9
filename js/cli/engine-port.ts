import type { Query, Scalar } from '../shared/query.js';
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
}

/** What the commands need of the flag evaluator. */
export interface FlagsPort {
  setContext(context: Readonly<Record<string, Scalar>>): void;
  details(key: string): FlagDetails;
  keys(): readonly string[];
}
