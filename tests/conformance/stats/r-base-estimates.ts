import type { ArmEstimate } from '../../../js/stats/means.js';
import type { Stats } from '../../../js/stats/stats.js';
import { agree, all, type Tolerance } from './agree.js';
import { rightInstead } from './edges.js';
import type { NamedCheck } from './r-base.js';

/** R prints its own doubles: what is left is its rounding and ours. */
const R: Tolerance = { rtol: 1e-10 };

interface Counts {
  readonly x: readonly number[];
  readonly n: readonly number[];
}

/** Sample mean and variance, for tests alone. */
function armOfValues(values: readonly number[]): ArmEstimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const m2 = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n: values.length, mean, variance: m2 / (values.length - 1) };
}

const proportionsOf = ({ x, n }: Counts) => x.map((successes, i) => ({ successes, trials: n[i] as number }));

/** Examples of R's help pages and further calls, by how their names begin. */
export const estimateExamples: Readonly<Record<string, NamedCheck>> = {
  'prop.test'(inputs: Counts, expected: { readonly chisq: number; readonly p: number; readonly df?: number }, stats: Stats) {
    const { chiSquared, degrees, pValue } = stats.homogeneity(proportionsOf(inputs));
    return all(
      agree(expected.chisq, chiSquared, R),
      agree(expected.p, pValue?.p, R),
      expected.df === undefined ? { pass: true } : agree(expected.df, degrees, {}),
    );
  },

  'chisq.test GOF'(
    inputs: { readonly x: readonly number[]; readonly p?: readonly number[] },
    expected: { readonly chisq: number; readonly p: number },
    stats: Stats,
  ) {
    const { chiSquared, pValue } = stats.sampleRatio(inputs.x, inputs.p ?? inputs.x.map(() => 1));
    return all(agree(expected.chisq, chiSquared, R), agree(expected.p, pValue?.p, R));
  },

  'binom.test'(
    inputs: { readonly x: number; readonly n: number; readonly p?: number },
    expected: { readonly p: number; readonly ci: never },
    stats: Stats,
  ) {
    const rate = { successes: inputs.x, trials: inputs.n };
    return all(
      agree(expected.p, stats.exactRateTest(rate, inputs.p ?? 0.5).pValue?.p, R),
      agree(expected.ci, stats.rateInterval(rate, 'clopper-pearson').interval, R),
    );
  },

  'pnorm upper tail': (inputs: { readonly z: number }, expected: { readonly p: number; readonly logp: number }, stats: Stats) => {
    const { p, logP } = stats.normal(inputs.z).upper;
    return all(agree(expected.p, p, { rtol: 1e-13, atol: 1e-308 }), agree(expected.logp, logP, { rtol: 1e-12 }));
  },

  'pt upper tail': (inputs: { readonly t: number; readonly df: number }, expected: { readonly p: number }, stats: Stats) =>
    agree(expected.p, stats.student(inputs.t, inputs.df).upper.p, { ...R, atol: 1e-308 }),

  'pchisq upper tail': (
    inputs: { readonly x: number; readonly df: number },
    expected: { readonly p: number; readonly logp: number },
    stats: Stats,
  ) => {
    const { p, logP } = stats.chiSquared(inputs.x, inputs.df).upper;
    return all(agree(expected.p, p, { rtol: 1e-12, atol: 1e-308 }), agree(expected.logp, logP, { rtol: 1e-12 }));
  },

  qt: (inputs: { readonly p: number; readonly df: number }, expected: { readonly q: number }, stats: Stats) => {
    const right = rightInstead('r_base', `qt ${inputs.p} ${inputs.df}`) as number | undefined;
    return agree(right ?? expected.q, stats.studentQuantile(inputs.p, inputs.df), R);
  },

  'fisher.test'(
    inputs: { readonly table: readonly (readonly [number, number])[] },
    expected: Readonly<Record<string, number>>,
    stats: Stats,
  ) {
    const [[a, b], [c, d]] = inputs.table as readonly [readonly [number, number], readonly [number, number]];
    // R's odds ratio is the first row's to the second's.
    const answer = stats.fisherExact({ successes: c, trials: c + d }, { successes: a, trials: a + b });
    const asked = {
      p: answer.pValue?.p,
      less: answer.lower?.p,
      greater: answer.higher?.p,
      or: answer.oddsRatio,
      estimate: answer.oddsRatio,
    };
    // R solves for the odds ratio to about four digits.
    const known = Object.entries(expected).filter(([name]) => name in asked);
    return all(
      agree(Object.keys(expected).length, known.length, {}),
      ...known.map(([name, value]) =>
        agree(value, asked[name as keyof typeof asked], name === 'or' || name === 'estimate' ? { rtol: 1e-3 } : R),
      ),
    );
  },

  'mantelhaen.test'(
    inputs: { readonly array_colmajor_2x2x6: readonly number[] },
    expected: { readonly stat: number; readonly p: number; readonly common_or: number; readonly ci: never },
    stats: Stats,
  ) {
    const cells = inputs.array_colmajor_2x2x6;
    // A table's columns are arms: the first is compared to the second.
    const strata = Array.from({ length: cells.length / 4 }, (_, i) => {
      const [a, b, c, d] = cells.slice(4 * i, 4 * i + 4) as [number, number, number, number];
      return { treatment: { successes: a, trials: a + b }, control: { successes: c, trials: c + d } };
    });
    const { chiSquared, pValue, oddsRatio, interval } = stats.mantelHaenszel(strata);
    return all(
      agree(expected.stat, chiSquared, R),
      agree(expected.p, pValue?.p, R),
      agree(expected.common_or, oddsRatio, R),
      agree(expected.ci, interval, R),
    );
  },

  't.test'(
    inputs: {
      readonly a: readonly number[];
      readonly b?: readonly number[];
      readonly paired?: boolean;
      readonly var_equal?: boolean;
      readonly mu?: number;
    },
    expected: Readonly<Record<'t' | 'df' | 'p', number>> & { readonly ci: never },
    stats: Stats,
  ) {
    const { a, b, mu = 0 } = inputs;
    const single = b === undefined || inputs.paired === true;
    // R's difference is a - b.
    const effect = single
      ? stats.meanAgainst(armOfValues(b === undefined ? a : a.map((value, i) => value - (b[i] as number))), mu)
      : stats.differenceOfMeans(armOfValues(b), armOfValues(a), {
          freedom: inputs.var_equal === true ? 'pooled' : 'welch',
          nullEffect: mu,
        });
    return all(
      agree(expected.t, effect.t, R),
      agree(expected.df, effect.degrees, R),
      agree(expected.p, effect.pValue?.p, R),
      agree(expected.ci, effect.interval, R),
    );
  },

  'wilcox.test'(
    inputs: Readonly<Record<'a' | 'b', readonly number[]>>,
    expected: { readonly W?: number; readonly p: number },
    stats: Stats,
  ) {
    const { statistic, pValue } = stats.mannWhitney(inputs.b, inputs.a);
    return all(agree(expected.p, pValue?.p, R), expected.W === undefined ? { pass: true } : agree(expected.W, statistic, {}));
  },
};
