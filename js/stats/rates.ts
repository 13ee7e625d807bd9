import type { Interval, PValue } from './answer.js';
import { counts, invalid, type Proportion } from './check.js';
import type { Reason } from './reasons.js';
import type { Call } from './stats-module.js';

/** Of an interval: 0.95 says that it holds what it is about 19 times of 20. @defaultValue 0.95 */
export type Level = number;

/** In the order of core/assay/stats/rate_intervals.h. */
const METHODS = [
  'wilson',
  'wald',
  'agresti-coull',
  'clopper-pearson',
  'jeffreys',
  'highest-density',
  'logit',
  'probit',
  'cloglog',
  'likelihood-ratio',
  'wilson-corrected',
] as const;

/**
 * How an interval of one rate is made; all are cut to 0 to 1.
 * - `wilson`: what to use
 * - `clopper-pearson`: exact, never below its level, and therefore wider
 * - `jeffreys`, `highest-density`: of the posterior of Beta(½, ½)
 * - the others: what other programs print; `wald` is a point at 0 % and 100 %
 */
export type RateMethod = (typeof METHODS)[number];

export interface IntervalOnly {
  readonly interval: Interval | undefined;
  readonly reason: Reason | undefined;
}

export interface EstimateWithInterval extends IntervalOnly {
  readonly estimate: number | undefined;
}

export interface Tested {
  readonly pValue: PValue | undefined;
  readonly reason: Reason | undefined;
}

export interface RateStats {
  /** An interval of one rate. @defaultValue method 'wilson', level 0.95 */
  rateInterval(proportion: Proportion, method?: RateMethod, level?: Level): IntervalOnly;
  /** Wilson's score interval of one rate. */
  wilson(proportion: Proportion, level?: Level): IntervalOnly;
  /** "The rate is `nullRate`", exactly and two-sided. */
  exactRateTest(proportion: Proportion, nullRate: number): Tested;
  /** The difference of two rates with Newcombe's interval, which never collapses to a point. */
  newcombe(control: Proportion, treatment: Proportion, level?: Level): EstimateWithInterval;
  /** "Both rates are the same", two-sided, with one common rate. Nobody or everybody converted: z = 0 and p = 1. */
  pooledZTest(control: Proportion, treatment: Proportion): Tested & { readonly z: number | undefined };
  /** Wald's test and interval of the difference, each arm's variance by itself; as published it may reach beyond ±1. */
  unpooledZTest(
    control: Proportion,
    treatment: Proportion,
    level?: Level,
  ): Tested & EstimateWithInterval & { readonly z: number | undefined };
  /** The relative difference with Katz's interval on the logarithm of the ratio. */
  katz(control: Proportion, treatment: Proportion, level?: Level): EstimateWithInterval;
  /** Of the difference; as published it may reach beyond ±1. */
  agrestiCaffo(control: Proportion, treatment: Proportion, level?: Level): IntervalOnly;
  /** Of the difference: Miettinen and Nurminen's. */
  differenceScore(control: Proportion, treatment: Proportion, level?: Level): IntervalOnly;
  /** Of treatment's rate over control's: Koopman's; the high end may be infinite. */
  ratioScore(control: Proportion, treatment: Proportion, level?: Level): IntervalOnly;
  oddsRatioScore(control: Proportion, treatment: Proportion, level?: Level): IntervalOnly;
  /** Fisher's exact test: valid at any count. `oddsRatio` is the conditional maximum likelihood one, 0 to Infinity. */
  fisherExact(
    control: Proportion,
    treatment: Proportion,
  ): Tested & { readonly lower: PValue | undefined; readonly higher: PValue | undefined; readonly oddsRatio: number | undefined };
  /** "All arms have the same rate": Pearson's chi-squared. */
  homogeneity(arms: readonly Proportion[]): ChiSquaredTest;
  /** Mantel and Haenszel's test over strata, with a continuity correction; the common odds ratio with its interval. */
  mantelHaenszel(
    strata: readonly { readonly control: Proportion; readonly treatment: Proportion }[],
    level?: Level,
  ): Tested & { readonly chiSquared: number | undefined; readonly oddsRatio: number | undefined; readonly interval: Interval | undefined };
  /** Do users have the intended shares? For one look; weights in any unit. */
  sampleRatio(users: readonly number[], weights: readonly number[]): ChiSquaredTest;
}

