import type { Alternative } from '../../../js/stats/choices.js';
import type { Stats } from '../../../js/stats/stats.js';
import { agree } from './agree.js';
import type { KindCheck } from './statsmodels.js';

/** What R's pwr answered; which of the sizes are there depends on the test. */
interface Pwr {
  readonly n?: number;
  readonly n1?: number;
  readonly n2?: number;
  readonly N: number;
  readonly d: number;
  readonly w: number;
  readonly df: number;
  readonly u: number;
  readonly v: number;
  readonly f2: number;
  readonly sig_level: number;
  readonly power: number;
  readonly alternative?: string;
}

interface PowerCase {
  readonly solver: string;
  readonly r: Pwr;
  readonly kwds_extra: string;
  readonly atol: number;
}

const ALTERNATIVES: Readonly<Record<string, Alternative>> = {
  'two.sided': 'two-sided',
  'two-sided': 'two-sided',
  greater: 'greater',
  larger: 'greater',
  less: 'less',
  smaller: 'less',
};

const alternativeOf = ({ alternative = 'two.sided' }: Pwr): Alternative => ALTERNATIVES[alternative] as Alternative;

/** By the name of statsmodels' solver. */
const SOLVERS: Readonly<Record<string, (r: Pwr, stats: Stats) => number>> = {
  TTestPower: (r, stats) => {
    const n = r.n as number;
    return stats.studentPower(r.d * Math.sqrt(n), n - 1, { alpha: r.sig_level, alternative: alternativeOf(r) });
  },
  TTestIndPower: (r, stats) => {
    const [n1, n2] = [r.n1 ?? (r.n as number), r.n2 ?? (r.n as number)];
    return stats.studentPower(r.d / Math.sqrt(1 / n1 + 1 / n2), n1 + n2 - 2, { alpha: r.sig_level, alternative: alternativeOf(r) });
  },
  // `ratio 0`: one sample. Otherwise `n` is that of each group.
  NormalIndPower: (r, stats) => {
    const variance = r.n2 !== undefined ? 1 / (r.n1 as number) + 1 / r.n2 : 1 / (r.n as number);
    return stats.normalPower(r.d / Math.sqrt(variance), { alpha: r.sig_level, alternative: alternativeOf(r) });
  },
  GofChisquarePower: (r, stats) => stats.chiSquaredPower(r.w, r.N, r.df, r.sig_level),
  FTestPower: (r, stats) => stats.fPower(r.f2, r.u, r.v, r.sig_level),
};

interface ChiSquaredCase {
  readonly inputs: Readonly<Record<'w' | 'N' | 'df' | 'sig_level', number>>;
  readonly expected: { readonly power: number };
  readonly atol: number;
}

interface TwoRatesCase {
  readonly inputs: {
    readonly alpha: number;
    readonly alternative?: string;
    readonly p1?: number;
    readonly p2?: number;
    readonly n_per_group?: number;
    readonly p2_baseline?: number;
    readonly diff?: number;
    readonly n1?: number;
    readonly ratio_n2_over_n1?: number;
  };
  readonly expected: { readonly power: number };
  readonly atol: number;
}

export const powerKinds: Readonly<Record<string, KindCheck>> = {
  power({ solver, r, atol }: PowerCase, stats: Stats) {
    const ask = SOLVERS[solver];
    return ask === undefined ? { fail: { expected: `an adaptor for ${solver}`, got: undefined } } : agree(r.power, ask(r, stats), { atol });
  },
  power_chisq: ({ inputs, expected, atol }: ChiSquaredCase, stats: Stats) =>
    agree(expected.power, stats.chiSquaredPower(inputs.w, inputs.N, inputs.df, inputs.sig_level), { atol }),
  power_2prop({ inputs, expected, atol }: TwoRatesCase, stats: Stats) {
    const { alpha, alternative, n_per_group: each } = inputs;
    const second = inputs.p2 ?? (inputs.p2_baseline as number);
    const first = inputs.p1 ?? second + (inputs.diff as number);
    const users = [inputs.n1 ?? (each as number), each ?? (inputs.n1 as number) * (inputs.ratio_n2_over_n1 as number)] as const;
    // One-sided means towards the difference there is.
    const towards: Alternative = alternative === 'one-sided' ? (second > first ? 'greater' : 'less') : 'two-sided';
    // R leaves out the tail on the wrong side, statsmodels and Stata count it.
    const strict = inputs.diff !== undefined;
    return agree(expected.power, stats.ratePower([first, second], users, { alpha, alternative: towards }, strict), { atol });
  },
};
