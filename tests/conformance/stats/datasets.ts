import type { Proportion } from '../../../js/stats/check.js';
import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import { type Adaptor, unknownKind } from './adaptor.js';
import { agree, all } from './agree.js';
import { checkSizing } from './datasets-sizing.js';

interface Arm {
  readonly x: number;
  readonly n: number;
}

export interface DataSet {
  readonly name: string;
  readonly control?: Arm;
  readonly treatment?: Arm;
  readonly published: Readonly<Record<string, unknown>>;
  /** Says of digits that nobody has read on a page that they are only for input. */
  readonly provenance: string;
  readonly computed?: Readonly<Record<'z_pooled' | 'p', number>> & Readonly<Record<'wald' | 'newcombe', readonly number[]>>;
}

interface File {
  readonly cases: readonly DataSet[];
}

const proportion = ({ x, n }: Arm): Proportion => ({ successes: x, trials: n });

/** Half a unit in the last digit that the page prints. */
const printed = (value: number): number => 0.5000001 * 10 ** -(/\.(\d+)/.exec(String(value))?.[1]?.length ?? 0);

/** Two arms: what was computed independently to ten digits, and what the page prints to the digits printed. */
function checkArms(test: DataSet, control: Proportion, treatment: Proportion, stats: Stats): Outcome {
  const pooled = stats.pooledZTest(control, treatment);
  const { estimate, interval } = stats.newcombe(control, treatment);
  const computed = test.computed as NonNullable<DataSet['computed']>;
  const { published } = test;
  const read = !test.provenance.includes('NOT verified');
  const number = (name: string): number | undefined =>
    read && typeof published[name] === 'number' ? (published[name] as number) : undefined;
  const rate = ({ successes, trials }: Proportion): number => successes / trials;
  // `z` and a one-sided p, where a page prints them.
  const prints: readonly (readonly [string, number | undefined])[] = [
    ['rate_a', rate(control)],
    ['rate_b', rate(treatment)],
    ['z', pooled.z],
    ['p', pooled.pValue?.p],
    ['p_one_sided_larger', stats.normal(pooled.z as number).upper.p],
    ['diff', estimate],
    ['diff_pp', (estimate as number) * 100],
    ['rel_pct', (stats.katz(control, treatment).estimate as number) * 100],
    ['rel_lift_pct', (stats.katz(control, treatment).estimate as number) * 100],
  ];
  return all(
    agree(computed.z_pooled, pooled.z, { rtol: 1e-10 }),
    agree(computed.p, pooled.pValue?.p, { rtol: 1e-10 }),
    agree(computed.wald, stats.unpooledZTest(control, treatment).interval, { rtol: 1e-10 }),
    agree(computed.newcombe, interval, { rtol: 1e-10 }),
    ...prints.map(([name, got]): Outcome => {
      const value = number(name);
      return value === undefined ? { pass: true } : agree(value, got, { atol: printed(value), rtol: 1e-9 });
    }),
  );
}

/** The sanity check of a course: "345543 vs 344660; clicks 28378 vs 28325", and the share of each with Wald's interval around one half. */
function checkShares({ name, published }: DataSet, stats: Stats): Outcome {
  const [pageviews, clicks] = Array.from(name.matchAll(/(\d+) vs (\d+)/g), ([, a, b]) => [Number(a), Number(b)] as const);
  const outcome = (counts: readonly [number, number], share: string): Outcome =>
    all(
      agree(published[share] as number, counts[0] / (counts[0] + counts[1]), { atol: printed(published[share] as number) }),
      agree(published['pass_'] as boolean, (stats.sampleRatio(counts, [1, 1]).pValue?.p ?? 0) > 0.05, {}),
    );
  return all(
    outcome(pageviews as readonly [number, number], 'pageview_p_hat'),
    outcome(clicks as readonly [number, number], 'clicks_p_hat'),
  );
}

/** Cases that are not two arms, by a word of their names. */
const OTHERS: Readonly<Record<string, (test: DataSet, stats: Stats) => Outcome>> = { SRM: checkShares, sizing: checkSizing };

export const datasets: Adaptor = function* (content) {
  for (const test of (content as File).cases) {
    const { name, control, treatment } = test;
    const word = Object.keys(OTHERS).find((key) => name.includes(key));
    const other = word === undefined ? undefined : OTHERS[word];
    if (control !== undefined && treatment !== undefined) {
      yield { name, check: (stats) => checkArms(test, proportion(control), proportion(treatment), stats) };
    } else yield other === undefined ? unknownKind(name, 'this data set') : { name, check: (stats) => other(test, stats) };
  }
};
