import type { Correction } from '../../../js/stats/multiplicity.js';
import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import { agree } from './agree.js';
import type { NamedCheck } from './r-base.js';

interface Test {
  readonly n?: number;
  readonly p1: number;
  readonly p2: number;
  readonly delta: number;
  readonly sd: number;
  readonly power?: number;
  readonly sig?: number;
  readonly alt?: string;
}

/** R asks for what is not given. */
interface Answer {
  readonly n?: number;
  readonly power?: number;
}

const METHODS: Readonly<Record<string, Correction>> = {
  holm: 'holm',
  hochberg: 'hochberg',
  hommel: 'hommel',
  bonferroni: 'bonferroni',
  BH: 'benjamini-hochberg',
  fdr: 'benjamini-hochberg',
  BY: 'benjamini-yekutieli',
  none: 'none',
};

/** R's `p.adjust`, by the method that the case's name ends with. */
const adjust = (method: string): NamedCheck =>
  ((inputs: { readonly p: readonly number[] }, expected: Readonly<Record<string, readonly number[]>> | readonly number[], stats: Stats) => {
    const values = Array.isArray(expected) ? expected : (Object.values(expected)[0] as readonly number[]);
    return agree(values as readonly number[], stats.adjustPValues(inputs.p, METHODS[method] as Correction), { rtol: 1e-10 });
  }) as NamedCheck;

export const powerExamples: Readonly<Record<string, NamedCheck>> = {
  'power.prop.test'({ n, p1, p2, power, sig = 0.05, alt }: Test, expected: Answer, stats: Stats): Outcome {
    const alternative = alt === 'one.sided' ? (p2 > p1 ? 'greater' : 'less') : 'two-sided';
    if (expected.power !== undefined) {
      return agree(expected.power, stats.ratePower([p1, p2], [n as number, n as number], { alpha: sig, alternative }), { rtol: 1e-9 });
    }
    return agree(expected.n as number, stats.rateSampleSize(p1, p2, { alpha: sig, power: power as number, alternative }), { rtol: 1e-9 });
  },
  // R's root finder stops at 1e-4 of n, and it leaves out the tail on the wrong side.
  'power.t.test'({ n, delta, sd, power, sig = 0.05, alt }: Test, expected: Answer, stats: Stats): Outcome {
    const alternative = alt === 'one.sided' ? 'greater' : 'two-sided';
    if (expected.power !== undefined) {
      const size = n as number;
      const oneSided = { alpha: alt === 'one.sided' ? sig : sig / 2, alternative: 'greater' } as const;
      const got = stats.studentPower((delta / sd) * Math.sqrt(size / 2), 2 * size - 2, oneSided);
      return agree(expected.power, got, { rtol: 1e-7 });
    }
    const effect = { effect: delta, deviation: sd };
    return agree(expected.n as number, stats.meanSampleSize(effect, { alpha: sig, power: power as number, alternative }, true), {
      rtol: 1e-6,
    });
  },
  ...Object.fromEntries(Object.keys(METHODS).map((method) => [`p.adjust example ${method}`, adjust(method)])),
};
