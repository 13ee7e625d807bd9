import type { Interval } from '../../../js/stats/answer.js';
import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import type { Adaptor } from './adaptor.js';
import { agree, all } from './agree.js';

interface Case {
  readonly name: string;
  readonly inp:
    | string
    | {
        readonly theta0?: readonly number[];
        readonly rho?: readonly [number, number];
        readonly k: number;
        readonly counts_at_stop: readonly number[];
      };
  readonly published: {
    readonly n: number;
    readonly p?: number;
    readonly est?: readonly number[];
    readonly contrast?: number;
    readonly cs: readonly (number | readonly number[])[];
  };
  readonly reproduced?: { readonly n: number; readonly p: number };
}

interface File {
  readonly cases: readonly Case[];
}

/** Four decimals. */
const PRINTED = 5.0001e-5;

/** Sequential tests of counts. What they print is the intersection of all looks' intervals, which lies within that of the last look. */
export const savvi: Adaptor = function* (content) {
  for (const test of (content as File).cases) {
    yield { name: test.name, check: (stats) => check(test, stats) };
  }
};

function check({ inp, published, reproduced }: Case, stats: Stats): Outcome {
  if (typeof inp === 'string') return { skip: 'the observations it was computed from are not in the file' };
  const { theta0, rho, k, counts_at_stop: counts } = inp;
  const weights = theta0 ?? (rho as readonly number[]);
  const { pValue } = stats.sampleRatioSequence(counts, weights, k);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const common = all(
    agree(published.n, total, {}),
    published.p === undefined ? { pass: true } : agree(published.p, pValue.p, { atol: PRINTED }),
    reproduced === undefined ? { pass: true } : agree(reproduced.p, pValue.p, { rtol: 1e-11 }),
  );
  if (theta0 !== undefined) {
    const shares = stats.sampleShares(counts, theta0, k);
    const within = shares.every((share, i) => holds(share, published.cs[i] as Interval));
    const est = counts.map((count) => count / total);
    return all(common, agree(published.est as readonly number[], est, { atol: PRINTED }), agree(true, within, {}));
  }
  const [control, treatment] = counts as [number, number];
  const look = stats.conversionSequence({ control, treatment, weights: rho as readonly [number, number] }, k);
  const logs = look.interval.map((end) => Math.log1p(end)) as unknown as Interval;
  // It stopped at the first look that excludes 0, so the lower end is the last look's.
  return all(
    common,
    agree(published.contrast as number, Math.log1p(look.lift as number), { atol: PRINTED }),
    agree(published.cs[0] as number, logs[0], { atol: PRINTED }),
    agree(true, holds(logs, published.cs as unknown as Interval), {}),
  );
}

const holds = (outer: Interval, inner: Interval): boolean => outer[0] <= inner[0] + PRINTED && outer[1] >= inner[1] - PRINTED;
