import { describe, expect, it } from 'vitest';
import { launchdarklyContext } from '../../../../js/compat/launchdarkly/index.js';
import { resultOf } from './evaluate.js';

describe('launchdarklyContext', () => {
  it.each([
    [
      'a context of one kind',
      { kind: 'org', key: 'ключ', plan: 'gold' },
      { kind: ['org'], org: { kind: 'org', key: 'ключ', plan: 'gold', anonymous: false } },
    ],
    [
      'a context of several kinds',
      { kind: 'multi', user: { key: 'u', anonymous: true }, 'my-device.1': { key: '👩🏽' } },
      { kind: ['user', 'my-device.1'], user: 'u', $user: { key: 'u', anonymous: true }, 'my-device.1': { key: '👩🏽', anonymous: false } },
    ],
    [
      'a user without a kind, whose own attributes are under custom and do not hide the built-in ones',
      { key: 17, email: 'e', ip: null, country: undefined, custom: { email: 'hidden', key: 'hidden', plan: 1 } },
      { kind: ['user'], user: '17', $user: { key: '17', email: 'e', plan: 1, anonymous: false } },
    ],
    [
      'a user whose kind is null, and whose key names nobody',
      { kind: null, key: '' },
      { kind: ['user'], $user: { key: '', anonymous: false } },
    ],
    [
      'no way to what the vendor keeps for itself',
      { kind: 'user', key: 'u', _meta: { privateAttributes: ['x'] } },
      { kind: ['user'], user: 'u', $user: { kind: 'user', key: 'u', anonymous: false } },
    ],
    [
      'attributes that are undefined, which are none',
      { kind: 'org', key: 'o', plan: undefined, size: null },
      { kind: ['org'], org: { kind: 'org', key: 'o', size: null, anonymous: false } },
    ],
  ])('gives one object per kind for %s', (_, context, attributes) => {
    expect(launchdarklyContext(context)).toEqual(attributes);
  });

  it.each([
    undefined,
    null,
    'user',
    [],
    {},
    { key: null },
    { kind: 'user' },
    { kind: 'user', key: '' },
    { kind: 'user', key: 5 },
    { kind: 5, key: 'u' },
    { kind: '', key: 'u' },
    { kind: 'kind', key: 'u' },
    { kind: 'two words', key: 'u' },
    { kind: 'multi' },
    { kind: 'multi', user: { key: 'u' }, org: { key: '' } },
    { kind: 'multi', user: 'u' },
    { kind: 'multi', kind2: { key: 'u' }, 'a b': { key: 'u' } },
  ])('takes %j for no context, which is the error USER_NOT_SPECIFIED even when there is no such flag', (context) => {
    expect(launchdarklyContext(context)).toBeUndefined();
    expect(resultOf({ flags: {} }, 'none', context).reason).toEqual({ kind: 'ERROR', errorKind: 'USER_NOT_SPECIFIED' });
  });

  it('keeps a kind that is called __proto__ a kind like any other', () => {
    const attributes = launchdarklyContext(JSON.parse('{"kind":"multi","__proto__":{"key":"p"},"user":{"key":"u"}}'));
    expect(Object.keys(attributes ?? {})).toEqual(['kind', '__proto__', '$user', 'user']);
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
  });

  it.each(['$user', 'kind', 'two words'])('knows no context of the kind %j, which is none', (contextKind) => {
    const clauses = [{ contextKind, attribute: 'key', op: 'in', values: ['u', 'user'] }];
    const rules = [
      { clauses: [{ ...clauses[0], negate: true }], variation: 1 },
      { clauses, variation: 1 },
    ];
    const flag = { on: true, variations: ['a', 'b'], fallthrough: { variation: 0 }, rules };
    expect(resultOf({ flags: { flag } }, 'flag', { kind: 'user', key: 'u' }).reason).toEqual({ kind: 'FALLTHROUGH' });
  });
});
