import type { Scalar } from '../query/parts.js';
import type { TaskMetric } from '../query/task.js';
import type { Counted } from './counted.js';
import type { GroupKey, Proportion, TimeStats } from './parts.js';

/** A number with a 95 % interval; `null` where there are no observations, the interval also where there are too few. */
export interface TaskEstimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Times of completions. */
export interface TaskTime extends TimeStats {
  /** Two of the times: 95 % interval of the median, whatever the distribution; `null` for fewer than 6. */
  readonly medianLowMs: number | null;
  readonly medianHighMs: number | null;
  /** What usability reports as the typical time; its interval is Student's on the logarithm. Times below 1 ms count as 1 ms. */
  readonly geometricMeanMs: TaskEstimate;
}

/** Errors with one value of `errorField`. */
export interface TaskFieldErrors {
  /** `null` where the property is missing. */
  readonly value: Scalar | null;
  /** All values that are not told apart, together. */
  readonly other?: true;
  readonly errors: number;
  /** Attempts with such an error among attempts. */
  readonly attempts: Proportion;
}

export interface TaskErrors {
  readonly count: number;
  /** Attempts with an error among attempts. */
  readonly attempts: Proportion;
  /** Errors per attempt; the interval allows for errors that come in bursts. */
  readonly perAttempt: TaskEstimate;
  /** Those with an error, by value, `other` last; empty without `errorField`. */
  readonly fields: readonly TaskFieldErrors[];
}

export interface TaskStepResult {
  /** `"start"`, or the step's label or event. */
  readonly step: string;
  /** Attempts that came no further among those that reached this step or a later one. */
  readonly abandoned: Proportion;
}

export interface TaskRow {
  readonly key: GroupKey;
  /** Start of the bucket that holds the attempt's start. */
  readonly bucketStart?: number;
  /** Users' first attempts ever, or later ones; absent without `experience`. */
  readonly experience?: 'first' | 'returning';
  /** Completed attempts among attempts. */
  readonly completion: Proportion;
  readonly time: TaskTime;
  /** Absent without `errors`. */
  readonly errors?: TaskErrors;
  /** The start, then every step; absent without `steps`. */
  readonly steps?: readonly TaskStepResult[];
}

/** How all attempts together stand against the target. */
export interface TaskTargetResult {
  readonly metric: TaskMetric;
  /** Met when the 95 % interval is on the target's side, not met when it is on the other; undecided when it holds the target, or without one. */
  readonly status: 'met' | 'not met' | 'undecided';
  /** With `improveBy`: so much better than the baseline; `null` where that has no value. */
  readonly target: number | null;
  readonly current: TaskEstimate;
  /** The value in the period to improve on; absent for a fixed target. */
  readonly baseline?: TaskEstimate;
  /** The period to improve on, `[start, end)`, ms since the epoch. */
  readonly baselineStart?: number;
  readonly baselineEnd?: number;
  /** `current / baseline - 1`; its interval, compared with `improveBy`, gives the status. Absent for a fixed target. */
  readonly change?: TaskEstimate;
}

export interface TaskResult extends Counted {
  readonly total: TaskRow;
  /** By bucket, then by key, first attempts before later ones. */
  readonly rows: readonly TaskRow[];
  readonly groupsOmitted: number;
  /** How many values of `errorField` are in `other`; absent without `errorField`. */
  readonly errorFieldsOmitted?: number;
  readonly target?: TaskTargetResult;
}
