import { chiSquareQuantile, chiSquareSurvival } from './statistics.js';

/** A chi-square test's outcome. */
export interface ChiSquare {
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
}

const outcome = (statistic: number, df: number): ChiSquare => ({ statistic, df, p: chiSquareSurvival(statistic, df) });

/** Pearson's test of counts against shares, which need not sum to 1. A share of 0 with a count above 0 is impossible: p is 0. */
export function goodnessOfFit(counts: ArrayLike<number>, shares: ArrayLike<number>): ChiSquare {
  const total = sum(counts);
  const whole = sum(shares);
  let statistic = 0;
  let cells = 0;
  for (let i = 0; i < counts.length; i++) {
    const expected = (total * (shares[i] as number)) / whole;
    const count = counts[i] as number;
    if (expected > 0) {
      statistic += (count - expected) ** 2 / expected;
      cells++;
    } else if (count > 0) return outcome(Infinity, counts.length - 1);
  }
  return outcome(statistic, total === 0 ? 0 : Math.max(0, cells - 1));
}

/** Pearson's test of even counts. */
export const evenness = (counts: ArrayLike<number>): ChiSquare => goodnessOfFit(counts, new Float64Array(counts.length).fill(1));

/** Pearson's test that rows and columns are independent; `counts` row by row. Rows and columns without a count do not count. `v` is Cramér's. */
export function independence(counts: ArrayLike<number>, columns: number): ChiSquare & { readonly v: number } {
  const { statistic, sides, total } = mutual(counts, [counts.length / columns, columns]);
  const [rows, others] = sides.map((side) => side.filter((count) => count > 0).length) as [number, number];
  const df = Math.max(0, rows - 1) * Math.max(0, others - 1);
  return { ...outcome(statistic, df), v: df === 0 ? 0 : Math.sqrt(statistic / total / (Math.min(rows, others) - 1)) };
}

/** Pearson's test that the three sides of a box of counts are mutually independent; the last side runs fastest. */
export function mutualIndependence(counts: ArrayLike<number>, sizes: readonly [number, number, number]): ChiSquare {
  const { statistic, sides } = mutual(counts, sizes);
  const used = sides.map((side) => side.filter((count) => count > 0).length);
  const cells = used.reduce((all, size) => all * size, 1);
  return outcome(statistic, Math.max(0, cells - 1 - used.reduce((all, size) => all + size - 1, 0)));
}

/** The largest Cramér's V that `tests` tables of `n` independent units have but for a chance of `alpha`. */
export function largestV(alpha: number, tests: number, n: number, arms: number): number {
  const each = -Math.expm1(Math.log1p(-alpha) / tests);
  return Math.sqrt(chiSquareQuantile(each, (arms - 1) ** 2) / (n * (arms - 1)));
}

function mutual(counts: ArrayLike<number>, sizes: readonly number[]) {
  const sides = sizes.map((size) => new Array<number>(size).fill(0));
  const places = (cell: number): number[] => {
    let rest = cell;
    return sizes.toReversed().map((size) => {
      const place = rest % size;
      rest = (rest - place) / size;
      return place;
    });
  };
  let total = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell] as number;
    total += count;
    for (const [i, place] of places(cell).reverse().entries())
      (sides[i] as number[])[place] = ((sides[i] as number[])[place] as number) + count;
  }
  let statistic = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const expected = places(cell)
      .reverse()
      .reduce((share, place, i) => (share * ((sides[i] as number[])[place] as number)) / total, total);
    if (expected > 0) statistic += ((counts[cell] as number) - expected) ** 2 / expected;
  }
  return { statistic, sides, total };
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
}
