import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { launchdarkly } from '../../../../js/compat/launchdarkly/index.js';
import { resultOf, resultOfFlag } from './evaluate.js';

/** The definition: 60 bits of SHA-1 as a share of the whole. */
const bucket = (text: string): number => parseInt(createHash('sha1').update(text, 'utf8').digest('hex').slice(0, 15), 16) / (2 ** 60 - 1);
const user = (key: string, rest: object = {}): object => ({ kind: 'user', key, ...rest });
const KEYS = ['u', 'жанна', '👩🏽', '日本語', '0', 'x'.repeat(300)];
const MALFORMED = { kind: 'ERROR', errorKind: 'MALFORMED_FLAG' };

/** A rollout whose first part ends just behind `share` or just at it: the bucket's place to the fifth digit. */
const halves = (share: number, rest: object = {}): object => ({
  fallthrough: {
    rollout: {
      ...rest,
      variations: [
        { variation: 0, weight: Math.ceil(share * 100_000) },
        { variation: 1, weight: 100_000 },
      ],
    },
  },
});
const before = (share: number, rest: object = {}): object => ({
  fallthrough: {
    rollout: {
      ...rest,
      variations: [
        { variation: 0, weight: Math.floor(share * 100_000) },
        { variation: 1, weight: 100_000 },
      ],
    },
  },
});

describe('a rollout', () => {
  it.each(KEYS)('finds %s at the bucket of key.salt.value over UTF-8', (key) => {
    const share = bucket(`flag.соль.${key}`);
    expect(resultOfFlag({ salt: 'соль', ...halves(share) }, user(key)).value).toBe('a');
    expect(resultOfFlag({ salt: 'соль', ...before(share) }, user(key)).value).toBe('b');
  });

  it.each([
    ['a seed', { seed: 61 }, '61.u'],
    ['a seed of 0 as none', { seed: 0 }, 'flag.s.u'],
    ['a whole number', { bucketBy: 'n' }, 'flag.s.17'],
    ['a whole number beyond 2^53', { bucketBy: 'big' }, 'flag.s.1e+21'],
    ['a nested attribute', { bucketBy: '/o/x', contextKind: 'user' }, 'flag.s.deep'],
    ['a name with a slash when no kind is given', { bucketBy: '/o/x' }, 'flag.s.flat'],
    ['the key alone in an experiment', { bucketBy: 'n', kind: 'experiment' }, 'flag.s.u'],
  ])('hashes %s', (_, rollout, hashed) => {
    const context = user('u', { n: 17, big: 1e21, o: { x: 'deep' }, '/o/x': 'flat' });
    expect(resultOfFlag({ salt: 's', ...halves(bucket(hashed), rollout) }, context).value).toBe('a');
    expect(resultOfFlag({ salt: 's', ...before(bucket(hashed), rollout) }, context).value).toBe('b');
  });

  it.each([
    ['a fraction', { bucketBy: 'half' }],
    ['a boolean', { bucketBy: 'anonymous' }],
    ['a missing attribute', { bucketBy: 'none' }],
    ['a missing context', { contextKind: 'org' }],
    ['the kinds', { bucketBy: 'kind' }],
  ])('puts %s into bucket 0', (_, rollout) => {
    const variations = [
      { variation: 1, weight: 0 },
      { variation: 0, weight: 1 },
      { variation: 2, weight: 99_999 },
    ];
    expect(resultOfFlag({ fallthrough: { rollout: { ...rollout, variations } } }, user('u', { half: 0.5 })).value).toBe('a');
  });

  it('gives the last part what the weights leave', () => {
    const variations = [
      { variation: 0, weight: 0 },
      { variation: 1, weight: 0 },
    ];
    expect(resultOfFlag({ fallthrough: { rollout: { variations } } }).value).toBe('b');
  });

  it.each([
    [{}],
    [{ rollout: {} }],
    [{ rollout: { variations: [] } }],
    [{ rollout: 5 }],
    [{ variation: 3 }],
    [{ variation: -1 }],
    [{ variation: 0.5 }],
    [{ variation: '0' }],
    [{ rollout: { variations: [{ variation: 3, weight: 100_000 }] } }],
    [{ rollout: { variations: [{ weight: 100_000 }] } }],
    [{ rollout: { bucketBy: '//', contextKind: 'user', variations: [{ variation: 0, weight: 100_000 }] } }],
  ])('that cannot be carried out is a malformed flag: %j', (fallthrough) => {
    expect(resultOfFlag({ fallthrough })).toEqual({ value: 'default', variationIndex: null, reason: MALFORMED });
    expect(resultOfFlag({ rules: [{ clauses: [], ...fallthrough }] }).reason).toEqual(MALFORMED);
  });

  it('fails for those alone whose part has no such variation', () => {
    const share = Math.ceil(bucket('flag..u') * 100_000);
    const parts = (first: number, second: number) => ({
      fallthrough: {
        rollout: {
          variations: [
            { variation: first, weight: share },
            { variation: second, weight: 100_000 - share },
          ],
        },
      },
    });
    expect(resultOfFlag(parts(1, 9)).value).toBe('b');
    expect(resultOfFlag(parts(9, 1)).reason).toEqual(MALFORMED);
  });
});

