/** A set of code points: the first and last of each range, one after the other, ascending, neither overlapping nor adjacent. */
export type CodePointSet = readonly number[];

export const MAX_CODE_POINT = 0x10ffff;

/** The set of these ranges, first and last of each, in any order. */
export function codePointSet(ranges: readonly number[]): CodePointSet {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i]!, ranges[i + 1]!]);
  pairs.sort((left, right) => left[0] - right[0]);
  const merged: number[] = [];
  for (const [first, last] of pairs) {
    if (merged.length > 0 && first <= merged.at(-1)! + 1) merged[merged.length - 1] = Math.max(merged.at(-1)!, last);
    else merged.push(first, last);
  }
  return merged;
}

/** Everything that is not in the set. */
export function complement(set: CodePointSet): CodePointSet {
  const edges = [0, ...set.map((point, i) => (i % 2 === 0 ? point - 1 : point + 1)), MAX_CODE_POINT];
  const ranges: number[] = [];
  for (let i = 0; i < edges.length; i += 2) if (edges[i]! <= edges[i + 1]!) ranges.push(edges[i]!, edges[i + 1]!);
  return ranges;
}

export function contains(set: CodePointSet, point: number): boolean {
  let low = 0;
  let high = set.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (point > set[2 * middle + 1]!) low = middle + 1;
    else high = middle;
  }
  return 2 * low < set.length && point >= set[2 * low]!;
}
