import { describe, expect, it } from 'vitest';
import { launchdarkly, launchdarklyResult } from '../../../../js/compat/launchdarkly/index.js';
import { encodeProgram } from '../../../../js/compile/program/encode-program.js';
import { CIRCULAR, HOSTILE_VALUES } from '../hostile-values.js';
import { resultOf, resultOfFlag } from './evaluate.js';

const user = (key: string): object => ({ kind: 'user', key });
const both = (first: string, second: string): object => ({ kind: 'multi', user: { key: first }, org: { key: second } });

describe('targets', () => {
  it.each([
    ['a user', user('k1'), 'a'],
    ['a key that is not ASCII', user('👩🏽'), 'b'],
    ['nobody', user('k2'), 'c'],
    ['a context of another kind', { kind: 'org', key: 'k1' }, 'c'],
  ])('find %s', (_, context, value) => {
    const targets = [{ variation: 0, values: ['k1'] }, { variation: 1, values: ['👩🏽', 'k1'] }, { variation: 2 }, null];
    expect(resultOfFlag({ targets }, context).value).toBe(value);
  });

  it('for other kinds decide the order, and those for users only name a variation', () => {
    const flag = {
      targets: [
        { variation: 0, values: ['k'] },
        { variation: 1, values: ['k2'] },
      ],
      contextTargets: [
        { contextKind: 'org', variation: 1, values: ['o'] },
        { contextKind: 'user', variation: 0, values: ['unused'] },
        { variation: 2, values: ['k2'] },
      ],
    };
    expect(resultOfFlag(flag, both('k', 'o')).value).toBe('b');
    expect(resultOfFlag(flag, both('k', 'x')).value).toBe('a');
    expect(resultOfFlag(flag, user('unused')).reason.kind).toBe('FALLTHROUGH');
    expect(resultOfFlag(flag, user('k2')).reason.kind).toBe('FALLTHROUGH');
  });

  it('come before the rules, and one of a variation that is not there is a malformed flag', () => {
    const rules = [{ clauses: [], variation: 1 }];
    expect(resultOfFlag({ targets: [{ variation: 0, values: ['u'] }], rules }).reason).toEqual({ kind: 'TARGET_MATCH' });
    expect(resultOfFlag({ targets: [{ variation: 3, values: ['u'] }], rules }).reason.errorKind).toBe('MALFORMED_FLAG');
  });
});

describe('a flag that is off', () => {
  it.each([
    ['its off variation', { offVariation: 0 }, { value: 'a', variationIndex: 0, reason: { kind: 'OFF' } }],
    ['the default without one', { offVariation: null }, { value: 'default', variationIndex: null, reason: { kind: 'OFF' } }],
    [
      'an error when there is no such variation',
      { offVariation: 3 },
      { value: 'default', variationIndex: null, reason: { kind: 'ERROR', errorKind: 'MALFORMED_FLAG' } },
    ],
  ])('gives %s', (_, flag, expected) => {
    expect(resultOfFlag({ on: false, targets: [{ variation: 1, values: ['u'] }], ...flag })).toEqual(expected);
  });
});

