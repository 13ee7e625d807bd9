import { invalid } from '../wire/check.js';
import type { Slot } from './datafile.js';
import { MAX_TOTAL } from './native/slots.js';

/** The part [start, end) of the new line whose units go from one variant to another. `from` is absent where none was served. */
export interface Move {
  readonly start: number;
  readonly end: number;
  readonly from?: string;
  readonly to: string;
}

export interface Reallocation {
  /** Ascending, neighbours of one variant joined: what a split's `slots` takes. */
  readonly slots: readonly Slot[];
  /** The split's new `total`. A multiple of the old one where the weights need a finer line; buckets keep their order. */
  readonly total: number;
  /** Units whose answer changes: who analyses the experiment leaves them out. */
  readonly moved: readonly Move[];
}

interface Part {
  readonly start: number;
  readonly end: number;
  /** Absent: a gap. */
  readonly variant: string | undefined;
}

/**
 * Divides the line [0, total) anew by `weights`, moving the fewest units there can be: each variant keeps what it has up to its new share,
 * and only what is over goes to those that are short. That is the total variation distance between the two allocations. Variants
 * that are not in `weights`, or have 0, lose all they have. The same arguments always give the same answer.
 *
 * @param slots ascending, within [0, total), without overlap; gaps are allowed and are filled
 * @param total whole, 1 to 2^31 - 1
 * @param weights whole numbers of 0 or more by variant; only their ratio matters
 * @throws AssayError INVALID_ARGUMENT when a rule above is broken, or when no line of at most 2^31 - 1 divides evenly into both
 */
export function reallocate(slots: readonly Slot[], total: number, weights: Readonly<Record<string, number>>): Reallocation {
  checkLine(slots, total);
  const shares = Object.entries(weights);
  const sum = shares.reduce((all, [name, weight]) => {
    if (!Number.isSafeInteger(weight) || weight < 0) throw invalid(`weights.${name}`, 'must be a whole number of 0 or more');
    return all + weight;
  }, 0);
  if (sum === 0) throw invalid('weights', 'must hold a weight above 0');
  if (!Number.isSafeInteger(sum)) throw invalid('weights', 'must not sum to more than 2^53 - 1');
  const unit = shares.reduce((divisor, [, weight]) => gcd(divisor, weight), 0);
  const newTotal = commonTotal(total, sum / unit);
  const finer = newTotal / total;
  const parts = withGaps(
    slots.map(({ start, end, variant }) => ({ start: start * finer, end: end * finer, variant })),
    newTotal,
  );
  const perWeight = newTotal / (sum / unit);
  return divide(parts, new Map(shares.map(([name, weight]) => [name, (weight / unit) * perWeight])), newTotal);
}

function divide(parts: readonly Part[], wanted: ReadonlyMap<string, number>, total: number): Reallocation {
  const room = new Map(wanted);
  const kept: Slot[] = [];
  const freed: Part[] = [];
  for (const { start, end, variant } of parts) {
    const left = variant === undefined ? 0 : (room.get(variant) ?? 0);
    const cut = start + Math.min(end - start, left);
    if (variant !== undefined && cut > start) {
      kept.push({ start, end: cut, variant });
      room.set(variant, left - (cut - start));
    }
    if (cut < end) freed.push({ start: cut, end, variant });
  }
  const moved = fill(freed, room);
  const slots = [...kept, ...moved.map(({ start, end, to }) => ({ start, end, variant: to }))].sort((a, b) => a.start - b.start);
  return { slots: joined(slots), total, moved };
}

/** Gives the freed parts, from the left, to those who are short, in the order of the weights. */
function fill(freed: readonly Part[], room: ReadonlyMap<string, number>): Move[] {
  const short = [...room].filter(([, amount]) => amount > 0);
  const moves: Move[] = [];
  let [to, left] = short.shift() ?? ['', 0];
  for (const { start, end, variant } of freed) {
    for (let at = start; at < end; ) {
      if (left === 0) [to, left] = short.shift() as [string, number];
      const size = Math.min(left, end - at);
      moves.push({ start: at, end: at + size, ...(variant === undefined ? {} : { from: variant }), to });
      at += size;
      left -= size;
    }
  }
  return moves;
}

function checkLine(slots: readonly Slot[], total: number): void {
  if (!Number.isInteger(total) || total < 1 || total > MAX_TOTAL) throw invalid('total', `must be a whole number of 1 to ${MAX_TOTAL}`);
  for (const [i, { start, end }] of slots.entries()) {
    const isPart = Number.isInteger(start) && Number.isInteger(end) && start < end && end <= total;
    if (!isPart || start < (slots[i - 1]?.end ?? 0))
      throw invalid(`slots[${i}]`, 'must be ascending whole numbers within the total, without overlap');
  }
}

function withGaps(slots: readonly Part[], total: number): readonly Part[] {
  let at = 0;
  const parts = slots.flatMap((slot) => {
    const gap = slot.start > at ? [{ start: at, end: slot.start, variant: undefined }] : [];
    at = slot.end;
    return [...gap, slot];
  });
  return at < total ? [...parts, { start: at, end: total, variant: undefined }] : parts;
}

function joined(slots: readonly Slot[]): readonly Slot[] {
  const all: Slot[] = [];
  for (const slot of slots) {
    const last = all.at(-1);
    if (last !== undefined && last.end === slot.start && last.variant === slot.variant) all[all.length - 1] = { ...last, end: slot.end };
    else all.push(slot);
  }
  return all;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** The smallest line that both divide evenly. */
function commonTotal(total: number, parts: number): number {
  const common = (total / gcd(total, parts)) * parts;
  if (common <= MAX_TOTAL) return common;
  throw invalid(
    'weights',
    `divide the line into ${parts} parts, which with its total of ${total} needs one of ${common}, above ${MAX_TOTAL}: ` +
      `use weights whose sum divides ${total}, or round them to such`,
  );
}
