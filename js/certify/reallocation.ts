import { bucketExpr } from '../compile/native/unit.js';
import { attribute } from '../compile/program/expr.js';
import type { Expr } from '../compile/program/program.js';
import type { Slot } from '../compile/datafile.js';
import { type Reallocation, reallocate } from '../compile/reallocate.js';
import type { Finding } from './finding.js';
import type { Core, SplitRule } from './line.js';
import { UNIT } from './modes.js';
import { below, seededRandom } from './random.js';

type Weights = Readonly<Record<string, number>>;

const NAMED: readonly (readonly [before: Weights, after: Weights])[] = [
  [
    { a: 50, b: 50 },
    { a: 34, b: 33, c: 33 },
  ],
  [
    { a: 1, b: 1, c: 1, d: 1 },
    { b: 1, c: 1, d: 1 },
  ],
  [
    { a: 90, b: 10 },
    { a: 50, b: 50 },
  ],
  [
    { a: 1, b: 1, c: 1, d: 1 },
    { a: 2, b: 1, c: 1, d: 1 },
  ],
  [
    { a: 1, b: 1 },
    { a: 1, b: 1 },
  ],
  [
    { a: 999, b: 1 },
    { b: 999, a: 1 },
  ],
];

/** (g) A change of weights moves the fewest units there can be: as much of the line as the total variation distance, and those on it alone. */
export function reallocationFinding(core: Core, ids: readonly string[], randomCases = 50): Finding {
  let moved = 0;
  let wrong = 0;
  let inexact = 0;
  const cases = [...NAMED, ...randomWeights(randomCases)];
  for (const [i, [before, after]] of cases.entries()) {
    const total = sum(before);
    const slots = slotsOf(before);
    const change = reallocate(slots, total, after);
    if (!isLeast(slots, total, change, after)) inexact++;
    const counted = countMoved(core, `reallocation-${i}`, { slots, total }, change, ids);
    moved += counted.moved;
    wrong += counted.wrong;
  }
  const units = (cases.length * ids.length).toLocaleString('en');
  const result = `${cases.length} changes of weights: ${inexact} move more of the line than the total variation distance; of ${units} units ${moved.toLocaleString('en')} moved, ${wrong} of them needlessly`;
  const passes = inexact === 0 && wrong === 0;
  const meaning = `${inexact} changes of weights move more of the line than they need, ${wrong} users get another arm (or keep theirs) against what the change says`;
  return {
    test: 'reallocation',
    verdict: passes ? 'pass' : 'fail',
    result,
    ...(!passes && { meaning }),
    numbers: { inexact, wrong, moved },
  };
}

/** Whether every variant has its exact share, and the moved parts are as long as what the variants lack: whole numbers, so exactly. */
function isLeast(slots: readonly Slot[], total: number, change: Reallocation, after: Weights): boolean {
  const finer = change.total / total;
  const owned = (list: readonly Slot[], variant: string): number =>
    list.reduce((length, slot) => length + (slot.variant === variant ? slot.end - slot.start : 0), 0);
  let lacking = 0;
  for (const [variant, weight] of Object.entries(after)) {
    const share = owned(change.slots, variant);
    if (share * sum(after) !== weight * change.total) return false;
    lacking += Math.max(0, share - owned(slots, variant) * finer);
  }
  return change.moved.reduce((length, { start, end }) => length + end - start, 0) === lacking;
}

interface Allocation {
  readonly slots: readonly Slot[];
  readonly total: number;
}

function countMoved(core: Core, key: string, before: Allocation, after: Reallocation, ids: readonly string[]) {
  const names = [...new Set([...before.slots, ...after.slots].map(({ variant }) => variant))].sort();
  const [old, now] = core.serve([ruleOf(key, before, names), ruleOf(key, after, names)], ids) as [Int32Array, Int32Array];
  const line = { number: numberOf(key, after.total), high: after.total, buckets: after.total };
  const [buckets] = core.draw([line], ids) as [Int32Array];
  let moved = 0;
  let wrong = 0;
  for (let unit = 0; unit < ids.length; unit++) {
    const bucket = buckets[unit] as number;
    const move = after.moved.find(({ start, end }) => start <= bucket && bucket < end);
    const changes = old[unit] !== now[unit];
    if (changes) moved++;
    if (changes !== (move !== undefined) || (move !== undefined && names[now[unit] as number] !== move.to)) wrong++;
  }
  return { moved, wrong };
}

const numberOf = (key: string, total: number): Expr => bucketExpr('variant', key, ['unit', attribute(UNIT)], total);

const ruleOf = (key: string, { slots, total }: Allocation, names: readonly string[]): SplitRule => ({
  then: { choose: numberOf(key, total), ranges: slots.map(({ start, end, variant }) => [start, end, names.indexOf(variant)]) },
});

function slotsOf(weights: Weights): readonly Slot[] {
  let start = 0;
  return Object.entries(weights).flatMap(([variant, weight]) => {
    const slot = { start, end: start + weight, variant };
    start = slot.end;
    return weight > 0 ? [slot] : [];
  });
}

function randomWeights(count: number): readonly (readonly [Weights, Weights])[] {
  const random = seededRandom(42);
  const weights = (): Weights => {
    const shares = Array.from({ length: 2 + below(random, 5) }, (_, i) => [String.fromCharCode(97 + i), below(random, 20)] as const);
    return Object.fromEntries([...shares, ['z', 1 + below(random, 9)]]);
  };
  return Array.from({ length: count }, () => [weights(), weights()] as const);
}

const sum = (weights: Weights): number => Object.values(weights).reduce((total, weight) => total + weight, 0);