export interface ChiSquaredTest extends Tested {
  readonly chiSquared: number | undefined;
  readonly degrees: number | undefined;
}

type TwoRates = (control: Proportion, treatment: Proportion, level?: Level) => IntervalOnly;

const both = (control: Proportion, treatment: Proportion): readonly number[] => [
  ...counts('control', control),
  ...counts('treatment', treatment),
];

export function rateStats(call: Call): RateStats {
  const rateInterval = (proportion: Proportion, method: RateMethod = 'wilson', level = 0.95): IntervalOnly => {
    if (!METHODS.includes(method)) throw invalid('method', `must be one of ${METHODS.join(', ')}`);
    const answer = call('rate_interval', counts('proportion', proportion), METHODS.indexOf(method), level);
    return { reason: answer.reason(), interval: answer.interval() };
  };
  const twoRates =
    (name: string): TwoRates =>
    (control, treatment, level = 0.95) => {
      const answer = call(name, both(control, treatment), level);
      return { reason: answer.reason(), interval: answer.interval() };
    };
  return {
    rateInterval,
    wilson: (proportion, level) => rateInterval(proportion, 'wilson', level),
    exactRateTest(proportion, nullRate) {
      const answer = call('exact_rate_test', counts('proportion', proportion), nullRate);
      return { reason: answer.reason(), pValue: answer.pValue() };
    },
    newcombe(control, treatment, level = 0.95) {
      const answer = call('newcombe', both(control, treatment), level);
      return { reason: answer.reason(), estimate: answer.number(), interval: answer.interval() };
    },
    pooledZTest(control, treatment) {
      const answer = call('pooled_z_test', both(control, treatment));
      return { reason: answer.reason(), z: answer.number(), pValue: answer.pValue() };
    },
    unpooledZTest(control, treatment, level = 0.95) {
      const answer = call('unpooled_z_test', both(control, treatment), level);
      return {
        reason: answer.reason(),
        estimate: answer.number(),
        z: answer.number(),
        pValue: answer.pValue(),
        interval: answer.interval(),
      };
    },
    katz(control, treatment, level = 0.95) {
      const answer = call('katz', both(control, treatment), level);
      return { reason: answer.reason(), estimate: answer.number(), interval: answer.interval() };
    },
    agrestiCaffo: twoRates('agresti_caffo'),
    differenceScore: twoRates('difference_score'),
    ratioScore: twoRates('ratio_score'),
    oddsRatioScore: twoRates('odds_ratio_score'),
    fisherExact(control, treatment) {
      const answer = call('fisher_exact', both(control, treatment));
      return {
        reason: answer.reason(),
        pValue: answer.pValue(),
        lower: answer.pValue(),
        higher: answer.pValue(),
        oddsRatio: answer.number(),
      };
    },
    homogeneity(arms) {
      const numbers = arms.flatMap((arm, i) => counts(`arms[${i}]`, arm));
      const answer = call('homogeneity', numbers.length, numbers);
      return { reason: answer.reason(), chiSquared: answer.number(), degrees: answer.number(), pValue: answer.pValue() };
    },
    mantelHaenszel(strata, level = 0.95) {
      const numbers = strata.flatMap(({ control, treatment }, i) => [
        ...counts(`strata[${i}].control`, control),
        ...counts(`strata[${i}].treatment`, treatment),
      ]);
      const answer = call('mantel_haenszel', numbers.length, numbers, level);
      return {
        reason: answer.reason(),
        chiSquared: answer.number(),
        pValue: answer.pValue(),
        oddsRatio: answer.number(),
        interval: answer.interval(),
      };
    },
    sampleRatio(users, weights) {
      const answer = call('sample_ratio', users.length, users, weights.length, weights);
      return { reason: answer.reason(), chiSquared: answer.number(), degrees: answer.number(), pValue: answer.pValue() };
    },
  };
}
