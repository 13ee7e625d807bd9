import { describe, expect, it } from 'vitest';
import { growthbook } from '../../../../js/compat/growthbook/index.js';
import { getBucketRanges, growthbookStickyDoc } from '../../../../js/compat/growthbook/results.js';
import { encodeProgram } from '../../../../js/compile/program/encode-program.js';
import { ask, run } from './ask.js';

/** FNV-1a as GrowthBook has it: over UTF-16 code units, each xor-ed whole. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const unit of text.split('')) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

const feature = (...rules: readonly unknown[]) => ({ features: { f: { defaultValue: 'off', rules } } });

describe('an experiment of GrowthBook', () => {
  it('draws buckets from ids by their code units', () => {
    for (const id of ['1', 'é', '日本語', '😀', '😀x', 'a\u0301', 'x'.repeat(500), 7, -1.5, true]) {
      const first = (fnv1a(`${id}seed`) % 1000) / 1000;
      const second = (fnv1a(String(fnv1a(`seed${id}`))) % 10_000) / 10_000;
      expect(run({ seed: 'seed' }, { attributes: { id } }), String(id)).toMatchObject({
        bucket: first,
        variationId: first < 0.5 ? 0 : 1,
        hashValue: id,
      });
      expect(run({ seed: 'seed', hashVersion: 2 }, { attributes: { id } }), String(id)).toMatchObject({
        bucket: second,
        variationId: second < 0.5 ? 0 : 1,
      });
    }
  });

  it('has nobody in it without an id, or with a version of the hash that does not exist', () => {
    for (const id of ['', null, 0, false, undefined])
      expect(run({}, { attributes: { id } })).toMatchObject({ inExperiment: false, value: 'a' });
    expect(run({ hashVersion: 3 }, { attributes: { id: '1' } })).toMatchObject({ inExperiment: false });
    expect(run({ variations: ['only'] }, { attributes: { id: '1' } })).toMatchObject({ inExperiment: false, value: 'only' });
  });

  it('takes a variation from the query string before a forced one, and no context can pretend to be forced', () => {
    const user = { attributes: { id: '1', '$gb.forced': { e: 0 }, '$gb.qa': true }, forcedVariations: { e: 0 } };
    expect(run({}, { ...user, url: 'https://x.y/?e=1' })).toMatchObject({ variationId: 1, hashUsed: false, inExperiment: true });
    expect(run({}, { ...user, url: 'https://x.y/?e=2' })).toMatchObject({ variationId: 0, hashUsed: false, inExperiment: true });
    expect(run({}, { ...user, url: 'https://x.y/?__proto__=1&e=x&e=1' })).toMatchObject({ variationId: 0 });
    expect(run({}, { attributes: user.attributes })).toMatchObject({ hashUsed: true });
    expect(run({}, { ...user, forcedVariations: { e: 9 } })).toMatchObject({ inExperiment: false });
  });

  it('tells variations of the same value apart', () => {
    const payload = feature({
      key: 'aa',
      variations: ['same', 'same'],
      ranges: [
        [0, 0],
        [0, 1],
      ],
      meta: [{ key: 'x' }, { key: 'x' }],
    });
    expect(ask(payload, { attributes: { id: '1' } })).toMatchObject({ value: 'same', experimentResult: { variationId: 1, key: 'x' } });
  });

  it('may let a variation pass through to the next rule, though ranges overlap or a sticky bucket is kept', () => {
    const holdout = {
      key: 'h',
      variations: ['held', 'open'],
      ranges: [
        [0, 1],
        [0, 1],
      ],
      meta: [{ key: 'held' }, { key: 'open' }],
    };
    const passing = { ...holdout, meta: [{ key: 'held', passthrough: true }, { key: 'open' }] };
    const user = { attributes: { id: '1' } };
    expect(ask(feature(holdout, { force: 'next' }), user).value).toBe('held');
    expect(ask(feature(passing, { force: 'next' }), user).value).toBe('next');
    expect(ask(feature(passing, { force: 'next' }), { ...user, forcedVariations: { h: 0 } }).value).toBe('next');
    const docs = (key: string) => [{ attributeName: 'id', attributeValue: '1', assignments: { h__0: key } }];
    expect(ask(feature(passing, { force: 'next' }), { ...user, stickyBucketAssignmentDocs: docs('held') }).value).toBe('next');
    expect(ask(feature(passing, { force: 'next' }), { ...user, stickyBucketAssignmentDocs: docs('open') }).value).toBe('open');
  });

  it('keeps a sticky bucket and its exact bucket number, by the attribute it was stored for', () => {
    const experiment = {
      key: 'e',
      variations: ['a', 'b', 'c'],
      meta: [{ key: 'A' }, { key: 'B' }, { key: 'C' }],
      fallbackAttribute: 'device',
      hashVersion: 2,
    };
    for (let i = 0; i < 200; ++i) {
      const attributes = { id: `ü${i}`, device: { d: i } };
      const doc = { attributeName: 'device', attributeValue: `{"d":${i}}`, assignments: { e__0: 'C' } };
      const result = run(experiment, { attributes, stickyBucketAssignmentDocs: [doc] });
      const bucket = (fnv1a(String(fnv1a(`e${attributes.id}`))) % 10_000) / 10_000;
      expect(result).toMatchObject({ value: 'c', stickyBucketUsed: true, bucket, hashAttribute: 'id' });
      expect(growthbookStickyDoc(experiment, result!, undefined)).toEqual({
        attributeName: 'id',
        attributeValue: `ü${i}`,
        assignments: { e__0: 'C' },
      });
    }
  });

  it('uses the fallback attribute only where sticky buckets are kept', () => {
    const user = { attributes: { device: 'd' } };
    expect(run({ fallbackAttribute: 'device' }, user)).toMatchObject({ inExperiment: false });
    expect(run({ fallbackAttribute: 'device' }, { ...user, stickyBucketAssignmentDocs: [] })).toMatchObject({
      inExperiment: true,
      hashAttribute: 'device',
    });
  });

  it('divides the bucket line as its weights and coverage say', () => {
    expect(getBucketRanges(3, undefined, [0.2, 0.3])).toEqual(getBucketRanges(3));
    expect(getBucketRanges(2, 7, [0.5, 0.5])).toEqual([
      [0, 0.5],
      [0.5, 1],
    ]);
    expect(getBucketRanges(0)).toEqual([]);
  });
});

describe('prerequisites', () => {
  const on = (id: string, gate = false) => ({ parentConditions: [{ id, condition: { value: true }, gate }] });

  it('that lead back to the feature make it null, and what depends on it', () => {
    const loop = { a: { defaultValue: 1, rules: [{ ...on('b'), force: 2 }] }, b: { defaultValue: 1, rules: [{ ...on('a') }] } };
    const payload = {
      features: {
        ...loop,
        f: { defaultValue: 3, rules: [{ ...on('a'), force: 4 }] },
        free: { defaultValue: 5, rules: [{ force: 6 }, on('free')] },
      },
    };
    for (const key of ['a', 'b', 'f']) expect(ask(payload, {}, key), key).toMatchObject({ value: null, source: 'cyclicPrerequisite' });
    expect(ask(payload, {}, 'free')).toMatchObject({ value: 6, source: 'force' });
  });

  it('may be features that have no value at all', () => {
    const features = {
      p: {},
      f: { defaultValue: 'off', rules: [{ parentConditions: [{ id: 'p', condition: { value: null } }], force: 'on' }] },
    };
    expect(ask({ features }).value).toBe('on');
    expect(encodeProgram(growthbook({ features }).program).problems).toEqual([]);
  });

  it('see the value that the other feature has, whatever its type', () => {
    const values = [null, false, 0, '', 'é', { a: [1] }];
    for (const value of values) {
      const parentConditions = [{ id: 'p', condition: { value } }];
      const payload = { features: { p: { defaultValue: value }, f: { defaultValue: 'off', rules: [{ parentConditions, force: 'on' }] } } };
      expect(ask(payload).value, JSON.stringify(value)).toBe('on');
    }
    expect(
      ask({
        features: { f: { defaultValue: 'off', rules: [{ parentConditions: [{ id: 'gone', condition: { value: null } }], force: 'on' }] } },
      }).value,
    ).toBe('on');
  });
});
