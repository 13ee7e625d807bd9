import type { Answer, Interval, PValue } from './answer.js';
import { finite, invalid } from './check.js';
import type { Level } from './rates.js';
import type { Reason } from './reasons.js';
import type { Call } from './stats-module.js';

/** An arm's estimate as that of a mean: its standard error is √(variance / n). */
export interface ArmEstimate {
  /** Units. */
  readonly n: number;
  readonly mean: number;
  /** Of one unit, with n − 1. */
  readonly variance: number;
}

/** What is absent has its reason in `reason`. */
export interface Effect {
  readonly reason: Reason | undefined;
  readonly estimate: number | undefined;
  /** Of the logarithm of the ratio where the interval was made on it. */
  readonly standardError: number | undefined;
  readonly t: number | undefined;
  /** Of freedom; Infinity where the normal distribution is used. */
  readonly degrees: number | undefined;
  /** Two-sided. */
  readonly pValue: PValue | undefined;
  /** Of the one-sided alternative that the effect is negative. */
  readonly less: PValue | undefined;
  /** Of the one-sided alternative that the effect is positive. */
  readonly greater: PValue | undefined;
  readonly interval: Interval | undefined;
}

export interface Options {
  readonly level?: Level;
  /** `welch`: each arm's variance. `pooled`: a common one. `normal`: each arm's, taken as known. @defaultValue 'welch' */
  readonly freedom?: Freedom;
  /** The difference that is tested. @defaultValue 0 */
  readonly nullEffect?: number;
}

const FREEDOMS = ['welch', 'pooled', 'normal'] as const;
export type Freedom = (typeof FREEDOMS)[number];

/** Means, variances and their covariance over the units that have both numbers. */
export interface RatioInput {
  readonly n: number;
  readonly numerator: { readonly mean: number; readonly variance: number };
  readonly denominator: { readonly mean: number; readonly variance: number };
  readonly covariance: number;
}

export interface ArmOrReason {
  readonly reason: Reason | undefined;
  readonly arm: ArmEstimate;
}

export interface MeanStats {
  /** Treatment − control: Welch's test, or Student's. */
  differenceOfMeans(control: ArmEstimate, treatment: ArmEstimate, options?: Options): Effect;
  /** One arm's mean against `nullMean`; of pairs give the differences within them. */
  meanAgainst(arm: ArmEstimate, nullMean?: number, level?: Level): Effect;
  /** The relative effect to show: on the logarithm where that holds, else Fieller's. Its test is that of the difference, so they never disagree. */
  relativeChange(control: ArmEstimate, treatment: ArmEstimate, level?: Level): Effect;
  /** As other engines print it; repeated looks at it reject far too often. */
  relativeDelta(control: ArmEstimate, treatment: ArmEstimate, options?: Options): Effect;
  relativeLog(control: ArmEstimate, treatment: ArmEstimate, level?: Level): Effect;
  /** `UNBOUNDED` where the data do not rule out a control of 0. */
  relativeFieller(control: ArmEstimate, treatment: ArmEstimate, level?: Level): Effect;
  /** From sums, where a producer keeps nothing better; `CANCELLATION` where they have lost the variance. */
  armOfSums(n: number, sum: number, sumOfSquares: number): ArmOrReason;
  /** Sum over sum of two numbers per unit, by the delta method. */
  ratioOfMeans(ratio: RatioInput): ArmOrReason;
  /** By how much clusters (sessions of users) widen a quantile's variance. `perCluster`: how many at or below it, and how many in all. */
  clusterInflation(perCluster: RatioInput): { readonly inflation: number | undefined; readonly reason: Reason | undefined };
}

/** Reads what the core writes of an effect. */
export const effectOf = (answer: Answer): Effect => ({
  reason: answer.reason(),
  estimate: answer.number(),
  standardError: answer.number(),
  t: answer.number(),
  degrees: answer.number(),
  pValue: answer.pValue(),
  less: answer.pValue(),
  greater: answer.pValue(),
  interval: answer.interval(),
});

export const armOf = (answer: Answer): ArmEstimate => ({ n: answer.sure(), mean: answer.sure(), variance: answer.sure() });

/** @throws AssayError INVALID_ARGUMENT naming the argument */
export function armNumbers(name: string, { n, mean, variance }: ArmEstimate): readonly number[] {
  if (!(finite(`${name}.n`, n) >= 0)) throw invalid(`${name}.n`, 'must be 0 or more');
  if (!(finite(`${name}.variance`, variance) >= 0)) throw invalid(`${name}.variance`, 'must be 0 or more');
  return [n, finite(`${name}.mean`, mean), variance];
}

const ratioNumbers = ({ n, numerator, denominator, covariance }: RatioInput): readonly number[] => [
  ...armNumbers('numerator', { n, ...numerator }),
  ...armNumbers('denominator', { n, ...denominator }).slice(1),
  finite('covariance', covariance),
];

export function meanStats(call: Call): MeanStats {
  const arms = (control: ArmEstimate, treatment: ArmEstimate): readonly number[] => [
    ...armNumbers('control', control),
    ...armNumbers('treatment', treatment),
  ];
  const relative =
    (name: string) =>
    (control: ArmEstimate, treatment: ArmEstimate, level: Level = 0.95): Effect =>
      effectOf(call(name, arms(control, treatment), level));
  return {
    differenceOfMeans: (control, treatment, { level = 0.95, freedom = 'welch', nullEffect = 0 } = {}) =>
      effectOf(call('difference_of_means', arms(control, treatment), FREEDOMS.indexOf(freedom), nullEffect, level)),
    meanAgainst: (arm, nullMean = 0, level = 0.95) => effectOf(call('mean_against', armNumbers('arm', arm), nullMean, level)),
    relativeChange: relative('relative_change'),
    relativeDelta: (control, treatment, { level = 0.95, freedom = 'welch' } = {}) =>
      effectOf(call('relative_delta', arms(control, treatment), FREEDOMS.indexOf(freedom), level)),
    relativeLog: relative('relative_log'),
    relativeFieller: relative('relative_fieller'),
    armOfSums(n, sum, sumOfSquares) {
      const answer = call('moments_of_sums', n, sum, sumOfSquares);
      return { reason: answer.reason(), arm: armOf(answer) };
    },
    ratioOfMeans(ratio) {
      const answer = call('ratio_of_means', ratioNumbers(ratio));
      return { reason: answer.reason(), arm: armOf(answer) };
    },
    clusterInflation(perCluster) {
      const answer = call('cluster_inflation', ratioNumbers(perCluster));
      return { reason: answer.reason(), inflation: answer.number() };
    },
  };
}
