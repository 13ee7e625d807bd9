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

/** A part of the bucket line and the variant that it belongs to. */
type OwnedRange = readonly [low: number, high: number, variant: number];

/**
 * The bucket line cut wherever a range begins or ends, as far as the first range there is of a variation that has a variant.
 * @param variantOf `undefined`: who is there is passed on to the next rule
 */
export function decidingRanges(
  ranges: readonly BucketRange[],
  variantOf: (variation: number) => number | undefined,
): readonly OwnedRange[] {
  const cuts = [...new Set(ranges.flat())].sort((a, b) => a - b);
  return cuts.flatMap((low, i): OwnedRange[] => {
    const variation = ranges.findIndex(([from, to]) => from <= low && low < to);
    const variant = variation < 0 ? undefined : variantOf(variation);
    return variant === undefined ? [] : [[low, cuts[i + 1] as number, variant]];
  });
}
