import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ufc } from '../../../../js/compat/ufc/index.js';
import { flagWith, resultOf, resultOfFlag, ruled } from './evaluate.js';

/** The definition: the first 32 bits of MD5 over UTF-8, modulo. */
const shardOf = (salt: string, key: string, total: number): number =>
  parseInt(createHash('md5').update(`${salt}-${key}`, 'utf8').digest('hex').slice(0, 8), 16) % total;

const shard = (salt: string, start: number, end: number, totalShards = 10_000): object => ({ salt, totalShards, ranges: [{ start, end }] });
const split = (variationKey: string, ...shards: object[]): object => ({ variationKey, shards });
const KEYS = ['u', '', 'жанна', '👩🏽', '日本語', 'x'.repeat(300)];
const DEFAULT = { value: 'default', reason: 'DEFAULT' };

describe('a split', () => {
  it.each(KEYS)('takes the key %j by the half-open ranges of its shard', (key) => {
    const at = shardOf('соль', key, 10_000);
    const rangeOf = (start: number, end: number) =>
      resultOfFlag(flagWith({ key: 'k', splits: [split('a', shard('соль', start, end))] }), { key });
    expect(rangeOf(at, at + 1)).toEqual({ value: 'A', reason: 'SPLIT', variant: 'a', allocationKey: 'k', doLog: true });
    expect(rangeOf(0, at)).toEqual(DEFAULT);
    expect(rangeOf(at + 1, 10_000)).toEqual(DEFAULT);
    expect(rangeOf(at, at)).toEqual(DEFAULT);
  });

  it('needs all its shards, and the first that has them wins', () => {
    const splits = [
      split('a', shard('traffic', 0, 6000), shard('s', 0, 5000)),
      split('b', shard('traffic', 0, 6000), shard('s', 3000, 10_000)),
    ];
    const flag = flagWith({ key: 'k', splits }, { key: 'rest', splits: [split('b')] });
    const counts: Record<string, number> = {};
    for (let i = 0; i < 200; ++i) {
      const key = `user ${i}`;
      const inTraffic = shardOf('traffic', key, 10_000) < 6000;
      const at = shardOf('s', key, 10_000);
      const { value, allocationKey } = resultOfFlag(flag, { key });
      expect(allocationKey, key).toBe(inTraffic ? 'k' : 'rest');
      expect(value, key).toBe(inTraffic && at < 5000 ? 'A' : 'B');
      counts[`${allocationKey} ${value}`] = (counts[`${allocationKey} ${value}`] ?? 0) + 1;
    }
    expect(Object.keys(counts).sort()).toEqual(['k A', 'k B', 'rest B']);
  });

  it('with another salt or number of shards draws anew', () => {
    const at = shardOf('two', 'u', 100);
    const splits = [split('a', shard('one', 0, 0, 100)), split('a', shard('two', 0, 0, 100)), split('b', shard('two', at, at + 1, 100))];
    expect(resultOfFlag(flagWith({ key: 'k', splits })).value).toBe('B');
  });

  it('counts in the shards of the flag when it names no number of its own', () => {
    const { totalShards: _, ...own } = shard('s', 0, 10) as { totalShards: number };
    const flag = { ...flagWith({ key: 'k', splits: [split('a', own)] }), totalShards: 10 };
    expect(resultOfFlag(flag).value).toBe('A');
    expect(resultOfFlag(flagWith({ key: 'k', splits: [split('a', own)] }))).toEqual(DEFAULT);
  });

  it('without shards takes everybody, and needs no key', () => {
    expect(resultOfFlag(flagWith({ key: 'k', splits: [split('a'), split('b')] }), { key: null })).toMatchObject({
      value: 'A',
      reason: 'STATIC',
    });
  });

  it.each([
    [[shard('s', 0, 10_000)]],
    [[shard('s', 0, 0)]],
    [[shard('s', 0, 0), shard('t', 0, 0)]],
    [[{ ...shard('s', 0, 0), ranges: [] }, shard('t', 0, 1)]],
  ])('with shards fails without a key: %j', (shards) => {
    const error = { value: 'default', reason: 'ERROR', errorCode: 'TARGETING_KEY_MISSING' };
    expect(resultOfFlag(flagWith({ key: 'k', splits: [split('a', ...shards)] }), { key: null })).toEqual(error);
    expect(resultOfFlag(flagWith({ key: 'k', splits: [split('a', ...shards)] }), { key: null, attributes: { targetingKey: 'x' } })).toEqual(
      error,
    );
  });

  it('that is drawn and logged is an exposure to the core', () => {
    const splits = [split('a', shard('s', 0, 5000)), split('b', shard('s', 5000, 10_000))];
    const rulesOf = (allocation: object) => ufc({ flags: { flag: flagWith({ key: 'k', splits, ...allocation }) } }).program.flags[0]?.rules;
    expect(rulesOf({})).toMatchObject([{ experiment: 'flag-k', unit: ['attribute', 'targetingKey'] }]);
    expect(rulesOf({ doLog: false })?.map(({ experiment }) => experiment)).toEqual([undefined]);
    expect(rulesOf({ splits: [split('a')] })?.map(({ experiment }) => experiment)).toEqual([undefined]);
  });
});

