import { allFinite } from './check.js';
import { type ArmOrReason, armOf } from './means.js';
import type { EstimateWithInterval, IntervalOnly, Level, Tested } from './rates.js';
import type { Reason } from './reasons.js';
import type { Call } from './stats-module.js';

export interface QuantileInput {
  /** Observations. */
  readonly n: number;
  readonly q: number;
  /** The observed quantile. */
  readonly estimate: number;
  /** The observed quantile at q − z √(q (1 − q) / n), z of the level. */
  readonly low: number;
  /** The same at q + … */
  readonly high: number;
  /** Of the variance where observations come in clusters. @defaultValue 1 */
  readonly inflation?: number;
}

export interface Events {
  readonly events: number;
  /** Users, hours, whatever the rate is per. */
  readonly exposure: number;
}

export interface BootstrapOptions {
  /** The quantile to compare; the mean when not given. */
  readonly q?: number;
  /** @defaultValue 2000 */
  readonly resamples?: number;
  /** The same seed gives the same bits. @defaultValue 1 */
  readonly seed?: number;
  readonly level?: Level;
}

export interface Winsorised {
  readonly n: number;
  readonly before: { readonly mean: number | undefined; readonly variance: number | undefined };
  readonly after: { readonly mean: number | undefined; readonly variance: number | undefined };
  /** Values that were below the range. */
  readonly raised: number;
  /** Values that were above it. */
  readonly lowered: number;
  readonly reason: Reason | undefined;
}

export interface SampleStats {
  /** 1-based ranks of the observations that bound a quantile, whatever the distribution; absent where none does. */
  quantileRanks(
    n: number,
    q: number,
    level?: Level,
  ): { readonly low: number | undefined; readonly high: number | undefined; readonly coverage: number };
  /** A quantile as an arm's estimate, to be compared as means are. */
  quantileArm(quantile: QuantileInput, level?: Level): ArmOrReason;
  /** Exact interval of events per exposure. */
  poissonInterval(count: Events, level?: Level): IntervalOnly;
  /** The ratio of two such rates, exactly. */
  poissonRatio(control: Events, treatment: Events, level?: Level): EstimateWithInterval & Tested;
  /** Do the treatment's values tend to be higher or lower? Exact for small samples without ties. */
  mannWhitney(
    control: readonly number[],
    treatment: readonly number[],
  ): Tested & {
    readonly statistic: number | undefined;
    /** How likely a value of the treatment's is the higher one. */
    readonly higher: number | undefined;
    /** Absent where p is exact. */
    readonly z: number | undefined;
  };
  /** Treatment − control of means or quantiles, by resampling. */
  bootstrap(
    control: readonly number[],
    treatment: readonly number[],
    options?: BootstrapOptions,
  ): EstimateWithInterval & { readonly standardError: number | undefined };
  /** Values beyond `[low, high]` taken as its ends, and what that does to mean and variance. */
  winsorise(values: readonly number[], low: number, high: number): Winsorised;
}

export function sampleStats(call: Call): SampleStats {
  const samples = (control: readonly number[], treatment: readonly number[]): readonly number[] => [
    control.length,
    ...allFinite('control', control),
    treatment.length,
    ...allFinite('treatment', treatment),
  ];
  return {
    quantileRanks(n, q, level = 0.95) {
      const answer = call('quantile_ranks', n, q, level);
      return { low: answer.number(), high: answer.number(), coverage: answer.sure() };
    },
    quantileArm({ n, q, estimate, low, high, inflation = 1 }, level = 0.95) {
      const answer = call('quantile_arm', n, q, estimate, low, high, inflation, level);
      return { reason: answer.reason(), arm: armOf(answer) };
    },
    poissonInterval({ events, exposure }, level = 0.95) {
      const answer = call('poisson_interval', events, exposure, level);
      return { reason: answer.reason(), interval: answer.interval() };
    },
    poissonRatio(control, treatment, level = 0.95) {
      const answer = call('poisson_ratio', control.events, control.exposure, treatment.events, treatment.exposure, level);
      return { reason: answer.reason(), estimate: answer.number(), interval: answer.interval(), pValue: answer.pValue() };
    },
    mannWhitney(control, treatment) {
      const answer = call('mann_whitney', samples(control, treatment));
      return {
        reason: answer.reason(),
        statistic: answer.number(),
        higher: answer.number(),
        z: answer.number(),
        pValue: answer.pValue(),
      };
    },
    bootstrap(control, treatment, { q, resamples = 2000, seed = 1, level = 0.95 } = {}) {
      const answer = call('bootstrap', samples(control, treatment), q === undefined ? 0 : 1, q ?? 0, resamples, seed, level);
      return { reason: answer.reason(), estimate: answer.number(), standardError: answer.number(), interval: answer.interval() };
    },
    winsorise(values, low, high) {
      const answer = call('winsorise', values.length, allFinite('values', values), low, high);
      return {
        reason: answer.reason(),
        n: answer.sure(),
        before: { mean: answer.number(), variance: answer.number() },
        after: { mean: answer.number(), variance: answer.number() },
        raised: answer.sure(),
        lowered: answer.sure(),
      };
    },
  };
}
