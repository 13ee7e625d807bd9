import type { BucketRange } from './fields.js';

/** `count` weights of the same size; none for 0 and less. */
export const getEqualWeights = (count: number): readonly number[] => (count <= 0 ? [] : new Array<number>(count).fill(1 / count));

/**
 * Each variation's part of the bucket line: as wide as its weight times the coverage, beginning where the weights before it end.
 *
 * @param coverage what is outside of 0..1 counts as the nearer end
 * @param weights equal ones when absent, of another number than the variations, or with a sum not within 0.01 of 1
 */
export function getBucketRanges(variations: number, coverage = 1, weights?: readonly number[]): readonly BucketRange[] {
  const share = Math.min(1, Math.max(0, coverage));
  const sum = weights?.reduce((total, weight) => weight + total, 0) ?? 0;
  const usable = weights?.length === variations && sum >= 0.99 && sum <= 1.01 ? weights : getEqualWeights(variations);
  let start = 0;
  return usable.map((weight) => {
    const range = [start, start + share * weight] as const;
    start += weight;
    return range;
  });
}

/** A part of the bucket line and the index of the variation that it belongs to. */
export type OwnedRange = readonly [low: number, high: number, variation: number];

/**
 * The ranges as a rule is to look through them, the first that holds the bucket being the one that counts: without those of variations that
 * `passes` names, and without what these take from the ranges behind them.
 */
export function decidingRanges(ranges: readonly BucketRange[], passes: (variation: number) => boolean): readonly OwnedRange[] {
  let parts: readonly OwnedRange[] = ranges.map(([low, high], variation) => [low, high, variation]);
  for (const [taken, [from, to]] of ranges.entries()) {
    if (!passes(taken)) continue;
    parts = parts.flatMap(([low, high, variation]): OwnedRange[] => {
      if (variation < taken) return [[low, high, variation]];
      if (variation === taken) return [];
      return [
        [low, Math.min(high, from), variation],
        [Math.max(low, to), high, variation],
      ];
    });
  }
  return parts.filter(([low, high]) => low < high);
}
