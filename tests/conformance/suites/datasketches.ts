import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { RANKS, type Sketches, type SketchSummary } from '../../../js/sketch/sketches.js';
import { expectSame, type Outcome } from '../report.js';
import type { Case, Suite } from '../run.js';

/** Kinds, and types of items, that are out of scope by decision. */
const NOT_READ = /^(aod|bf|bloom|cpc|count_min|cms|density|ebpps|fi|frequent|req|reservoir|tuple|varopt|vo)_|_(string|long|items)_/;

/** Files of sketches, one each, as the reference libraries' own tests name and check them: the name says kind, k and how many numbers. */
export const suite: Suite = {
  name: 'datasketches',
  *cases(path): Iterable<Case> {
    const bytes = new Uint8Array(readFileSync(path));
    const name = basename(path, '.sk');
    const at = (what: string, run: (sketches: Sketches) => Outcome): Case => ({
      name: `${name} ${what}`,
      run: (evaluator) => run((evaluator as unknown as { readonly sketches: Sketches }).sketches),
    });
    if (NOT_READ.test(name)) {
      yield at('is read', () => ({ skip: 'a kind of sketch that is not read: core/decisions/sketches.md' }));
      return;
    }
    yield at('is read', (sketches) => compare(expectationsOf(name), sketches.describe(bytes)));
    if (/^(hll|kll)/.test(name)) {
      for (const packing of ['HLL_4', 'HLL_8'] as const) yield at(`as ${packing}`, (sketches) => rewritten(sketches, bytes, packing));
    }
    yield at('cut to a third', (sketches) => truncated(sketches, bytes));
  },
};

/** Only the serial version may differ: KLL sketches of one item have two. */
function rewritten(sketches: Sketches, bytes: Uint8Array, packing: 'HLL_4' | 'HLL_8'): Outcome {
  const after = sketches.describe(sketches.rewrite(bytes, packing));
  const before = sketches.describe(bytes);
  return expectSame({ ...before, serialVersion: 0 }, { ...after, serialVersion: 0 });
}

function truncated(sketches: Sketches, bytes: Uint8Array): Outcome {
  try {
    return { fail: { expected: 'an error', got: sketches.describe(bytes.subarray(0, bytes.length / 3)) } };
  } catch {
    return { pass: true };
  }
}

interface Expectations {
  readonly kind?: RegExp;
  readonly k?: number;
  readonly empty?: boolean;
  readonly retained?: number;
  readonly count?: number;
  /** Of `count`, absolutely. */
  readonly within?: number;
  readonly bounds?: readonly [lower: number, upper: number];
  /** The sketch is of the whole numbers from the first to the last. */
  readonly numbers?: readonly [first: number, last: number];
}

/** What datasketches-cpp and datasketches-java assert of files whose names do not say it. */
const KNOWN: readonly (readonly [name: RegExp, expected: Expectations])[] = [
  [
    /^theta_compact_estimation_from_java/,
    { retained: 4342, count: 8166.25234614053, within: 1e-8, bounds: [7996.956955317471, 8339.090301078124] },
  ],
  [/^theta_compact_exact_from_java/, { retained: 100, count: 100 }],
];

/** Names start with the kind. The error is what the reference libraries' tests allow, relative to the count. */
const KINDS: readonly (readonly [name: RegExp, kind: RegExp, error: number])[] = [
  [/^hll/, /^hll$/, 0.02],
  [/^theta/, /^theta$/, 0.03],
  [/^kll_(sketch_)?float/, /^kll float$/, 0],
  [/^kll_(sketch_)?double/, /^kll double$/, 0],
  [/^(Qk|quantiles_double)/, /^quantiles$/, 0],
  [/^tdigest.*float/, /^tdigest float$/, 0],
  [/^tdigest.*double/, /^tdigest double$/, 0],
];

function expectationsOf(name: string): Expectations {
  const [, kind, error = 0] = KINDS.find(([pattern]) => pattern.test(name)) ?? [];
  const known = KNOWN.find(([pattern]) => pattern.test(name))?.[1];
  if (known !== undefined) return { ...(kind && { kind }), ...known };
  const n = /empty/.test(name) ? 0 : /(one|single)_item/.test(name) ? 1 : Number(/_n(\d+)/.exec(name)?.[1] ?? Number.NaN);
  const k = /k(\d+)_n/.exec(name)?.[1];
  if (Number.isNaN(n)) return { ...(kind && { kind }) };
  const first = /^tdigest_ref/.test(name) ? 0 : 1;
  return {
    ...(kind && (n > 0 ? { kind } : { kind: /./ })), // empty sketches of floats and of doubles are the same bytes
    ...(k !== undefined && { k: Number(k) }),
    count: n,
    within: n * error,
    empty: n === 0,
    ...(n > 0 && error === 0 && { numbers: [first, first + n - 1] as const }),
  };
}

function compare(expected: Expectations, got: SketchSummary): Outcome {
  const problems: Record<string, unknown> = {};
  const wrong = (field: keyof SketchSummary, value: unknown): void => {
    problems[field] = value;
  };
  const near = (a: number, b: number, within: number): boolean => Math.abs(a - b) <= within;
  const { kind, count, within = 0, bounds, numbers } = expected;
  if (kind !== undefined && !kind.test(got.kind)) wrong('kind', kind.source);
  for (const field of ['k', 'empty', 'retained'] as const) {
    if (expected[field] !== undefined && expected[field] !== got[field]) wrong(field, expected[field]);
  }
  if (count !== undefined && !near(got.count, count, within)) wrong('count', count);
  if (!(got.lowerBound <= got.count && got.count <= got.upperBound)) wrong('lowerBound', 'at most count, and that at most upperBound');
  if (bounds !== undefined && !near(got.lowerBound, bounds[0], 1e-8)) wrong('lowerBound', bounds[0]);
  if (bounds !== undefined && !near(got.upperBound, bounds[1], 1e-8)) wrong('upperBound', bounds[1]);
  if (numbers !== undefined) {
    const [first, last] = numbers;
    if (got.min !== first) wrong('min', first);
    if (got.max !== last) wrong('max', last);
    if (!ranksAreRight(got, first, last)) wrong('quantiles', 'numbers of their ranks');
  }
  return expectSame(problems, Object.fromEntries(Object.keys(problems).map((field) => [field, got[field as keyof SketchSummary]])));
}

/** Whether each quantile is, within the sketch's error of rank and one number, where it is in the sequence. */
function ranksAreRight({ kind, quantiles, rankError }: SketchSummary, first: number, last: number): boolean {
  const n = last - first + 1;
  const error = (/^tdigest/.test(kind) ? 0.01 : rankError) + 1 / n;
  return quantiles?.every((number, i) => Math.abs((number - first + 1) / n - (RANKS[i] as number)) <= error) ?? false;
}
