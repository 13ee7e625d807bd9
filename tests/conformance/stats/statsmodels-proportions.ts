import type { Interval } from '../../../js/stats/answer.js';
import type { RateMethod } from '../../../js/stats/rates.js';
import type { Stats } from '../../../js/stats/stats.js';
import { agree, type Tolerance } from './agree.js';
import { likelihoodRatioInterval, rightInstead } from './edges.js';
import type { KindCheck } from './statsmodels.js';

interface Ends {
  readonly lo: number | null;
  readonly hi: number | null;
}

/** R's and statsmodels' names for the same. */
const METHODS: Readonly<Record<string, RateMethod>> = {
  asymptotic: 'wald',
  normal: 'wald',
  'agresti-coull': 'agresti-coull',
  agresti_coull: 'agresti-coull',
  exact: 'clopper-pearson',
  beta: 'clopper-pearson',
  wilson: 'wilson',
  jeffreys: 'jeffreys',
  cloglog: 'cloglog',
  logit: 'logit',
  probit: 'probit',
  lrt: 'likelihood-ratio',
  profile: 'likelihood-ratio',
  'prop.test': 'wilson-corrected',
};

interface RateCase {
  readonly inputs: { readonly count: number; readonly nobs: number; readonly alpha: number; readonly method: string };
  readonly expected: Ends;
  readonly atol: number;
}

interface TwoRatesCase {
  readonly inputs: Readonly<Record<'count1' | 'nobs1' | 'count2' | 'nobs2' | 'alpha', number>> & {
    readonly method: string;
    readonly compare: string;
  };
  readonly expected: Ends;
  /** Absolute, or as text `rtol 0.01`. */
  readonly tol: number | string;
}

/** Half a unit in the last digit that is printed: whoever prints 0.1347117 means no more. */
function printed(value: number): number {
  const [, fraction = ''] = /\.(\d+)/.exec(String(value)) ?? [];
  return fraction.length >= 12 || fraction.length === 0 ? 0 : 0.5000001 * 10 ** -fraction.length;
}

/** R prints ends beyond 0 and 1; a rate has none, and statsmodels' own tests cut them, too. */
const cut = (end: number): number => Math.min(1, Math.max(0, end));

export const proportionKinds: Readonly<Record<string, KindCheck>> = {
  proportion_ci({ inputs, expected, atol }: RateCase, stats: Stats) {
    const atEnd = inputs.count === 0 || inputs.count === inputs.nobs;
    // R's binom.bayes: equal tails, but all of it on one side at 0 % and 100 %.
    const method = inputs.method === 'bayes' ? (atEnd ? 'highest-density' : 'jeffreys') : METHODS[inputs.method];
    if (method === undefined) return { fail: { expected: `an adaptor for ${inputs.method}`, got: undefined } };
    const { interval } = stats.rateInterval({ successes: inputs.count, trials: inputs.nobs }, method, 1 - inputs.alpha);
    const right = rightInstead('statsmodels', `${inputs.method} ${inputs.count} ${inputs.nobs}`) as Interval | undefined;
    if (right !== undefined) return agree(right, interval, { rtol: 1e-10 });
    if (inputs.method === 'profile') {
      const z = stats.normalQuantile(1 - inputs.alpha / 2);
      return agree(likelihoodRatioInterval(inputs.count, inputs.nobs, z * z), interval, { rtol: 1e-9 });
    }
    const [lo, hi] = [Number(expected.lo), Number(expected.hi)];
    return agree([cut(lo), cut(hi)], interval, { atol: atol + Math.max(printed(lo), printed(hi)) });
  },

  two_prop_ci({ inputs, expected, tol }: TwoRatesCase, stats: Stats) {
    const control = { successes: inputs.count2, trials: inputs.nobs2 };
    const treatment = { successes: inputs.count1, trials: inputs.nobs1 };
    const level = 1 - inputs.alpha;
    const asked: Readonly<Record<string, () => Interval | undefined>> = {
      'diff newcombe': () => stats.newcombe(control, treatment, level).interval,
      'diff agresti-caffo': () => stats.agrestiCaffo(control, treatment, level).interval,
      'diff wald': () => stats.unpooledZTest(control, treatment, level).interval,
      'diff miettinen-nurminen score': () => stats.differenceScore(control, treatment, level).interval,
      'diff score': () => stats.differenceScore(control, treatment, level).interval,
      'ratio katz log': () => ratioOf(stats.katz(control, treatment, level).interval),
      'ratio log': () => ratioOf(stats.katz(control, treatment, level).interval),
      'ratio koopman score': () => stats.ratioScore(control, treatment, level).interval,
      'ratio score': () => stats.ratioScore(control, treatment, level).interval,
      'odds-ratio score': () => stats.oddsRatioScore(control, treatment, level).interval,
    };
    const ask = asked[`${inputs.compare} ${inputs.method}`];
    if (ask === undefined) return { fail: { expected: `an adaptor for ${inputs.compare} ${inputs.method}`, got: undefined } };
    const tolerance: Tolerance = typeof tol === 'number' ? { atol: tol } : { rtol: Number(tol.replace('rtol ', '')) };
    return agree([expected.lo, expected.hi], ask(), tolerance);
  },
};

const ratioOf = (lift: Interval | undefined): Interval | undefined => (lift === undefined ? undefined : [lift[0] + 1, lift[1] + 1]);
