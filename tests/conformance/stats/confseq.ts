import type { Mixture } from '../../../js/stats/boundaries.js';
import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import { type Adaptor, unknownKind } from './adaptor.js';
import { agree } from './agree.js';

/** Whatever a function of confseq takes. */
interface Input {
  readonly [name: string]: number | string | boolean | undefined;
}

interface File {
  readonly cases: readonly { readonly fn: string; readonly inp: Input; readonly out: number | readonly number[] }[];
}

/** The authors' own tolerance; they print no more digits. */
const ATOL = 1e-5;

const MIXTURES: Readonly<Record<string, readonly [twoSided: Mixture['kind'], oneSided: Mixture['kind']]>> = {
  normal: ['normal', 'normal-one-sided'],
  gamma_exponential: ['gamma-exponential', 'gamma-exponential'],
  gamma_poisson: ['gamma-poisson', 'gamma-poisson'],
  beta_binomial: ['beta-binomial', 'beta-binomial-one-sided'],
};

const number = (inp: Input, name: string): number => inp[name] as number;

function mixtureOf(family: string, inp: Input): Mixture {
  const kinds = MIXTURES[family];
  if (kinds === undefined) throw new Error(`no mixture is called ${family}`);
  return {
    kind: kinds[inp['one_sided'] === true ? 1 : 0],
    bestTime: number(inp, 'v_opt'),
    alpha: number(inp, 'alpha_opt'),
    ...(inp['c'] === undefined ? {} : { c: number(inp, 'c') }),
    ...(inp['g'] === undefined ? {} : { g: number(inp, 'g'), h: number(inp, 'h') }),
  };
}

/** "71..1070": whole numbers, both included. */
function range(text: unknown): readonly number[] {
  const [first, last] = String(text).split('..').map(Number) as [number, number];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

const quantileOf = (inp: Input) => ({ quantile: number(inp, 'quantile_p'), bestSample: number(inp, 't_opt') });

/** The first pattern that a function's name fits. */
const FUNCTIONS: readonly (readonly [RegExp, (inp: Input, stats: Stats, family: string) => number | readonly number[]])[] = [
  // The two-sided normal mixture's rho is the prior sample of the confidence sequence: its evidence at 0 is ln(rho / (v + rho)) / 2.
  [
    /best_rho$/,
    (inp, stats) => {
      const mixture = { kind: 'normal', bestTime: number(inp, 'v_opt'), alpha: number(inp, 'alpha_opt') } as const;
      return 1 / Math.expm1(-2 * stats.mixtureEvidence(mixture, 0, 1));
    },
  ],
  [/^(\w+)_log_mixture$/, (inp, stats, family) => stats.mixtureEvidence(mixtureOf(family, inp), number(inp, 's'), number(inp, 'v'))],
  [/^(\w+)_mixture_bound$/, (inp, stats, family) => stats.mixtureBound(mixtureOf(family, inp), number(inp, 'v'), number(inp, 'alpha'))],
  [
    /^poly_stitching_bound/,
    (inp, stats) =>
      stats.polyStitchingBound(
        number(inp, 'v'),
        number(inp, 'alpha'),
        number(inp, 'v_min'),
        number(inp, 'c'),
        number(inp, 's'),
        number(inp, 'eta'),
      ),
  ],
  [
    /^empirical_process_lil_bound/,
    (inp, stats) => stats.distributionSequenceBound(number(inp, 't'), number(inp, 'alpha'), number(inp, 't_min'), number(inp, 'A')),
  ],
  [/^double_stitching_bound/, (inp, stats) => stats.doubleStitchingBound(number(inp, 't'), quantileOf(inp), number(inp, 'alpha'))],
  [
    /^QuantileABTest p_value/,
    (inp, stats) => {
      const tuning = { ...quantileOf(inp), alpha: number(inp, 'alpha_opt') };
      return stats.quantileSequenceTest(range(inp['a']), range(inp['b']), tuning).p;
    },
  ],
  [
    /^bernoulli_confidence_interval/,
    (inp, stats) => stats.bernoulliSequence(number(inp, 'successes'), number(inp, 'trials'), number(inp, 't_opt'), number(inp, 'alpha')),
  ],
];

export const confseq: Adaptor = function* (content) {
  for (const { fn, inp, out } of (content as File).cases) {
    const name = `${fn} ${JSON.stringify(inp)}`;
    const found = FUNCTIONS.find(([pattern]) => pattern.test(fn));
    if (found === undefined) {
      yield unknownKind(name, fn);
      continue;
    }
    const [pattern, ask] = found;
    const family = pattern.exec(fn)?.[1] ?? '';
    yield { name, check: (stats): Outcome => agree(out, ask(inp, stats, family), { atol: ATOL }) };
  }
};
