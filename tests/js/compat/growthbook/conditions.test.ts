import { describe, expect, it } from 'vitest';
import { growthbook } from '../../../../js/compat/growthbook/index.js';
import { holds } from './ask.js';

describe('a condition of GrowthBook', () => {
  it('compares as JavaScript does', () => {
    const table: [condition: unknown, value: unknown, expected: boolean][] = [
      ['5', 5, true],
      ['1,2', [1, 2], true],
      ['null', null, true],
      ['[object Object]', {}, true],
      [0, '', true],
      [0, null, true],
      [5, ' 5 ', true],
      [5, '5x', false],
      [true, [], true],
      [true, 'false', true],
      [false, 0, true],
      [false, null, false],
      [null, 0, false],
      [{ $eq: 5 }, '5', false],
      [{ $eq: [1] }, [1], false],
      [{ $ne: [1] }, [1], true],
      [{ $gt: 5 }, '10', true],
      [{ $gt: '5' }, '10', false],
      [{ $lt: 1 }, null, true],
      [{ $lt: 1 }, 'x', false],
      [{ $gte: 1 }, true, true],
      [{ a: 1, b: 2 }, { a: 1, b: 2 }, true],
      [{ a: 1, b: 2 }, { b: 2, a: 1 }, false],
      [{}, {}, true],
      [{ $in: [null] }, undefined, true],
      [{ $in: [1] }, true, false],
      [{ $nin: [] }, 'x', true],
      [{ $in: ['😀'] }, ['a', '😀'], true],
      [{ $ini: ['ÉTÉ', 'İ'] }, 'été', true],
      [{ $type: 'undefined' }, undefined, false],
      [{ $size: 2 }, '😀', false],
      [{ $elemMatch: { $eq: 0 } }, [0], true],
      [{ $elemMatch: { $eq: null } }, [null], false],
      [{ $all: [] }, [], true],
      [{ $all: [{ $gt: 1 }] }, [0, 2], true],
      [{ $exists: true }, '', true],
      [{ $veq: '1.2.3' }, '1.2.3+b', true],
      [{ $vgt: 9 }, 10, true],
    ];
    for (const [condition, value, expected] of table) {
      const attributes = value === undefined ? {} : { a: value };
      expect(holds({ a: condition }, attributes), `${JSON.stringify(condition)} of ${JSON.stringify(value)}`).toBe(expected);
    }
  });

  it('finds members at paths, items by number and the length of lists', () => {
    const attributes = JSON.parse('{"user":{"tags":["x",{"y":"é"}],"":1,"__proto__":{"z":2}},"text":"abc"}');
    const table: [path: string, wanted: unknown, expected: boolean][] = [
      ['user.tags.1.y', 'é', true],
      ['user.tags.length', 2, true],
      ['user.tags.01', { $exists: true }, false],
      ['user.', 1, true],
      ['user.__proto__.z', 2, true],
      ['user.toString', { $exists: true }, false],
      ['text.length', { $exists: true }, false],
      ['missing.a.b', null, true],
    ];
    for (const [path, wanted, expected] of table) expect(holds({ [path]: wanted }, attributes), path).toBe(expected);
  });

  it('knows saved groups by id, lists of an attribute and conditions', () => {
    const groups = JSON.parse(
      '{"old":["a",1],"list":{"type":"list","attributeKey":"u.id","values":["x","y"]},"is":{"type":"condition","condition":{"n":{"$gt":1}}},' +
        '"not":{"type":"condition","condition":{"$not":{"$savedGroup":{"id":"is"}}}},"loop":{"type":"condition","condition":{"$savedGroup":{"id":"loop"}}},' +
        '"__proto__":["a"],"bad":7}',
    );
    const table: [condition: unknown, attributes: Readonly<Record<string, unknown>>, expected: boolean][] = [
      [{ id: { $inGroup: 'old' } }, { id: ['z', 1] }, true],
      [{ id: { $inGroup: 'old' } }, { id: '1' }, false],
      [{ id: { $inGroup: '__proto__' } }, { id: 'a' }, true],
      [{ id: { $notInGroup: 'toString' } }, { id: 'a' }, true],
      [{ id: { $notInGroup: 'bad' } }, { id: 'a' }, false],
      [{ id: { $inGroup: 'list' } }, { id: 'x' }, true],
      [{ $savedGroup: { id: 'list' } }, { u: { id: 'y' } }, true],
      [{ $savedGroup: { id: 'list', attributeKey: 'id' } }, { id: 'y' }, true],
      [{ $savedGroup: { id: 'is' } }, { n: 2 }, true],
      [{ $savedGroup: { id: 'not' } }, { n: 2 }, false],
      [{ $savedGroup: { id: 'loop' } }, {}, false],
      [{ $savedGroup: { id: 'old' } }, { id: 'a' }, false],
      [{ $savedGroup: 'is' }, { n: 2 }, false],
    ];
    for (const [condition, attributes, expected] of table) {
      expect(holds(condition, attributes, groups), JSON.stringify(condition)).toBe(expected);
    }
  });

  it('that cannot be translated is false and a problem; an invalid pattern is only false', () => {
    const problemsOf = (condition: unknown) => growthbook({ features: { f: { rules: [{ condition, force: 1 }] } } }).problems;
    expect(problemsOf({ a: { $regex: '(?<=x)y' } })).toEqual([
      expect.stringMatching(/^features\.f: the pattern "\(\?<=x\)y" is not supported: /),
    ]);
    expect(problemsOf({ a: { $bogus: 1 } })).toEqual(['features.f: unknown operator $bogus']);
    expect(problemsOf({ a: { $regex: '/???***[)' } })).toEqual([]);
    expect(holds({ a: { $regex: '(?<=x)y' } }, { a: 'xy' })).toBe(false);
    expect(holds({ a: { $regex: '[' } }, { a: '[' })).toBe(false);
    expect(holds({ a: { $notRegex: '[' } }, { a: 'x' })).toBe(false);
  });
});