describe('an experiment', () => {
  const experiment = (untracked: boolean, rest: object = {}) => ({
    rollout: { kind: 'experiment', ...rest, variations: [{ variation: 1, weight: 100_000, untracked }] },
  });

  it('says so in the reason of a rule and of the fallthrough, and not for what is untracked', () => {
    expect(resultOfFlag({ fallthrough: experiment(false) }).reason).toEqual({ kind: 'FALLTHROUGH', inExperiment: true });
    expect(resultOfFlag({ fallthrough: experiment(true) }).reason).toEqual({ kind: 'FALLTHROUGH' });
    const rules = [
      { id: 'first', clauses: [{ attribute: 'x', op: 'in', values: [] }] },
      { id: 'r', clauses: [], ...experiment(false) },
    ];
    expect(resultOfFlag({ rules }).reason).toEqual({ kind: 'RULE_MATCH', ruleIndex: 1, ruleId: 'r', inExperiment: true });
  });

  it('serves a context of another kind and does not count it', () => {
    const result = resultOfFlag({ fallthrough: experiment(false, { contextKind: 'org' }) });
    expect(result).toEqual({ value: 'b', variationIndex: 1, reason: { kind: 'FALLTHROUGH' } });
  });

  it('tells parts of one variation apart', () => {
    const share = Math.ceil(bucket('flag..u') * 100_000);
    const parts = (first: boolean, second: boolean) => ({
      fallthrough: {
        rollout: {
          kind: 'experiment',
          variations: [
            { variation: 1, weight: share, untracked: first },
            { variation: 1, weight: 100_000 - share, untracked: second },
          ],
        },
      },
    });
    expect(resultOfFlag(parts(false, true)).reason.inExperiment).toBe(true);
    expect(resultOfFlag(parts(true, false)).reason.inExperiment).toBeUndefined();
  });

  it('is an exposure of the key to the core', () => {
    const { program } = launchdarkly({
      flags: { f: { on: true, version: 7, variations: [1, 2], fallthrough: experiment(false, { contextKind: 'org' }) } },
    });
    expect(program.flags[0]?.rules.map(({ experiment, experimentVersion, unit }) => ({ experiment, experimentVersion, unit }))).toEqual([
      { experiment: 'f', experimentVersion: 7, unit: ['member', 'key', ['attribute', 'org']] },
      { experiment: undefined, experimentVersion: undefined, unit: undefined },
    ]);
  });
});

describe('a prerequisite', () => {
  const data = (other: object | undefined, wanted: unknown, flag: object = {}) => ({
    flags: {
      ...(other && { other: { on: true, variations: [true, false], fallthrough: { variation: 1 }, ...other } }),
      flag: {
        on: true,
        variations: ['a', 'b'],
        offVariation: 0,
        fallthrough: { variation: 1 },
        prerequisites: [{ key: 'other', variation: wanted }],
        ...flag,
      },
    },
  });
  const of = (...args: Parameters<typeof data>) => resultOf(data(...args), 'flag', user('u'));
  const FAILED = { value: 'a', variationIndex: 0, reason: { kind: 'PREREQUISITE_FAILED', prerequisiteKey: 'other' } };

  it.each([
    ['gives another variation', {}, 0],
    ['is off and gives the variation that is wanted', { on: false, offVariation: 1 }, 1],
    ['is deleted', { deleted: true }, 1],
    ['is unknown', undefined, 1],
    ['has no off variation', { on: false }, 1],
  ])('fails when the other flag %s', (_, other, wanted) => {
    expect(of(other, wanted)).toEqual(FAILED);
  });

  it('holds when the other flag gives the variation', () => {
    expect(of({}, 1).reason).toEqual({ kind: 'FALLTHROUGH' });
  });

  it('gives the default when the flag has no off variation, and is malformed when that is none of its own', () => {
    expect(of({}, 0, { offVariation: null })).toEqual({ ...FAILED, value: 'default', variationIndex: null });
    expect(of({}, 0, { offVariation: 5 }).reason).toEqual(MALFORMED);
  });

  it.each([
    ['is malformed', { fallthrough: {} }],
    ['is off with a variation that it has not', { on: false, offVariation: 9 }],
    ['needs this flag', { prerequisites: [{ key: 'flag', variation: 0 }] }],
    ['needs itself', { prerequisites: [{ key: 'other', variation: 0 }] }],
  ])('passes the error on when the other flag %s', (_, other) => {
    expect(of(other, 1)).toEqual({ value: 'default', variationIndex: null, reason: MALFORMED });
  });

  it('is not asked behind one that failed', () => {
    const prerequisites = [
      { key: 'none', variation: 0 },
      { key: 'flag', variation: 0 },
    ];
    expect(of({}, 1, { prerequisites }).reason).toEqual({ kind: 'PREREQUISITE_FAILED', prerequisiteKey: 'none' });
  });
});
