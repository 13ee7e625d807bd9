import { fieldsOf, invalid, listOf } from '../../wire/check.js';
import { variantIndex } from './fields.js';

/** The largest line that slots divide: times a 32-bit hash it fits a signed 64-bit integer in every language. */
export const MAX_TOTAL = 0x7fffffff;

export interface Line {
  readonly ranges: readonly (readonly [start: number, end: number, variant: number])[];
  readonly total: number;
}

/** The line that a split's `weights` or `slots` divide. Each is checked. */
export function lineOf(source: Readonly<Record<string, unknown>>, variants: readonly string[], path: string): Line {
  const { weights, slots, total } = source;
  if (weights !== undefined && slots !== undefined) throw invalid(path, "needs either 'weights' or 'slots'");
  if (slots !== undefined) return fromSlots(slots, total, variants, path);
  if (total !== undefined) throw invalid(`${path}.total`, 'is for slots');
  return fromWeights(weights, variants, `${path}.weights`);
}

/** Variants own contiguous slots in the order of `Object.entries(weights)`: as written, but for names that are whole numbers, which JavaScript puts
 * first, ascending. */
function fromWeights(weights: unknown, variants: readonly string[], path: string): Line {
  const ranges: [number, number, number][] = [];
  let total = 0;
  for (const [name, weight] of Object.entries(fieldsOf(weights, path, variants))) {
    if (typeof weight !== 'number' || !Number.isInteger(weight) || weight < 0) {
      throw invalid(`${path}.${name}`, 'must be a whole number of 0 or more (write 1 and 2 instead of 0.333 and 0.667)');
    }
    if (total + weight > MAX_TOTAL) throw invalid(path, `must not sum to more than ${MAX_TOTAL}`);
    if (weight > 0) ranges.push([total, total + weight, variantIndex(name, variants, path)]);
    total += weight;
  }
  if (total === 0) throw invalid(path, 'must hold a weight above 0');
  return { ranges, total };
}

function fromSlots(slots: unknown, total: unknown, variants: readonly string[], path: string): Line {
  const ranges = listOf(slots, `${path}.slots`).map((slot, i): [number, number, number] => {
    const field = `${path}.slots[${i}]`;
    const { start, end, variant } = fieldsOf(slot, field, ['start', 'end', 'variant']);
    if (!isPlace(start) || !isPlace(end) || start >= end) throw invalid(field, `needs whole numbers with 0 <= start < end <= ${MAX_TOTAL}`);
    return [start, end, variantIndex(variant, variants, `${field}.variant`)];
  });
  if (ranges.length === 0) throw invalid(`${path}.slots`, 'needs at least one');
  ranges.sort((a, b) => a[0] - b[0]);
  for (const [i, [start]] of ranges.entries()) {
    if (start < (ranges[i - 1]?.[1] ?? 0)) throw invalid(`${path}.slots`, `two overlap at ${start}`);
  }
  const end = (ranges.at(-1) as [number, number, number])[1];
  if (total !== undefined && (!isPlace(total) || total < end))
    throw invalid(`${path}.total`, `must be a whole number of ${end} to ${MAX_TOTAL}`);
  return { ranges, total: (total as number | undefined) ?? end };
}

const isPlace = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_TOTAL;
