import type { Counted } from './counted.js';
import type { GroupKey, Proportion, TimeStats } from './parts.js';

export interface TaskRow {
  readonly key: GroupKey;
  /** Start of the bucket that holds the attempt's start. */
  readonly bucketStart?: number;
  /** Completed attempts among attempts. */
  readonly completion: Proportion;
  readonly time: TimeStats;
}

export interface TaskResult extends Counted {
  readonly total: TaskRow;
  readonly rows: readonly TaskRow[];
  readonly groupsOmitted: number;
}
