import type { Interval, PValue } from './answer.js';
import { list, numberOf } from './choices.js';
import type { Call } from './stats-module.js';

const MIXTURES = ['normal', 'normal-one-sided', 'gamma-exponential', 'gamma-poisson', 'beta-binomial', 'beta-binomial-one-sided'] as const;

/** A boundary that a centred sum crosses at any time with at most a given probability (Howard et al. 2021). */
export interface Mixture {
  readonly kind: (typeof MIXTURES)[number];
  /** The intrinsic time at which it is tightest. */
  readonly bestTime: number;
  /** @defaultValue 0.05 */
  readonly alpha?: number;
  /** Scale of the gamma mixtures. */
  readonly c?: number;
  /** Increments of the beta-binomial lie within `-g` and `h`. */
  readonly g?: number;
  readonly h?: number;
}

/** A quantile watched at every moment. */
export interface QuantileTuning {
  /** 0 to 1, neither of them. */
  readonly quantile: number;
  /** Observations of a sample at which the sequence is tightest. */
  readonly bestSample: number;
  /** Of the tuning. @defaultValue 0.05 */
  readonly alpha?: number;
}

export interface BoundaryStats {
  /** ln of the evidence at the sum `s` and the intrinsic time `v`. */
  mixtureEvidence(mixture: Mixture, s: number, v: number): number;
  mixtureBound(mixture: Mixture, v: number, alpha?: number): number;
  /** @param scale `c` of sub-gamma sums @param growth exponent by which epochs share alpha @param epoch their ratio */
  polyStitchingBound(v: number, alpha: number, vMin: number, scale: number, growth?: number, epoch?: number): number;
  /** The probability of a coin, at all times. */
  bernoulliSequence(successes: number, trials: number, bestSample: number, alpha?: number): Interval;
  /** 1-based ranks of the observations that bound the quantile at all times; `undefined` where none does yet. */
  quantileSequenceRanks(n: number, tuning: QuantileTuning, alpha?: number): readonly [low: number | undefined, high: number | undefined];
  /** "Both samples have the same quantile", at all times. The samples ascend. */
  quantileSequenceTest(first: readonly number[], second: readonly number[], tuning: QuantileTuning): PValue;
  /** Second minus first, at all times; infinite ends are not bounded yet. The samples ascend. */
  quantileSequenceDifference(first: readonly number[], second: readonly number[], tuning: QuantileTuning, alpha?: number): Interval;
  /** Deviation of the count below a quantile, for all quantiles and times at once. */
  doubleStitchingBound(n: number, tuning: QuantileTuning, alpha?: number): number;
  /** Distance of the empirical distribution function from the true one, for all times from `first` on. */
  distributionSequenceBound(n: number, alpha: number, first: number, scale?: number): number;
}

export const boundaryStats = (call: Call): BoundaryStats => {
  const mixtureOf = ({ kind, bestTime, alpha = 0.05, c, g = c ?? 1, h = 1 }: Mixture): readonly number[] => [
    numberOf('kind', MIXTURES, kind),
    bestTime,
    alpha,
    g,
    h,
  ];
  const quantileOf = ({ quantile, bestSample, alpha = 0.05 }: QuantileTuning): readonly number[] => [quantile, bestSample, alpha];
  return {
    mixtureEvidence: (mixture, s, v) => call('mixture_evidence', mixtureOf(mixture), s, v).sure(),
    mixtureBound: (mixture, v, alpha = 0.05) => call('mixture_bound', mixtureOf(mixture), v, alpha).sure(),
    polyStitchingBound: (v, alpha, vMin, scale, growth = 1.4, epoch = 2) =>
      call('poly_stitching_bound', v, alpha, vMin, scale, growth, epoch).sure(),
    bernoulliSequence: (successes, trials, bestSample, alpha = 0.05) =>
      call('bernoulli_sequence', successes, trials, bestSample, alpha, alpha).interval() as Interval,
    quantileSequenceRanks(n, tuning, alpha = 0.05) {
      const answer = call('quantile_sequence_ranks', n, quantileOf(tuning), alpha);
      return [answer.number(), answer.number()];
    },
    quantileSequenceTest: (first, second, tuning) =>
      call('quantile_sequence_test', quantileOf(tuning), list(first), list(second)).pValue() as PValue,
    quantileSequenceDifference: (first, second, tuning, alpha = 0.05) =>
      call('quantile_sequence_difference', quantileOf(tuning), alpha, list(first), list(second)).interval() as Interval,
    doubleStitchingBound: (n, tuning, alpha = 0.05) => call('double_stitching_bound', n, quantileOf(tuning), alpha).sure(),
    distributionSequenceBound: (n, alpha, first, scale = 0.85) => call('distribution_sequence_bound', n, alpha, first, scale).sure(),
  };
};
