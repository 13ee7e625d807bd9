import type { Counted } from './counted.js';
import type { GroupKey, Proportion } from './parts.js';

export interface RetentionCell {
  /** Users who came back in the column's periods, as far as is known. */
  readonly returned: number;
  /** Whether the column is over for every user counted here; `returned` may still grow otherwise. */
  readonly complete: boolean;
  /** Of the users for whom the column is over, those who came back: a rate that no unfinished period lowers. */
  readonly retention: Proportion;
}

/** The periods of a column, counted from the one of the start event. */
export interface RetentionColumn {
  readonly first: number;
  /** `null`: there is no last one. */
  readonly last: number | null;
}

export interface RetentionRow {
  readonly key: GroupKey;
  /** Start of the cohort's period, ms since the epoch. */
  readonly cohortStart: number;
  /** Users who entered. */
  readonly users: number;
  /** One per column. */
  readonly cells: readonly RetentionCell[];
}

export interface RetentionGroup {
  readonly key: GroupKey;
  readonly users: number;
  readonly cells: readonly RetentionCell[];
}

export interface RetentionResult extends Counted {
  readonly columns: readonly RetentionColumn[];
  /** By cohort, then by key; only cohorts that a user entered. */
  readonly rows: readonly RetentionRow[];
  /** All cohorts together, users weighing equally. With `entry: 'every'` a user counts once per cohort. */
  readonly total: Omit<RetentionGroup, 'key'>;
  /** All cohorts of one value of `by`; empty without `by`. */
  readonly groups: readonly RetentionGroup[];
  readonly groupsOmitted: number;
  /** What is later is not known, ms since the epoch. */
  readonly observedEnd: number;
}
