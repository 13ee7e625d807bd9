import { independence, largestV } from './contingency.js';
import { type Finding, percent } from './finding.js';
import { type Line, partOf } from './line.js';

const LEVEL = 0.01;
const TOLERANCE = 0.002;
const ALPHA = 0.001;
/** Standard deviations that one id shape may be off. */
const SHAPE_DEVIATIONS = 5;

interface ShapeResult {
  readonly shape: string;
  readonly pairs: number;
  readonly rejected: number;
}

/**
 * (b) Whether experiments are independent: for every pair the chi-square test of the table arm × arm. Of these, a hundredth has p < 0.01 by
 * chance, and the largest Cramér's V is what so many tables have by chance.
 */
export class Independence {
  readonly #arms: number;
  readonly #shapes: ShapeResult[] = [];
  #units = 0;
  #largest = { v: 0, shape: '', pair: [0, 0] as readonly [number, number] };

  constructor(arms = 4) {
    this.#arms = arms;
  }

  add(shape: string, lines: readonly Line[], buckets: readonly Int32Array[]): void {
    const arms = this.#arms;
    const sets = lines.map((line, i) => armSets(buckets[i] as Int32Array, line, arms));
    this.#units = sets[0]?.units ?? 0;
    let pairs = 0;
    let rejected = 0;
    for (let a = 0; a < sets.length; a++) {
      for (let b = a + 1; b < sets.length; b++) {
        const { p, v } = independence(jointCounts(sets[a] as ArmSets, sets[b] as ArmSets), arms);
        pairs++;
        if (p < LEVEL) rejected++;
        if (v > this.#largest.v) this.#largest = { v, shape, pair: [a, b] };
      }
    }
    this.#shapes.push({ shape, pairs, rejected });
  }

  finding(): Finding {
    const pairs = this.#shapes.reduce((sum, shape) => sum + shape.pairs, 0);
    const share = this.#shapes.reduce((sum, shape) => sum + shape.rejected, 0) / pairs;
    const deviation = (of: number): number => Math.sqrt((LEVEL * (1 - LEVEL)) / of);
    const tolerance = Math.max(TOLERANCE, 4 * deviation(pairs));
    const worst = this.#shapes.reduce((a, b) => (b.rejected / b.pairs > a.rejected / a.pairs ? b : a));
    const worstShare = worst.rejected / worst.pairs;
    const bound = largestV(ALPHA, pairs, this.#units, this.#arms);
    const { v, shape } = this.#largest;
    const isEven = Math.abs(share - LEVEL) <= tolerance;
    const isEvenEach = worstShare <= LEVEL + SHAPE_DEVIATIONS * deviation(worst.pairs);
    const each = worst.pairs.toLocaleString('en');
    const result = `${percent(share)} of ${each} pairs p<0.01 (most: ${percent(worstShare)}, ${worst.shape}); largest V ${v.toFixed(3)} (bound ${bound.toFixed(3)})`;
    const numbers = { share, worstShare, largestV: v, boundV: bound, pairs: worst.pairs };
    if (isEven && isEvenEach && v <= bound) return { test: 'independence', verdict: 'pass', result, numbers };
    const meaning =
      `${percent(worstShare)} of ${each} pairs of experiments differ from chance at p<0.01 (expected 1 %; ids: ${worst.shape}), ` +
      `Cramér's V up to ${v.toFixed(2)} (by chance at most ${bound.toFixed(2)}; ids: ${shape}): the arm that a user has in one experiment tells the arm in another`;
    return { test: 'independence', verdict: 'fail', result, meaning, numbers };
  }
}

/** Who is in each arm, as bits. */
interface ArmSets {
  readonly units: number;
  readonly sets: readonly Int32Array[];
  readonly counts: readonly number[];
}

function armSets(buckets: Int32Array, line: Line, arms: number): ArmSets {
  const sets = Array.from({ length: arms }, () => new Int32Array(Math.ceil(buckets.length / 32)));
  const counts = new Array<number>(arms).fill(0);
  for (let unit = 0; unit < buckets.length; unit++) {
    const arm = partOf(buckets[unit] as number, line, arms);
    const set = sets[arm];
    if (set === undefined) throw new RangeError('certify: an id without a bucket');
    set[unit >> 5] = (set[unit >> 5] as number) | (1 << (unit & 31));
    counts[arm] = (counts[arm] as number) + 1;
  }
  return { units: buckets.length, sets, counts };
}

/** The table of two experiments: the last row and column follow from the counts of the arms. */
function jointCounts(a: ArmSets, b: ArmSets): Float64Array {
  const arms = a.counts.length;
  const last = arms - 1;
  const table = new Float64Array(arms * arms);
  for (let row = 0; row < last; row++) {
    let rest = a.counts[row] as number;
    for (let column = 0; column < last; column++) {
      const count = intersection(a.sets[row] as Int32Array, b.sets[column] as Int32Array);
      table[row * arms + column] = count;
      rest -= count;
    }
    table[row * arms + last] = rest;
  }
  for (let column = 0; column < arms; column++) {
    let rest = b.counts[column] as number;
    for (let row = 0; row < last; row++) rest -= table[row * arms + column] as number;
    table[last * arms + column] = rest;
  }
  return table;
}

function intersection(a: Int32Array, b: Int32Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    let bits = (a[i] as number) & (b[i] as number);
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
