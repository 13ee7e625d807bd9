import { describe, expect, it } from 'vitest';
import type { Slot } from '../../../js/compile/datafile.js';
import { programOf } from '../../../js/compile/native/program-of.js';
import { type Reallocation, reallocate } from '../../../js/compile/reallocate.js';
import { AssayError } from '../../../js/shared/errors.js';
import { evaluateProgram } from '../../vectors/oracle/program.mjs';

const slot = (start: number, end: number, variant: string): Slot => ({ start, end, variant });

describe('reallocate', () => {
  it.each([
    [
      'keeps what stays as it is',
      [slot(0, 1, 'a'), slot(1, 2, 'b')],
      2,
      { a: 3, b: 3 },
      { slots: [slot(0, 1, 'a'), slot(1, 2, 'b')], total: 2, moved: [] },
    ],
    [
      'takes a third arm from both others',
      [slot(0, 1, 'a'), slot(1, 2, 'b')],
      2,
      { a: 1, b: 1, c: 1 },
      {
        slots: [slot(0, 2, 'a'), slot(2, 3, 'c'), slot(3, 5, 'b'), slot(5, 6, 'c')],
        total: 6,
        moved: [
          { start: 2, end: 3, from: 'a', to: 'c' },
          { start: 5, end: 6, from: 'b', to: 'c' },
        ],
      },
    ],
    [
      'moves only the units of an arm that is dropped',
      [slot(0, 25, 'a'), slot(25, 50, 'b'), slot(50, 75, 'c'), slot(75, 100, 'd')],
      100,
      { b: 25, c: 25, d: 50 },
      {
        slots: [slot(0, 25, 'd'), slot(25, 50, 'b'), slot(50, 75, 'c'), slot(75, 100, 'd')],
        total: 100,
        moved: [{ start: 0, end: 25, from: 'a', to: 'd' }],
      },
    ],
    [
      'joins neighbours',
      [slot(0, 1, 'a'), slot(1, 2, 'b'), slot(2, 3, 'a')],
      3,
      { a: 1 },
      { slots: [slot(0, 3, 'a')], total: 3, moved: [{ start: 1, end: 2, from: 'b', to: 'a' }] },
    ],
    [
      'fills gaps',
      [slot(1, 2, 'a')],
      4,
      { a: 1, __proto: 3 },
      {
        slots: [slot(0, 1, '__proto'), slot(1, 2, 'a'), slot(2, 4, '__proto')],
        total: 4,
        moved: [
          { start: 0, end: 1, to: '__proto' },
          { start: 2, end: 4, to: '__proto' },
        ],
      },
    ],
    [
      'starts from nothing',
      [],
      10,
      { a: 1, b: 1 },
      {
        slots: [slot(0, 5, 'a'), slot(5, 10, 'b')],
        total: 10,
        moved: [
          { start: 0, end: 5, to: 'a' },
          { start: 5, end: 10, to: 'b' },
        ],
      },
    ],
    [
      'takes weights of 0 for none',
      [slot(0, 2, 'a')],
      2,
      { a: 0, b: 7 },
      { slots: [slot(0, 2, 'b')], total: 2, moved: [{ start: 0, end: 2, from: 'a', to: 'b' }] },
    ],
  ] satisfies [string, Slot[], number, Record<string, number>, Reallocation][])('%s', (_, slots, total, weights, expected) => {
    expect(reallocate(slots, total, weights)).toEqual(expected);
  });

  it.each([
    ['a total of 0', [], 0, { a: 1 }, 'total:'],
    ['a total above 2^31-1', [], 2 ** 31, { a: 1 }, 'total:'],
    ['slots that overlap', [slot(0, 2, 'a'), slot(1, 3, 'b')], 3, { a: 1 }, 'slots[1]:'],
    ['slots beyond the total', [slot(0, 4, 'a')], 3, { a: 1 }, 'slots[0]:'],
    ['an empty slot', [slot(1, 1, 'a')], 3, { a: 1 }, 'slots[0]:'],
    ['a negative weight', [slot(0, 3, 'a')], 3, { a: -1, b: 2 }, 'weights.a:'],
    ['a weight with a fraction', [slot(0, 3, 'a')], 3, { a: 0.5 }, 'weights.a:'],
    ['weights of 0', [slot(0, 3, 'a')], 3, { a: 0 }, 'weights:'],
    ['a line that would be too fine', [slot(0, 999_983, 'a')], 999_983, { a: 1, b: 999_978 }, 'weights: divide the line into 999979 parts'],
  ] satisfies [string, Slot[], number, Record<string, number>, string][])(
    'refuses %s and says what to do',
    (_, slots, total, weights, message) => {
      try {
        reallocate(slots, total, weights);
      } catch (error) {
        expect(error).toBeInstanceOf(AssayError);
        expect((error as AssayError).message).toContain(message);
        return;
      }
      throw new Error('nothing was thrown');
    },
  );

  /** mulberry32 */
  const random = (seed: number) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const ownerAt = (slots: readonly Slot[], place: number) => slots.find(({ start, end }) => start <= place && place < end)?.variant;

  it('moves the minimum, to the unit, in 2000 random changes', () => {
    const seed = 20261123;
    const next = random(seed);
    const whole = (below: number) => Math.floor(next() * below);
    for (let round = 0; round < 2000; ++round) {
      const names = ['a', 'b', 'c', 'd', 'e'].slice(0, 1 + whole(5));
      const total = 1 + whole(40);
      const before: Slot[] = [];
      for (let at = 0; at < total; ) {
        const end = Math.min(total, at + 1 + whole(8));
        if (next() < 0.8) before.push(slot(at, end, names[whole(names.length)] as string));
        at = end;
      }
      const weights: Record<string, number> = Object.fromEntries([...names, 'new'].map((name) => [name, whole(12)]));
      weights['a'] = 1 + whole(3);
      const where = `seed ${seed}, round ${round}: ${JSON.stringify({ before, total, weights })}`;
      const after = reallocate(before, total, weights);
      const finer = after.total / total;
      const sum = Object.values(weights).reduce((all, weight) => all + weight, 0);
      const places = Array.from(
        { length: after.total },
        (_, i) => [ownerAt(before, Math.floor(i / finer)), ownerAt(after.slots, i)] as const,
      );
      // Every variant has exactly its share.
      for (const [name, weight] of Object.entries(weights)) {
        expect(places.filter(([, to]) => to === name).length * sum, where).toBe(weight * after.total);
      }
      // What any allocation with these shares must move: all that a variant gains.
      const count = (name: string, side: 0 | 1) => places.filter((place) => place[side] === name).length;
      const least = Object.keys(weights).reduce((moves, name) => moves + Math.max(0, count(name, 1) - count(name, 0)), 0);
      const changed = places.flatMap(([from, to], i) => (from === to ? [] : [i]));
      expect(changed.length, where).toBe(least);
      const told = after.moved.flatMap(({ start, end, from, to }) =>
        Array.from({ length: end - start }, (_, i) => [start + i, from, to] as const),
      );
      expect(told, where).toEqual(changed.map((i) => [i, places[i]![0], places[i]![1]]));
      for (const [i, { end, variant }] of after.slots.entries()) {
        const following = after.slots[i + 1];
        if (following?.start === end) expect(following.variant, where).not.toBe(variant);
      }
      expect(reallocate(before, total, weights), where).toEqual(after);
    }
  });

  it('gives slots that leave everybody else where they are', () => {
    const variantsOf = (split: object) => {
      const flag = { type: 'string', variants: { a: 1, b: 2, c: 3 }, default: 'a', rules: [{ split: { salt: 's', ...split } }] };
      const { program } = programOf({ flags: { f: { ...flag, variants: { a: 'A', b: 'B', c: 'C' } } } });
      return Array.from({ length: 600 }, (_, i) => evaluateProgram(program, { user: `user ${i}` }).get('f')!.variantKey);
    };
    const before = variantsOf({ weights: { a: 1, b: 1 } });
    const { slots, total } = reallocate([slot(0, 1, 'a'), slot(1, 2, 'b')], 2, { a: 1, b: 1, c: 1 });
    const after = variantsOf({ slots, total });
    const moved = after.filter((variant, i) => variant !== before[i]);
    expect(new Set(moved)).toEqual(new Set(['c']));
    // A third, with a standard error of 12.
    expect(Math.abs(moved.length - 200)).toBeLessThan(50);
  });
});