describe('an allocation', () => {
  const dated = { key: 'k', splits: [split('a')], startAt: '2022-10-31T09:00:00.235982Z', endAt: '2050-10-31T09:00:00.987654Z' };
  const start = Date.UTC(2022, 9, 31, 9, 0, 0, 235);
  const end = Date.UTC(2050, 9, 31, 9, 0, 0, 987);

  it.each([
    [start - 1, 'default'],
    [start, 'A'],
    [end - 1, 'A'],
    [end, 'default'],
  ])('is there from its start until before its end, at %i: %s', (now, value) => {
    expect(resultOfFlag(flagWith(dated), { now }).value).toBe(value);
  });

  it.each([
    ['TARGETING_MATCH with rules', { ...dated, ...ruled() }],
    ['SPLIT with shards', { ...dated, splits: [split('a', shard('s', 0, 10_000))] }],
    ['DEFAULT with dates', dated],
    ['STATIC with nothing', { key: 'k', rules: [], splits: [split('a')], startAt: null }],
  ])('gives the reason %s', (reason, allocation) => {
    expect(resultOfFlag(flagWith(allocation), { now: start })).toMatchObject({ value: 'A', reason: reason.split(' ')[0] });
  });

  it('that has no split for the subject leaves it to the next', () => {
    const flag = flagWith(
      { key: 'none', splits: [] },
      { ...ruled({ attribute: 'x', operator: 'IS_NULL', value: false }) },
      { key: 'last', doLog: false, splits: [split('b')] },
    );
    expect(resultOfFlag(flag)).toEqual({ value: 'B', reason: 'STATIC', variant: 'b', allocationKey: 'last', doLog: false });
  });
});

