import type { Counted } from './counted.js';
import type { Proportion } from './parts.js';

export interface SequenceCondition {
  /** Users with an event that meets it. */
  readonly users: number;
  /** Of the users who met the first condition, those who met this one, by the same event or another, at any time. */
  readonly retained: Proportion;
}

/** How far a user got. */
export interface SequenceSample {
  readonly user: string;
  readonly matched: boolean;
  /**
   * ms since the epoch, of the events that the conditions of the first match took; of who does not match, those of the first attempt that
   * got furthest. ClickHouse's `sequenceMatchEvents`.
   */
  readonly times: readonly number[];
}

export interface SequenceResult extends Counted {
  /** Of the users with an event that meets a condition, those whose events match; `null` without a pattern. */
  readonly matched: Proportion | null;
  /** Matches of all users, not overlapping; `null` without a pattern. */
  readonly matches: number | null;
  /** In the order of the query. */
  readonly conditions: readonly SequenceCondition[];
  /** Users who match first, then by id; as many as `samples` says. */
  readonly samples: readonly SequenceSample[];
}
