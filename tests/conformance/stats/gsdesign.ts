import type { GroupBounds } from '../../../js/stats/groups.js';
import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import type { Adaptor } from './adaptor.js';
import { agree, all } from './agree.js';

interface Printed {
  readonly max?: number;
  readonly en?: readonly number[];
  readonly en0?: number;
  readonly z?: readonly number[];
  readonly nominal_p?: readonly number[];
  readonly spend?: readonly number[];
  readonly n_ratio?: readonly number[];
  readonly cross_prob_H1?: readonly number[];
  readonly EN_H0?: number;
  readonly EN_H1?: number;
}

interface Case {
  readonly name: string;
  readonly inp?: { readonly alpha_one_sided: number };
  readonly out: readonly number[] | Printed | Readonly<Record<string, number>>;
  readonly tol: number;
}

interface File {
  readonly cases: readonly Case[];
}

/** Of one side, in every case. */
const ALPHA = 0.025;

const even = (looks: number): readonly number[] => Array.from({ length: looks }, (_, i) => (i + 1) / looks);
/** What a name says, for example `k=4` or `beta=.2`. */
const said = (name: string, what: string): number | undefined => {
  const found = new RegExp(`${what}\\s*=\\s*(-?[\\d.]*\\d)`).exec(name)?.[1];
  return found === undefined ? undefined : Number(found);
};

/** Designs with planned looks, by what the name says of them. */
export const gsdesign: Adaptor = function* (content) {
  for (const test of (content as File).cases) yield { name: test.name, check: (stats) => check(test, stats) };
};

function check(test: Case, stats: Stats): Outcome {
  if (test.name.startsWith('Type-I error')) return unadjusted(test, stats);
  const looks = said(test.name, 'k');
  const bounds = looks === undefined ? undefined : boundsOf(test.name, even(looks), stats);
  if (looks === undefined || bounds === undefined) return { fail: { expected: 'a design that is known here', got: test.name } };
  const [first] = Array.isArray(test.out) ? (test.out as readonly number[]) : [];
  // A list is of z values, or, in percent of the fixed sample, of the largest one and that expected without an effect.
  if (first !== undefined && first < 10) return agree(test.out as readonly number[], bounds.upper, { atol: test.tol });
  const powers = /\?/.test(test.name) ? [0.8, 0.9] : [said(test.name, 'power') ?? 1 - (said(test.name, 'beta') ?? 0.1)];
  const printed: Printed = first === undefined ? (test.out as Printed) : { max: first, en0: (test.out as readonly number[])[1] as number };
  const outcomes = powers.map((power) => samples(printed, even(looks), bounds, power, test.tol, stats));
  return outcomes.find((outcome) => 'pass' in outcome) ?? (outcomes[0] as Outcome);
}

/** `|z| > 1.96` at every look: the probability to stop at the upper side. */
function unadjusted({ inp, out, tol }: Case, stats: Stats): Outcome {
  const z = -stats.normalQuantile((inp as { readonly alpha_one_sided: number }).alpha_one_sided);
  return all(
    ...Object.entries(out as Readonly<Record<string, number>>).map(([looks, expected]) => {
      const upper = even(Number(looks)).map(() => z);
      return agree(expected, stats.groupOutcome(even(Number(looks)), { upper, lower: upper.map((bound) => -bound) }, 0).power, {
        atol: tol,
      });
    }),
  );
}

function boundsOf(name: string, fractions: readonly number[], stats: Stats): GroupBounds | undefined {
  if (/^(OF|O'Brien)/.test(name)) return stats.wangTsiatisBounds(fractions, 0);
  if (/^Pocock/.test(name)) return stats.wangTsiatisBounds(fractions, 0.5);
  if (/^power spending/.test(name)) return stats.spendingBounds(fractions, { family: 'power', shape: said(name, 'rho') as number });
  if (!/^Hwang-Shih-DeCani/.test(name)) return undefined;
  const spending = { family: 'hwang-shih-decani', shape: said(name, 'gamma') as number } as const;
  return stats.spendingBounds(fractions, spending, { alpha: ALPHA, twoSided: false });
}

function samples(printed: Printed, fractions: readonly number[], bounds: GroupBounds, power: number, tol: number, stats: Stats): Outcome {
  const drift = stats.groupDrift(fractions, bounds, power);
  const fixed = stats.normalQuantile(power) - stats.normalQuantile(ALPHA);
  const inflation = (drift / fixed) ** 2;
  const expected = (effect: number): number => inflation * stats.groupOutcome(fractions, bounds, effect * drift).expectedFraction;
  const agrees = (value: number | readonly number[] | undefined, got: number | readonly number[], atol: number): Outcome =>
    value === undefined ? { pass: true } : agree(value, got, { atol });
  const increments = bounds.spent.map((spent, i) => spent - (bounds.spent[i - 1] ?? 0));
  return all(
    agrees(printed.max, 100 * inflation, tol),
    agrees(printed.en0, 100 * expected(0), tol),
    agrees(
      printed.en,
      (printed.en ?? []).map((_, i) => 100 * expected(i / 2)),
      tol,
    ),
    agrees(printed.z, bounds.upper, tol),
    agrees(
      printed.nominal_p,
      bounds.upper.map((z) => stats.normal(z).upper.p),
      5.1e-5,
    ),
    agrees(printed.spend, increments, 5.1e-5),
    agrees(
      printed.n_ratio,
      fractions.map((fraction) => fraction * inflation),
      5.1e-4,
    ),
    agrees(printed.cross_prob_H1, stats.groupOutcome(fractions, bounds, drift).above, tol),
    agrees(printed.EN_H0, expected(0), tol),
    agrees(printed.EN_H1, expected(1), tol),
  );
}
