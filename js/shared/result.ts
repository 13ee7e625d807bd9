/** What a query answers. `null` always means "no answer exists" (no observation), never zero. Intervals are at 95 %. */

import type { ExperimentQuery, FunnelQuery, MetricQuery, Query, Scalar, TaskQuery } from './query.js';

/** One value per `by` property; `null` where the property is missing. */
export type GroupKey = Readonly<Record<string, Scalar | null>>;

/** Successes among trials, with a Wilson score interval. */
export interface Proportion {
  readonly successes: number;
  readonly trials: number;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Durations in milliseconds. Quantiles are exact (linear interpolation between order statistics). */
export interface TimeStats {
  readonly count: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  /** Bin i holds durations in [edgesMs[i], edgesMs[i + 1]); the last bin is open above. */
  readonly histogram: { readonly edgesMs: readonly number[]; readonly counts: readonly number[] };
}

export interface FunnelStepResult {
  readonly step: string;
  /** Users who reached the step. */
  readonly count: number;
  /** Share of the users at step 1 who reached this step, with its interval. */
  readonly rate: number | null;
  readonly rateLow: number | null;
  readonly rateHigh: number | null;
  /** Share of the users at the step before who reached this step; `null` at step 1. */
  readonly rateFromPrevious: number | null;
  /** Users who reached the step before but not this one; 0 at step 1. */
  readonly dropOff: number;
  /** From the step before; `null` at step 1. */
  readonly timeFromPrevious: TimeStats | null;
}

export interface FunnelGroup {
  readonly key: GroupKey;
  readonly steps: readonly FunnelStepResult[];
  /** Users who finished, among those who entered. */
  readonly conversion: Proportion;
  /** From step 1 to the last step. */
  readonly timeToConvert: TimeStats;
}

interface Counted {
  readonly eventsScanned: number;
}

export interface FunnelResult extends Counted {
  readonly steps: readonly FunnelStepResult[];
  readonly conversion: Proportion;
  readonly timeToConvert: TimeStats;
  /** One per value of `by`, largest first; empty without `by`. */
  readonly groups: readonly FunnelGroup[];
  readonly groupsOmitted: number;
}

export interface MetricRow {
  readonly key: GroupKey;
  /** Start of the time bucket, ms since the epoch; absent without `bucket`. */
  readonly bucketStart?: number;
  readonly values: Readonly<Record<string, number | null>>;
}

export interface MetricResult extends Counted {
  /** By bucket, then by key. */
  readonly rows: readonly MetricRow[];
  readonly groupsOmitted: number;
}

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

export interface ArmResult {
  readonly arm: string;
  readonly conversion: Proportion;
}

/** A treatment against the control. */
export interface EffectResult {
  readonly arm: string;
  /** Difference of the rates. */
  readonly absolute: number | null;
  readonly absoluteLow: number | null;
  readonly absoluteHigh: number | null;
  /** Ratio of the rates, minus one. */
  readonly relative: number | null;
  readonly relativeLow: number | null;
  readonly relativeHigh: number | null;
  /** Two-sided, fixed horizon: valid for one look, decided beforehand. */
  readonly pValue: number | null;
}

export interface ExperimentResult extends Counted {
  /** Control first. */
  readonly arms: readonly ArmResult[];
  readonly effects: readonly EffectResult[];
  /** Probability of arm sizes at least this uneven when the intended shares are true. Below 0.001: do not trust the comparison. */
  readonly srmPValue: number | null;
  /** Users seen in more than one arm; they are in no arm. */
  readonly excludedMultipleArms: number;
  /** Users exposed to an arm that `arms` does not name; they are in no arm. */
  readonly unknownArmUsers: number;
}

export type QueryResult = FunnelResult | MetricResult | TaskResult | ExperimentResult;

/** The result that belongs to a query. */
export type ResultOf<Q extends Query> = Q extends FunnelQuery
  ? FunnelResult
  : Q extends MetricQuery
    ? MetricResult
    : Q extends TaskQuery
      ? TaskResult
      : Q extends ExperimentQuery
        ? ExperimentResult
        : never;