describe('a flag', () => {
  const VALUES = { BOOLEAN: true, STRING: '', INTEGER: 0, NUMERIC: 0.5, JSON: { a: ['жанна'] } } as const;
  const typed = (variationType: string, value: unknown) => ({
    ...flagWith({ key: 'k', splits: [split('a')] }),
    variationType,
    variations: { a: { key: 'a', value } },
  });

  it.each(Object.entries(VALUES))('of type %s gives its value', (type, value) => {
    expect(resultOfFlag(typed(type, value), { type: type as keyof typeof VALUES }).value).toEqual(value);
  });

  it.each([
    ['STRING', 'BOOLEAN'],
    ['NUMERIC', 'INTEGER'],
    ['JSON', 'STRING'],
  ] as const)('of type %s is no %s', (type, wanted) => {
    expect(resultOfFlag(typed(type, VALUES[type]), { type: wanted })).toEqual({
      value: 'default',
      reason: 'ERROR',
      errorCode: 'TYPE_MISMATCH',
    });
  });

  it('of whole numbers can be read as one of numbers', () => {
    expect(resultOfFlag(typed('INTEGER', 3), { type: 'NUMERIC' }).value).toBe(3);
  });

  it('may have its JSON as text', () => {
    expect(resultOfFlag(typed('JSON', '{"a":[1]}'), { type: 'JSON' }).value).toEqual({ a: [1] });
  });

  it('that is disabled or not there gives the default', () => {
    expect(resultOfFlag({ ...flagWith(), enabled: false }, { type: 'BOOLEAN' })).toEqual({ value: 'default', reason: 'DISABLED' });
    const missing = { value: 'default', reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' };
    expect(resultOf({ flags: {} }, 'none')).toEqual(missing);
    expect(resultOf({ flags: {} }, 'constructor')).toEqual(missing);
  });

  it.each([
    ['must be an object', 5],
    ['variationType', { ...flagWith(), variationType: 'DATE' }],
    ['enabled', { ...flagWith(), enabled: 'yes' }],
    ['variations', { ...flagWith(), variations: [] }],
    ['variations.a', { ...flagWith(), variations: { a: null } }],
    ['variations.a.value', typed('INTEGER', 1.5)],
    ['variations.a.value', typed('BOOLEAN', 'true')],
    ['variations.a.value', typed('JSON', null)],
    ['variations.a.value', typed('JSON', '{')],
    ['allocations', { ...flagWith(), allocations: 'text' }],
    ['allocations[0]', flagWith(null)],
    ['allocations[0].key', flagWith({ splits: [] })],
    ['allocations[0].splits', flagWith({ key: 'k' })],
    ['allocations[0].rules', flagWith({ key: 'k', splits: [], rules: 'x' })],
    ['allocations[0].rules[0].conditions', flagWith({ key: 'k', splits: [], rules: [{}] })],
    ['allocations[0].startAt', flagWith({ key: 'k', splits: [], startAt: 'tomorrow' })],
    ['allocations[0].endAt', flagWith({ key: 'k', splits: [], endAt: 5 })],
    ['allocations[0].splits[0].variationKey', flagWith({ key: 'k', splits: [split('none')] })],
    ['allocations[0].splits[0].variationKey', flagWith({ key: 'k', splits: [split('constructor')] })],
    ['allocations[0].splits[0].shards', flagWith({ key: 'k', splits: [{ variationKey: 'a' }] })],
    ['allocations[0].splits[0].shards[0].salt', flagWith({ key: 'k', splits: [split('a', { totalShards: 1, ranges: [] })] })],
    ['allocations[0].splits[0].shards[0].totalShards', flagWith({ key: 'k', splits: [split('a', shard('s', 0, 0, 0))] })],
    ['allocations[0].splits[0].shards[0].ranges[0]', flagWith({ key: 'k', splits: [split('a', shard('s', 2, 1))] })],
    ['allocations[0].splits[0].shards[0].ranges[0]', flagWith({ key: 'k', splits: [split('a', shard('s', 0, 11, 10))] })],
    ['allocations[0].splits[0].shards[0].ranges[0].start', flagWith({ key: 'k', splits: [split('a', shard('s', -1, 1))] })],
    ['allocations[0].splits[0].shards[0].ranges[0].end', flagWith({ key: 'k', splits: [split('a', shard('s', 0, 0.5))] })],
  ])('that is malformed at %s gives the default, alone', (where, flag) => {
    const configuration = { flags: { bad: flag, good: flagWith({ key: 'k', splits: [split('a')] }) } };
    expect(resultOf(configuration, 'bad')).toEqual(DEFAULT);
    expect(resultOf(configuration, 'good').value).toBe('A');
    const [problem, ...others] = ufc(configuration).problems;
    expect(others).toEqual([]);
    expect(problem?.flag).toBe('bad');
    expect(problem?.message).toContain(where);
  });
});
