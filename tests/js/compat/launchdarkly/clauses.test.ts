import { describe, expect, it } from 'vitest';
import { launchdarkly } from '../../../../js/compat/launchdarkly/index.js';
import { matches, resultOfFlag } from './evaluate.js';

const user = (attr: unknown): object => ({ kind: 'user', key: 'u', attr });
const clause = (op: string, ...values: unknown[]): object => ({ attribute: 'attr', op, values });
const MALFORMED = { kind: 'ERROR', errorKind: 'MALFORMED_FLAG' };

describe('a clause', () => {
  it.each([
    ['in', 'a', ['a'], true],
    ['in', 1, [1], true],
    ['in', '1', [1], false],
    ['in', 0, [false, ''], false],
    ['in', false, [false], true],
    ['in', { a: 1 }, [{ a: 1 }], false],
    ['in', [['a']], ['a', ['a']], false],
    ['in', ['b', '👩🏽'], ['x', '👩🏽'], true],
    ['in', [], ['x'], false],
    ['in', 'a', [], false],
    ['in', 'a', [null], false],
    ['startsWith', 'жанна', ['жа'], true],
    ['startsWith', '', [''], true],
    ['startsWith', 12, ['1'], false],
    ['endsWith', ['x', 'жанна'], ['на'], true],
    ['contains', 'a👩🏽b', ['👩'], true],
    ['contains', 'abc', [1, null, {}], false],
    ['lessThan', 0.5, [1], true],
    ['lessThan', '0.5', [1], false],
    ['lessThanOrEqual', 1, [1], true],
    ['greaterThan', 2 ** 53, [2 ** 53 - 1], true],
    ['greaterThanOrEqual', -0, [0], true],
    ['greaterThanOrEqual', true, [0], false],
    ['before', '2017-12-06T00:00:00.000-07:00', [1512543600001], true],
    ['before', 1512543600000, ['2017-12-06T07:00:00.001Z'], true],
    ['before', '2017-12-06', ['2018-12-06T00:00:00Z'], false],
    ['after', '2018-12-06T00:00:00Z', ['2017-12-06'], false],
    ['after', 1, ['0'], false],
    ['semVerEqual', '2', ['2.0.0+build'], true],
    ['semVerLessThan', '2.0-rc', ['2.0.0'], true],
    ['semVerGreaterThan', '2.0.0-rc.10', ['2.0.0-rc.9'], true],
    ['semVerEqual', 'v2.0.0', ['v2.0.0'], false],
    ['semVerEqual', 2, [2], false],
    ['notAnOperator', 'a', ['a'], false],
    ['constructor', 'a', ['a'], false],
  ])('%s: %j against %j is %s, and with negate the contrary', (op, value, values, expected) => {
    expect(matches(clause(op, ...values), user(value))).toBe(expected);
    expect(matches({ ...clause(op, ...values), negate: true }, user(value))).toBe(!expected);
  });

  it.each([null, undefined])('never holds for %s, negated or not', (value) => {
    expect(matches(clause('in', null), user(value))).toBe(false);
    expect(matches({ ...clause('in', 'x'), negate: true }, user(value))).toBe(false);
  });

  it.each([
    ['^жа.*а$', 'жанна', true],
    ['b', 'abc', true],
    ['^$', '', true],
    ['(', '(', false],
    ['1', 1, false],
  ])('matches: the expression %s in %j is %s', (pattern, value, expected) => {
    expect(matches(clause('matches', pattern), user(value))).toBe(expected);
  });

  it('with an expression that the core cannot run is a malformed flag and a problem, not a clause that does not hold', () => {
    const rules = [{ variation: 1, clauses: [clause('matches', '(?=жанна)')] }];
    expect(resultOfFlag({ rules }, user('жанна')).reason).toEqual(MALFORMED);
    const { problems } = launchdarkly({ flags: { flag: { on: true, variations: [1, 2], rules } } });
    expect(problems).toEqual([{ flag: 'flag', message: expect.stringContaining('matches "(?=жанна)": ') }]);
  });

  it.each([
    ['/attr', 'user', { attr: 'x' }],
    ['/a~1b/~0c', 'user', { 'a/b': { '~c': 'x' } }],
    ['/~01', 'user', { '~1': 'x' }],
    ['a/b', 'user', { 'a/b': 'x' }],
    ['/a/b', undefined, { '/a/b': 'x' }],
    ['/__proto__/x', 'user', JSON.parse('{"__proto__":{"x":"x"}}')],
  ])('reads %s with contextKind %s', (attribute, contextKind, attributes) => {
    const context = { ...(attributes as object), kind: 'user', key: 'u' };
    Object.defineProperty(context, '__proto__', { value: { x: 'x' }, enumerable: true });
    expect(matches({ attribute, contextKind, op: 'in', values: ['x'] }, context)).toBe(true);
  });

  it.each(['/constructor/name', '/toString', '/list/0', '/list/length', '/key/length'])('finds nothing at %s', (attribute) => {
    const context = { kind: 'user', key: 'u', list: ['x'] };
    expect(matches({ attribute, contextKind: 'user', op: 'in', values: ['x'], negate: true }, context)).toBe(false);
  });

  it.each(['', '/', '//', '/a//b', '/a/', '/a~', '/a~2', '/_meta/x', 5, null, undefined])(
    'with the reference %j is a malformed flag',
    (attribute) => {
      const result = resultOfFlag({ rules: [{ variation: 1, clauses: [{ attribute, contextKind: 'user', op: 'in', values: [] }] }] });
      expect(result).toEqual({ value: 'default', variationIndex: null, reason: MALFORMED });
    },
  );

  it('is not looked at behind one that does not hold', () => {
    const clauses = [clause('in', 'x'), { op: 'in', values: [] }];
    expect(resultOfFlag({ rules: [{ variation: 1, clauses }] }).reason.kind).toBe('FALLTHROUGH');
  });

  it('reads the kinds that there are as the attribute kind', () => {
    const context = { kind: 'multi', user: { key: 'u' }, org: { key: 'o' } };
    expect(matches({ attribute: 'kind', op: 'in', values: ['org'] }, context)).toBe(true);
    expect(matches({ attribute: '/kind', contextKind: 'device', op: 'in', values: ['user'] }, context)).toBe(true);
    expect(matches({ attribute: 'kind', op: 'in', values: ['device'] }, context)).toBe(false);
  });
});
