import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import { type Adaptor, type StatsCase, unknownKind } from './adaptor.js';
import { agree } from './agree.js';
import type { Statistic } from './gbstats-arms.js';
import { bayesianExtras, bayesianTests } from './gbstats-bayesian.js';
import { checkEdge } from './gbstats-edges.js';
import { frequentistTests } from './gbstats-frequentist.js';
import { sequentialTests } from './gbstats-sequential.js';

export interface Case {
  readonly name: string;
  readonly test: string;
  readonly a: Statistic;
  readonly b: Statistic;
  readonly config: { readonly difference_type: 'relative' | 'absolute'; readonly alpha: number; readonly test_value?: number };
  /** Digits of their own tests. */
  readonly asserted: Readonly<Record<string, unknown>> | null;
  readonly asserted_atol: number;
  /** What their code answers, with all digits. */
  readonly computed: {
    readonly expected: number;
    readonly ci: readonly (number | string)[];
    readonly uplift: { readonly stddev: number };
    readonly pValue: number;
    readonly errorMessage: string | null;
  };
}

export type TestCheck = (test: Case, stats: Stats) => Outcome;

interface SampleRatio {
  readonly users: readonly number[];
  readonly weights: readonly number[];
  readonly p: number;
}

interface File {
  readonly cases: readonly Case[];
  readonly srm?: readonly SampleRatio[];
}

/** By the name of their test's class. */
const TESTS: Readonly<Record<string, TestCheck>> = { ...frequentistTests, ...sequentialTests, ...bayesianTests };

export const gbstats: Adaptor = function* (content) {
  const { cases, srm = [] } = content as File;
  for (const test of cases) {
    const title = `${test.test} ${test.name} ${test.config.difference_type}`;
    const check = test.name.startsWith('edge_') && test.test === 'TwoSidedTTest' ? checkEdge : TESTS[test.test];
    yield check === undefined ? unknownKind(title, test.test) : { name: title, check: (stats) => check(test, stats) };
  }
  yield* srm.map(sampleRatio);
  yield* bayesianExtras(content);
};

function sampleRatio({ users, weights, p }: SampleRatio): StatsCase {
  return {
    name: `srm ${users.join(' ')}`,
    check(stats) {
      const { pValue, degrees } = stats.sampleRatio(users, weights);
      // gbstats leaves an arm of weight 0 out of the sum, but not out of the degrees of freedom: its p is that of one degree too many.
      const unused = weights.filter((weight) => weight === 0).length;
      if (unused === 0 || p === 1) return agree(p, pValue?.p, { rtol: 1e-10 });
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const all = users.reduce((sum, count) => sum + count, 0);
      const chiSquared = users.reduce((sum, count, i) => {
        const expected = (all * (weights[i] as number)) / total;
        return expected === 0 ? sum : sum + (count - expected) ** 2 / expected;
      }, 0);
      const theirs = stats.chiSquared(chiSquared, users.length - 1).upper.p;
      const right = stats.chiSquared(chiSquared, users.length - 1 - unused).upper.p;
      return agree([p, right, users.length - 1 - unused], [theirs, pValue?.p, degrees], { rtol: 1e-10 });
    },
  };
}
