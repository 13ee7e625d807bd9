import { describe, expect, it } from 'vitest';
import { ask, targeted } from './ask.js';

const context = {
  n: 3,
  s: 'abc',
  zero: 0,
  empty: '',
  list: ['x', 'y'],
  rows: [{ p: 1 }, { p: 5 }],
  user: { name: 'Åsa', tags: ['t0', 't1'] },
  yes: true,
};

describe('JsonLogic', () => {
  const truths: readonly (readonly [name: string, rule: unknown, holds: boolean])[] = [
    ['var finds members and items', { '==': [{ var: 'user.tags.1' }, 't1'] }, true],
    ['var takes what is not there for its otherwise', { '==': [{ var: ['user.age', 26] }, 26] }, true],
    ['var may have a path that is a number, inside a list', { all: [[[1], [1]], { '===': [{ var: 0 }, 1] }] }, true],
    ['== coerces', { '==': [{ var: 'n' }, '3'] }, true],
    ['=== does not', { '===': [{ var: 'n' }, '3'] }, false],
    ['!= coerces', { '!=': [{ var: 'n' }, '3'] }, false],
    ['!== does not', { '!==': [{ var: 'n' }, '3'] }, true],
    ['! of the empty list', { '!': [[]] }, true],
    ['!! of "0"', { '!!': ['0'] }, true],
    ['! without brackets', { '!': { var: 'missing' } }, true],
    ['< between', { '<': [1, { var: 'n' }, 5] }, true],
    ['< between, excluded', { '<': [1, 5, { var: 'n' }] }, false],
    ['<= between', { '<=': [3, { var: 'n' }, 3] }, true],
    ['> of texts goes by text', { '>': ['10', '9'] }, false],
    ['> of a text and a number goes by number', { '>': ['10', 9] }, true],
    ['what is missing counts as 0 for <', { '<': [{ var: 'missing' }, 1] }, true],
    ['in a text', { in: ['bc', { var: 's' }] }, true],
    ['in a list of texts', { in: [{ var: 's' }, ['abc', 'd']] }, true],
    ['in a list of numbers, which a text is not', { in: ['3', [1, 3]] }, false],
    ['in a mixed list', { in: [{ var: 'n' }, ['abc', 3]] }, true],
    ['in nothing', { in: ['a', { var: 'missing' }] }, false],
    ['and gives the last', { '==': [{ and: [1, 'x'] }, 'x'] }, true],
    ['or gives the first truthy', { '==': [{ or: [0, '', 'x', 'y'] }, 'x'] }, true],
    ['if without otherwise is null', { '==': [{ if: [false, 1] }, null] }, true],
    ['if in place of otherwise', { '==': [{ if: [false, 1, { if: [false, 2, 3] }] }, 3] }, true],
    ['?: is if', { '==': [{ '?:': [true, 1, 2] }, 1] }, true],
    ['+ of texts', { '===': [{ '+': ['1', 2, '3.5'] }, 6.5] }, true],
    ['unary + makes a number', { '===': [{ '+': '3.14' }, 3.14] }, true],
    ['unary -', { '===': [{ '-': { var: 'n' } }, -3] }, true],
    ['- and * and / and %', { '===': [{ '%': [{ '/': [{ '*': [{ '-': [10, 4] }, 5] }, 2] }, 4] }, 3] }, true],
    ['max and min', { '===': [{ max: [1, { min: [{ var: 'n' }, 9] }, '2'] }, 3] }, true],
    ['cat', { '===': [{ cat: ['a', 1, null, true] }, 'a1true'] }, true],
    ['substr', { '===': [{ substr: ['jsonlogic', 1, -5] }, 'son'] }, true],
    ['substr from behind', { '===': [{ substr: ['jsonlogic', -5] }, 'logic'] }, true],
    ['merge', { '==': [{ cat: [{ merge: [1, [2, 3], [[4]]] }] }, '1,2,3,4'] }, true],
    ['map', { '==': [{ cat: [{ map: [{ var: 'rows' }, { '+': [{ var: 'p' }, 1] }] }] }, '2,6'] }, true],
    ['filter', { '==': [{ cat: [{ filter: [[1, 2, 3], { '>': [{ var: '' }, 1] }] }] }, '2,3'] }, true],
    ['reduce', { '===': [{ reduce: [{ var: 'rows' }, { '+': [{ var: 'current.p' }, { var: 'accumulator' }] }, 10] }, 16] }, true],
    ['reduce of nothing is its start', { '===': [{ reduce: [{ var: 'missing' }, 1, 7] }, 7] }, true],
    ['all', { all: [{ var: 'rows' }, { '>': [{ var: 'p' }, 0] }] }, true],
    ['all of nothing', { all: [[], true] }, false],
    ['all of what is no list', { all: [{ var: 's' }, true] }, false],
    ['none', { none: [{ var: 'rows' }, { '>': [{ var: 'p' }, 5] }] }, true],
    ['some', { some: [{ var: 'rows' }, { '>': [{ var: 'p' }, 4] }] }, true],
    ['lists in lists', { some: [[[1], [2, 3]], { some: [{ var: '' }, { '===': [{ var: '' }, 3] }] }] }, true],
    ['missing', { '==': [{ cat: [{ missing: ['n', 'nope', 'empty', 'zero'] }] }, 'nope,empty'] }, true],
    ['missing of a list', { '!': { missing: [['n', 's']] } }, true],
    ['missing_some, enough', { '!': { missing_some: [1, ['n', 'nope']] } }, true],
    ['missing_some, too few', { '==': [{ cat: [{ missing_some: [2, ['n', 'nope']] }] }, 'nope'] }, true],
    ['log gives what it gets', { '==': [{ log: 'x' }, 'x'] }, true],
    ['an object of several members is data', { '!!': [{ a: 1, b: 2 }] }, true],
    ['$flagd.flagKey', { '===': [{ var: '$flagd.flagKey' }, 'f'] }, true],
    ['$flagd.timestamp is in whole seconds', { '===': [{ var: '$flagd.timestamp' }, 1_700_000_000] }, true],
    ['$flagd of the context is not looked at', { '==': [{ var: '$flagd.other' }, null] }, true],
    ['members that every object has are not there', { '==': [{ var: 'user.constructor' }, null] }, true],
  ];
  for (const [name, rule, expected] of truths) {
    it(name, () => {
      const asked = { context: { ...context, $flagd: { other: 1, flagKey: 'x' } }, now: 1_700_000_000_999 };
      expect(ask(targeted({ if: [rule, 'a', 'b'] }), asked)).toEqual({
        value: expected ? 'a' : 'b',
        variant: expected ? 'a' : 'b',
        reason: 'TARGETING_MATCH',
      });
    });
  }
});