describe('a result', () => {
  const { meta } = launchdarkly({ flags: { f: { on: true, variations: [null, 1.5, 'x', false] } } });
  const answer = (variation: number) =>
    ({ flag: 'f', value: undefined, variant: String(variation), reason: 'DEFAULT', rule: 'fallthrough' }) as const;

  it.each([
    [1, 'int', 1.5],
    [1, 'double', 1.5],
    [2, 'string', 'x'],
    [3, 'bool', false],
    [0, 'any', null],
  ] as const)('is variation %i when it is read as %s', (variant, type, value) => {
    expect(launchdarklyResult(meta, answer(variant), 'd', type)).toEqual({
      value,
      variationIndex: variant,
      reason: { kind: 'FALLTHROUGH' },
    });
  });

  it.each([
    [1, 'bool'],
    [2, 'double'],
    [3, 'int'],
    [0, 'string'],
  ] as const)('is the default and WRONG_TYPE when variation %i is read as %s', (variant, type) => {
    const reason = { kind: 'ERROR', errorKind: 'WRONG_TYPE' };
    expect(launchdarklyResult(meta, answer(variant), 'd', type)).toEqual({ value: 'd', variationIndex: null, reason });
  });

  it.each([
    ['PROVIDER_NOT_READY', 'CLIENT_NOT_READY'],
    ['PARSE_ERROR', 'MALFORMED_FLAG'],
    ['INVALID_CONTEXT', 'USER_NOT_SPECIFIED'],
    ['FLAG_NOT_FOUND', 'FLAG_NOT_FOUND'],
    ['GENERAL', 'EXCEPTION'],
  ] as const)('calls the core’s %s %s', (errorCode, errorKind) => {
    const failed = { flag: 'f', value: undefined, reason: 'ERROR', errorCode } as const;
    expect(launchdarklyResult(meta, failed, 'd').reason).toEqual({ kind: 'ERROR', errorKind });
  });
});

describe('hostile data', () => {
  const FIELDS = [
    'on',
    'key',
    'salt',
    'version',
    'variations',
    'offVariation',
    'fallthrough',
    'prerequisites',
    'targets',
    'contextTargets',
    'rules',
  ];

  it.each(HOSTILE_VALUES.map((value, i) => [i, value]))('never throws, and neither does the compiler (%i)', (_, value) => {
    const clauses = ['attribute', 'op', 'values', 'contextKind', 'negate'].map((field) => ({
      attribute: 'a',
      op: 'matches',
      values: ['x'],
      [field]: value,
    }));
    const flags = Object.fromEntries([
      ...FIELDS.map((field) => [field, { on: true, variations: [1], fallthrough: { variation: 0 }, [field]: value }]),
      ['clauses', { on: true, rules: [{ clauses }, { clauses: [value] }, value] }],
      [
        'rollout',
        {
          on: true,
          fallthrough: {
            rollout: { kind: value, contextKind: value, bucketBy: value, seed: value, variations: [{ variation: value, weight: value }] },
          },
        },
      ],
      ['segment', { on: true, rules: [{ clauses: [{ op: 'segmentMatch', values: ['s', value] }] }] }],
      ['flag', value],
    ]);
    const rules = [{ clauses, weight: value, bucketBy: value, rolloutContextKind: value }, value];
    const segments = {
      s: { included: value, excluded: value, includedContexts: [value], excludedContexts: value, rules, unbounded: value, salt: value },
    };
    const { program } = launchdarkly({ flags, segments });
    expect(() => encodeProgram(program)).not.toThrow();
    expect(() => launchdarkly({ flags: value, segments: value })).not.toThrow();
    expect(() => launchdarkly(value as never)).not.toThrow();
    for (const key of Object.keys(flags)) expect(() => resultOf({ flags, segments }, key, user('u')), key).not.toThrow();
  });

  it('of a flag is a problem of that flag alone', () => {
    const flags = {
      good: { on: true, variations: ['x'], fallthrough: { variation: 0 } },
      bad: 5,
      circular: { variations: [CIRCULAR] },
      gone: { deleted: true },
    };
    const { problems } = launchdarkly({ flags });
    expect(problems.map(({ flag }) => flag)).toEqual(['bad', 'circular']);
    expect(problems[0]?.message).toBe('must be an object');
    expect(resultOf({ flags }, 'good', user('u')).value).toBe('x');
    expect(resultOf({ flags }, 'bad', user('u')).reason.errorKind).toBe('MALFORMED_FLAG');
    expect(resultOf({ flags }, 'gone', user('u')).reason.errorKind).toBe('FLAG_NOT_FOUND');
  });

  it('may have a flag that is called __proto__', () => {
    const data = JSON.parse('{"flags":{"__proto__":{"on":false,"variations":["x"],"offVariation":0}}}');
    expect(resultOf(data, '__proto__', user('u')).value).toBe('x');
    expect(resultOf(data, 'constructor', user('u')).reason.errorKind).toBe('FLAG_NOT_FOUND');
  });
});
