import { describe, expect, it } from 'vitest';
import { launchdarkly } from '../../../../js/compat/launchdarkly/index.js';
import { matches, resultOfFlag } from './evaluate.js';

const inSegment = (...values: unknown[]): object => ({ op: 'segmentMatch', values });
const user = (key: string, rest: object = {}): object => ({ kind: 'user', key, ...rest });
const MALFORMED = { kind: 'ERROR', errorKind: 'MALFORMED_FLAG' };
const always = [{ attribute: 'key', op: 'in', values: [''], negate: true }];

describe('a segment', () => {
  it.each([
    ['contains whom it includes, excluded or not', { included: ['u'], excluded: ['u'] }, true],
    ['does not contain whom it excludes, whatever its rules', { excluded: ['u'], rules: [{ clauses: always }] }, false],
    ['contains whom a rule matches', { rules: [{ clauses: [inSegment('none')] }, { clauses: always }] }, true],
    ['takes an included list for users only', { includedContexts: [{ contextKind: 'org', values: ['u'] }] }, false],
    ['takes a list of contexts without a kind for users', { includedContexts: [{ values: ['u'] }] }, true],
    ['has no use for a rule without clauses', { rules: [{}] }, false],
    ['matches by a rule with an empty list of clauses', { rules: [{ clauses: [] }] }, true],
    ['is nobody when it is deleted', { deleted: true, included: ['u'] }, false],
    ['is nobody when it is big and of no known generation', { unbounded: true, included: ['u'], rules: [{ clauses: [] }] }, false],
    ['is its rules when it is big', { unbounded: true, generation: 1, included: ['u'], rules: [] }, false],
    ['is nobody when it is malformed', { included: 5, excludedContexts: [null], rules: 'x' }, false],
  ])('%s', (_, segment, expected) => {
    expect(matches(inSegment('s'), user('u'), { s: segment })).toBe(expected);
    expect(matches({ ...inSegment('s'), negate: true }, user('u'), { s: segment })).toBe(!expected);
  });

  it('contains nobody when there is no such segment, not even one that every object has', () => {
    expect(matches(inSegment('none', 'constructor', '__proto__', 5), user('u'))).toBe(false);
  });

  it.each([
    ['salty', 'user-key', 14955, true],
    ['salty', 'unmatching-key', 14955, false],
    ['', 'u', 100_000, true],
    ['', 'u', 0, false],
  ])('with the salt %j lets the share of a rule in: %s of weight %i', (salt, key, weight, expected) => {
    expect(matches(inSegment('segment3'), user(key), { segment3: { salt, rules: [{ clauses: [], weight }] } })).toBe(expected);
  });

  it.each([
    ['a missing attribute', { bucketBy: 'missing' }, true],
    ['a missing context', { rolloutContextKind: 'org' }, true],
    ['a list', { bucketBy: 'list' }, true],
  ])('puts %s into bucket 0', (_, rule, expected) => {
    const segments = { s: { salt: 'x', rules: [{ clauses: [], weight: 1, ...rule }] } };
    expect(matches(inSegment('s'), user('u', { list: ['u'] }), segments)).toBe(expected);
  });

  it('is malformed when it buckets by what is no reference', () => {
    const segments = { s: { rules: [{ clauses: [], weight: 1, bucketBy: '//', rolloutContextKind: 'user' }] } };
    expect(resultOfFlag({ rules: [{ variation: 1, clauses: [inSegment('s')] }] }, user('u'), segments).reason).toEqual(MALFORMED);
  });

  it('that leads back to itself is malformed, but not for whom it has found before', () => {
    const segments = {
      a: { included: ['in a'], rules: [{ clauses: [inSegment('b')] }] },
      b: { included: ['in b'], rules: [{ clauses: [inSegment('a')] }] },
    };
    const of = (segment: string, key: string) =>
      resultOfFlag({ rules: [{ variation: 1, clauses: [inSegment(segment)] }] }, user(key), segments);
    for (const [segment, key] of [
      ['a', 'in a'],
      ['a', 'in b'],
      ['b', 'in a'],
      ['b', 'in b'],
    ] as const) {
      expect(of(segment, key).value, `${key} asked of ${segment}`).toBe('b');
    }
    expect(of('a', 'else').reason).toEqual(MALFORMED);
    expect(of('b', 'else').reason).toEqual(MALFORMED);
  });

  it('in a web of cycles is translated within bounds, and the problem is reported', () => {
    const names = Array.from({ length: 40 }, (_, i) => `s${i}`);
    const segments = Object.fromEntries(names.map((name) => [name, { rules: names.map((other) => ({ clauses: [inSegment(other)] })) }]));
    const { problems } = launchdarkly({ flags: { flag: { on: true, rules: [{ clauses: [inSegment('s0')] }] } }, segments });
    expect(problems[0]).toMatchObject({ flag: expect.stringMatching(/^segment:s\d+$/), message: expect.stringContaining('cycles') });
  });

  it('with many members is a set of ids', () => {
    const included = Array.from({ length: 5000 }, (_, i) => `ключ ${i}`);
    const data = { flags: { flag: { on: true, rules: [{ clauses: [inSegment('s')] }] } }, segments: { s: { included } } };
    expect(launchdarkly(data).program.sets).toEqual([{ name: 'keys:0', ids: included }]);
    expect(matches(inSegment('s'), user('ключ 4999'), { s: { included } })).toBe(true);
    expect(matches(inSegment('s'), user('ключ 5000'), { s: { included } })).toBe(false);
  });
});
