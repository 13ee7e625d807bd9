import type { Scalar } from '../query/parts.js';

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
