import type { Interval, PValue } from './answer.js';
import { type Proportion, counts } from './check.js';
import { list } from './choices.js';
import type { Level } from './rates.js';
import type { Call } from './stats-module.js';

/** Beta(a, b) of a rate. */
export interface BetaPosterior {
  readonly a: number;
  readonly b: number;
}

/** Normal posterior of a mean. */
export interface NormalPosterior {
  readonly mean: number;
  /** Above 0. */
  readonly deviation: number;
}

export interface ArmChance {
  /** Probability that the arm is the best. */
  readonly best: number;
  /** That another one is; not 1 - best, so that neither loses digits. */
  readonly other: number;
  /** Expectation of the best less this one: what choosing it costs. */
  readonly loss: number;
}

/** What is believed about an effect. */
export interface EffectPosterior {
  readonly mean: number;
  readonly deviation: number;
  /** Credible, not confidence. */
  readonly interval: Interval;
  /** That the effect is above 0. */
  readonly chance: PValue;
  /** That it is below. */
  readonly otherChance: PValue;
  /** Expected loss of shipping, and of keeping what there is, in the effect's unit. */
  readonly lossIfShipped: number;
  readonly lossIfKept: number;
}

export interface BayesStats {
  /** @param prior Beta(1, 1) unless given */
  ratePosterior(proportion: Proportion, prior?: BetaPosterior): BetaPosterior;
  rateCredibleInterval(posterior: BetaPosterior, level?: Level): Interval;
  /** Exact to quadrature, without simulation. */
  compareRates(arms: readonly BetaPosterior[]): readonly ArmChance[];
  compareMeans(arms: readonly NormalPosterior[]): readonly ArmChance[];
  /** @param prior none unless given: what the data say alone */
  effectPosterior(
    estimate: number,
    standardError: number,
    prior?: { readonly mean: number; readonly variance: number },
    level?: Level,
  ): EffectPosterior;
  /** Shares of traffic by Thompson sampling, none below `floor`. */
  thompsonRates(arms: readonly BetaPosterior[], floor?: number): readonly number[];
  thompsonMeans(arms: readonly NormalPosterior[], floor?: number): readonly number[];
  /** The same in each context, by its own posteriors. */
  thompsonContexts(contexts: readonly (readonly NormalPosterior[])[], floor?: number): readonly (readonly number[])[];
}

export const bayesStats = (call: Call): BayesStats => {
  const betas = (arms: readonly BetaPosterior[]): readonly number[] => [...list(arms.map(({ a }) => a)), ...list(arms.map(({ b }) => b))];
  const normals = (arms: readonly NormalPosterior[]): readonly number[] => [
    ...list(arms.map(({ mean }) => mean)),
    ...list(arms.map(({ deviation }) => deviation)),
  ];
  const chances = (name: string, numbers: readonly number[], arms: number): readonly ArmChance[] => {
    const answer = call(name, numbers);
    return Array.from({ length: arms }, () => ({ best: answer.sure(), other: answer.sure(), loss: answer.sure() }));
  };
  const thompsonMeans = (arms: readonly NormalPosterior[], floor = 0): readonly number[] => [
    ...call('thompson_means', floor, normals(arms)).numbers,
  ];
  return {
    ratePosterior(proportion, prior = { a: 1, b: 1 }) {
      const [successes, trials] = counts('proportion', proportion);
      return { a: prior.a + successes, b: prior.b + trials - successes };
    },
    rateCredibleInterval: ({ a, b }, level = 0.95) => call('rate_credible_interval', a, b, level).interval() as Interval,
    compareRates: (arms) => chances('compare_rates', betas(arms), arms.length),
    compareMeans: (arms) => chances('compare_means', normals(arms), arms.length),
    effectPosterior(estimate, standardError, prior, level = 0.95) {
      const answer = call('effect_posterior', estimate, standardError, level, prior === undefined ? [0] : [1, prior.mean, prior.variance]);
      return {
        mean: answer.sure(),
        deviation: answer.sure(),
        interval: answer.interval() as Interval,
        chance: answer.pValue() as PValue,
        otherChance: answer.pValue() as PValue,
        lossIfShipped: answer.sure(),
        lossIfKept: answer.sure(),
      };
    },
    thompsonRates: (arms, floor = 0) => [...call('thompson_rates', floor, betas(arms)).numbers],
    thompsonMeans,
    thompsonContexts: (contexts, floor = 0) => contexts.map((arms) => thompsonMeans(arms, floor)),
  };
};
