import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Assigner, assignerOf, packIds, UNASSIGNED } from '../../../js/assign/assign-units.js';
import { Engine } from '../../../js/client/engine/engine.js';
import { bucketOf, unitHash32 } from '../../vectors/oracle/bucketing.mjs';
import { builtModules } from '../vectors/built-modules.js';

const ids = [...Array.from({ length: 500 }, (_, i) => `user-${i}`), 'жанна', '日本語東京', '👩‍💻', 'x'.repeat(400)];

describe('assigning many units', () => {
  let assigner: Assigner;
  beforeAll(async () => {
    const { factory, wasm } = (await builtModules()).engine;
    assigner = assignerOf(await Engine.open(factory, wasm));
  });
  afterAll(() => assigner.close());

  it('gives each the variant of the written rule', () => {
    const weights = [34, 0, 33, 33];
    const expected = ids.map((id) => {
      const bucket = bucketOf(unitHash32('variant', 'checkout', id), 100);
      return bucket < 34 ? 0 : bucket < 67 ? 2 : 3;
    });
    expect([...assigner.assign({ salt: 'checkout', weights }, ids)]).toEqual(expected);
  });

  it('leaves out who is not covered, and the empty id', () => {
    const covered = ids.map((id) => bucketOf(unitHash32('coverage', 's', id), 1_000_000) < 300_000);
    const assigned = [...assigner.assign({ salt: 's', weights: [1], coverage: 0.3 }, ids)];
    expect(assigned).toEqual(covered.map((is) => (is ? 0 : UNASSIGNED)));
    expect([...assigner.assign({ salt: 's', weights: [1] }, [''])]).toEqual([UNASSIGNED]);
  });

  it('takes packed ids and none at all', () => {
    const split = { salt: 's', weights: [1, 1] };
    expect(assigner.assign(split, packIds(ids))).toEqual(assigner.assign(split, ids));
    expect([...assigner.assign(split, [])]).toEqual([]);
  });

  it.each([
    ['weights that are no whole numbers', { salt: 's', weights: [0.5] }, /^weights: must be whole/],
    ['weights that sum to nothing', { salt: 's', weights: [0] }, /total/],
    ['weights that sum to too much', { salt: 's', weights: [0x7fffffff, 1] }, /^weights: must not sum/],
    ['an empty salt', { salt: '', weights: [1] }, /^salt/],
    ['a coverage above 1', { salt: 's', weights: [1], coverage: 1.5 }, /^coverage/],
  ])('refuses %s', (_, split, message) => {
    expect(() => assigner.assign(split, ids)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) }),
    );
  });
});
