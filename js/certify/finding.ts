import { uniformTest } from './statistics.js';

/** The tests, in the order of the report. */
export const TESTS = {
  uniformity: 'uniformity',
  independence: 'independence of experiments',
  layers: 'layers',
  avalanche: 'avalanche',
  coverage: 'coverage × variant',
  ramp: 'monotone ramp',
  reallocation: 'minimal movement',
  identity: 'same bytes everywhere',
} as const;

export type TestName = keyof typeof TESTS;
export type Verdict = 'pass' | 'fail' | 'not applicable';

/** What a test found out about a mode. */
export interface Finding {
  readonly test: TestName;
  readonly verdict: Verdict;
  /** The numbers, short; of a test that is not applicable the reason. */
  readonly result: string;
  /** What a failure means, a sentence without its end. */
  readonly meaning?: string;
  readonly numbers: Readonly<Record<string, number>>;
}

export const notApplicable = (test: TestName, reason: string): Finding => ({
  test,
  verdict: 'not applicable',
  result: reason,
  numbers: {},
});

/** The chance that a sound hash fails a Kolmogorov-Smirnov test, by the bar; and that its smallest p-value is called too small. */
const KS_ALPHA = 0.001;
const SMALLEST_ALPHA = 0.0001;

export interface PValues {
  readonly tests: number;
  /** Of the test that the p-values are uniform. */
  readonly ks: number;
  readonly smallest: number;
  readonly passes: boolean;
}

/** Whether p-values of independent tests are those of chance: uniform, and the smallest not too small for so many. */
export function judge(values: readonly number[]): PValues {
  const ks = uniformTest(values).p;
  const smallest = values.reduce((least, value) => Math.min(least, value), 1);
  return { tests: values.length, ks, smallest, passes: ks > KS_ALPHA && smallest > SMALLEST_ALPHA / values.length };
}

/** `0.42`, `3e-7`. */
export const shortP = (p: number): string => (p >= 0.001 || p === 0 ? String(Number(p.toPrecision(2))) : p.toExponential(0));
export const percent = (share: number): string => `${(100 * share).toFixed(share >= 0.1 ? 0 : 2)} %`;