describe('starts_with and ends_with', () => {
  const rows: readonly (readonly [rule: unknown, expected: string])[] = [
    [{ starts_with: [{ var: 's' }, 'ab'] }, 'true'],
    [{ ends_with: [{ var: 'user.name' }, 'sa'] }, 'true'],
    [{ starts_with: [{ var: 's' }, 'b'] }, 'false'],
    [{ starts_with: [{ var: 'n' }, '3'] }, 'fallback'],
    [{ ends_with: [{ var: 'missing' }, 'x'] }, 'fallback'],
    [{ ends_with: ['x'] }, 'fallback'],
    [{ starts_with: ['x', 'x', 'x'] }, 'fallback'],
  ];
  for (const [rule, expected] of rows) {
    it(`${JSON.stringify(rule)} is ${expected === 'fallback' ? 'null' : expected}`, () => {
      expect(ask(targeted(rule), { context })).toMatchObject({ value: expected });
    });
  }
});

describe('sem_ver', () => {
  const rows: readonly (readonly [left: unknown, operator: unknown, right: unknown, expected: string])[] = [
    ['2.3.0', '=', '2.3.0+build', 'true'],
    ['2.3.0', '!=', '2.3.0', 'false'],
    ['2.3.0-rc.1', '<', '2.3.0', 'true'],
    ['2.3.0', '<=', 'v2.3', 'true'],
    ['V3', '>', '2.99.99', 'true'],
    [3, '>=', '3.0.1', 'false'],
    ['3.9.1-beta', '^', '3.0.0', 'true'],
    ['3.0.0-alpha', '^', '3.4.5', 'true'],
    ['4.0.0-alpha', '^', '3', 'false'],
    ['3.1.9', '~', '3.1.0', 'true'],
    ['3.2.0-0', '~', '3.1.0', 'false'],
    ['99999999999999999999.1.0', '~', 'v99999999999999999999.1.7', 'true'],
    ['1.0.0', '===', '1.0.0', 'fallback'],
    ['1.0.0.0', '=', '1.0.0', 'fallback'],
    ['nope', '!=', '1.0.0', 'fallback'],
    ['1.0.0', '>', 'nope', 'fallback'],
    ['1.0.0', '^', 'nope', 'fallback'],
    [null, '~', '1.0.0', 'fallback'],
  ];
  for (const [left, operator, right, expected] of rows) {
    it(`${left} ${operator} ${right} is ${expected === 'fallback' ? 'null' : expected}`, () => {
      expect(ask(targeted({ sem_ver: [{ var: 'v' }, operator, right] }), { context: { v: left } })).toMatchObject({ value: expected });
      expect(ask(targeted({ sem_ver: [left, operator, right] }))).toMatchObject({ value: expected });
    });
  }

  it('takes the version of ^ and ~ from either side, and refuses to take both from the context', () => {
    expect(ask(targeted({ sem_ver: ['3.1.0', '^', { var: 'v' }] }), { context: { v: '3.9.9' } })).toMatchObject({ value: 'true' });
    expect(ask(targeted({ sem_ver: [{ var: 'w' }, '^', { var: 'v' }] }))).toMatchObject({ errorCode: 'PARSE_ERROR' });
    expect(ask(targeted({ sem_ver: [{ var: 'w' }, '<', { var: 'v' }] }), { context: { v: '2.0.0', w: '1.0.0' } })).toMatchObject({
      value: 'true',
    });
  });

  it('needs three arguments', () => {
    expect(ask(targeted({ sem_ver: ['1.0.0', '='] }))).toMatchObject({ value: 'fallback', reason: 'DEFAULT' });
  });
});
