import { describe, expect, it } from 'vitest';
import { ufc } from '../../../../js/compat/ufc/index.js';
import { flagWith, holds, resultOfFlag, ruled } from './evaluate.js';

describe('a condition', () => {
  it.each([
    ['ONE_OF', ['a', 'true'], 'a', true],
    ['ONE_OF', ['a', 'true'], true, true],
    ['ONE_OF', ['true'], 'True', false],
    ['ONE_OF', ['1', '1.5', '1e+21'], 1, true],
    ['ONE_OF', ['1', '1.5', '1e+21'], 1.5, true],
    ['ONE_OF', ['1', '1.5', '1e+21'], 1e21, true],
    ['ONE_OF', ['0'], -0, true],
    ['ONE_OF', ['жанна', '👩🏽'], '👩🏽', true],
    ['ONE_OF', [''], '', true],
    ['ONE_OF', [], 'a', false],
    ['ONE_OF', ['a', '[object Object]'], ['a'], false],
    ['ONE_OF', ['[object Object]'], {}, false],
    ['ONE_OF', ['null', ''], null, false],
    ['NOT_ONE_OF', ['a'], 'b', true],
    ['NOT_ONE_OF', ['a'], false, true],
    ['NOT_ONE_OF', ['a'], 'a', false],
    ['NOT_ONE_OF', ['a'], null, false],
    ['NOT_ONE_OF', ['a'], ['b'], false],
    ['GTE', 5, 5, true],
    ['GT', 5, 5, false],
    ['LTE', 5, '5', true],
    ['LT', 5, '-3.', true],
    ['LT', 5, '.5', true],
    ['LT', 500, '1e2', true],
    ['LT', 5, '', false],
    ['LT', 5, ' 4', false],
    ['LT', 5, '0x1', false],
    ['LT', 5, '-Infinity', false],
    ['LT', 5, false, false],
    ['LT', 5, [4], false],
    ['LT', 5, null, false],
    ['GT', '5', 6, true],
    ['GT', '1.2.3', 'v1.10.0', true],
    ['GTE', 'v1.2.3', '1.2.3', true],
    ['LT', '1.2.3', '1.2.3-rc.1', true],
    ['LTE', '1.2.3', '1.2', false],
    ['LTE', '1.2.3', 1, false],
    ['SEMVER_EQ', '1.2', '1.2.0+build', true],
    ['SEMVER_NEQ', '1.2', '1.2.1', true],
    ['SEMVER_NEQ', '1.2', '1.2.0', false],
    ['SEMVER_NEQ', '1.2', 'no version', false],
    ['SEMVER_LT', '1.0.0-rc.10', '1.0.0-rc.9', true],
    ['SEMVER_LTE', '1', '1', true],
    ['SEMVER_GT', '1.0.0-rc', '1', true],
    ['SEMVER_GTE', '1', 'v1', false],
    ['SEMVER_GTE', '1', 2, false],
    ['IS_NULL', true, null, true],
    ['IS_NULL', true, undefined, true],
    ['IS_NULL', true, 0, false],
    ['IS_NULL', false, '', true],
    ['IS_NULL', false, null, false],
  ])('%s %j of %j is %s', (operator, value, x, expected) => {
    expect(holds(operator, value, x)).toBe(expected);
  });

  it.each([
    ['@example\\.com', 'alice@example.com', true],
    ['^true$', true, true],
    ['^1\\.5$', 1.5, true],
    ['^[[:alnum:]]+$', 'abc1', true],
    ['(?u)\\bтест', ' тест', false],
    ['(?u)b$', 'ab', true],
    ['^$', '', true],
    ['a', ['a'], false],
    ['a', null, false],
  ])('MATCHES %s of %j is %s, and NOT_MATCHES the contrary but for what has no text', (pattern, x, expected) => {
    expect(holds('MATCHES', pattern, x)).toBe(expected);
    const hasText = x !== null && typeof x !== 'object';
    expect(holds('NOT_MATCHES', pattern, x)).toBe(hasText && !expected);
  });

  it.each([
    ['WHAT', 'x'],
    ['constructor', 'x'],
    [undefined, 'x'],
    ['ONE_OF', 'x'],
    ['ONE_OF', [1]],
    ['GTE', 'x'],
    ['GTE', true],
    ['GTE', Infinity],
    ['GTE', '1e999'],
    ['GTE', '1.2'.padEnd(9, '.3')],
    ['MATCHES', '('],
    ['MATCHES', 5],
    ['IS_NULL', 'true'],
    ['SEMVER_EQ', 'v1'],
    ['SEMVER_EQ', '01'],
  ])('%s %j makes the flag malformed, which then gives the default', (operator, value) => {
    const flag = flagWith(ruled({ attribute: 'x', operator, value }), { key: 'all', splits: [{ variationKey: 'b', shards: [] }] });
    expect(resultOfFlag(flag, { attributes: { x: 'x' } })).toEqual({ value: 'default', reason: 'DEFAULT' });
    expect(ufc({ flags: { flag } }).problems).toEqual([
      { flag: 'flag', message: expect.stringMatching(/^allocations\[0\]\.rules\[0\]\.conditions\[0\]\./) },
    ]);
  });

  it('holds together with the others of its rule, and one rule is enough', () => {
    const oneOf = (attribute: string) => ({ attribute, operator: 'ONE_OF', value: ['1'] });
    const flag = flagWith({
      key: 'k',
      rules: [{ conditions: [oneOf('x'), oneOf('y')] }, { conditions: [oneOf('z')] }],
      splits: [{ variationKey: 'a', shards: [] }],
    });
    const valueFor = (attributes: object) => resultOfFlag(flag, { attributes: { ...attributes } }).value;
    expect(valueFor({ x: 1 })).toBe('default');
    expect(valueFor({ x: 1, y: '1' })).toBe('A');
    expect(valueFor({ z: 1 })).toBe('A');
    expect(resultOfFlag(flagWith(ruled())).value).toBe('A');
  });

  it('reads the subject’s key as id, unless there is such an attribute', () => {
    const flag = flagWith(ruled({ attribute: 'id', operator: 'ONE_OF', value: ['zach'] }));
    expect(resultOfFlag(flag, { key: 'zach' }).value).toBe('A');
    expect(resultOfFlag(flag, { key: 'zach', attributes: { id: 'other' } }).value).toBe('default');
    expect(resultOfFlag(flagWith(ruled({ attribute: 'id', operator: 'IS_NULL', value: true })), { key: null }).value).toBe('A');
  });

  it.each(['__proto__', 'constructor', 'toString'])('finds no attribute %s where there is none', (attribute) => {
    expect(resultOfFlag(flagWith(ruled({ attribute, operator: 'IS_NULL', value: true }))).value).toBe('A');
  });
});
