import { describe, expect, it } from 'vitest';
import { flagd } from '../../../../js/compat/flagd/index.js';
import { encodeProgram } from '../../../../js/compile/program/encode-program.js';
import { ask, targeted } from './ask.js';

const flag = (fields: Readonly<Record<string, unknown>>) => ({
  flags: { f: { state: 'ENABLED', variants: { on: true, off: false }, ...fields } },
});

describe('a flagd flag', () => {
  it('without targeting gives its default variant, reason STATIC', () => {
    const expected = { value: true, variant: 'on', reason: 'STATIC' };
    for (const targeting of [undefined, null, {}]) {
      expect(ask(flag({ defaultVariant: 'on', targeting }), { type: 'boolean' }), String(targeting)).toEqual(expected);
    }
  });

  it('that is disabled gives the caller its default, whatever its targeting', () => {
    const source = flag({ state: 'DISABLED', defaultVariant: 'on', targeting: 'on' });
    expect(ask(source, { type: 'boolean', default: false })).toEqual({ value: false, reason: 'DISABLED' });
  });

  it('without a default variant gives the caller its default, reason DEFAULT', () => {
    const expected = { value: 'caller', reason: 'DEFAULT' };
    for (const defaultVariant of [undefined, null, '']) expect(ask(flag({ defaultVariant }))).toEqual(expected);
    expect(ask(flag({ targeting: { if: [{ var: 'x' }, 'on'] } }))).toEqual(expected);
    expect(ask(flag({ targeting: { if: [{ var: 'x' }, 'on'] } }), { type: 'boolean', context: { x: 1 } })).toMatchObject({ value: true });
  });

  it('that is not there is FLAG_NOT_FOUND', () => {
    for (const key of ['g', '__proto__', 'constructor', '']) {
      expect(ask(flag({ defaultVariant: 'on' }), { flag: key })).toEqual({ value: 'caller', reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
    }
  });

  it('is served only as the type that its value has', () => {
    const kinds = { boolean: true, string: 'x', integer: 7, float: 0.5, object: { a: 1 } } as const;
    for (const [kind, value] of Object.entries(kinds)) {
      for (const type of ['boolean', 'string', 'integer', 'float', 'object'] as const) {
        const result = ask(flag({ variants: { v: value }, defaultVariant: 'v' }), { type, default: null });
        const fits = kind === type || (kind === 'integer' && type === 'float');
        expect(result, `${kind} as ${type}`).toEqual(
          fits ? { value, variant: 'v', reason: 'STATIC' } : { value: null, reason: 'ERROR', errorCode: 'TYPE_MISMATCH' },
        );
      }
    }
  });

  it('whose targeting names no variant is GENERAL, null is its default', () => {
    const cases: readonly (readonly [targeting: unknown, expected: unknown])[] = [
      ['nowhere', { value: 'caller', reason: 'ERROR', errorCode: 'GENERAL' }],
      [{ if: [false, 'a'] }, { value: 'fallback', variant: 'fallback', reason: 'DEFAULT' }],
      [{ if: [true, null, 'a'] }, { value: 'fallback', variant: 'fallback', reason: 'DEFAULT' }],
      [{ '==': [1, 1] }, { value: 'true', variant: 'true', reason: 'TARGETING_MATCH' }],
      [{ '!': [1] }, { value: 'false', variant: 'false', reason: 'TARGETING_MATCH' }],
      [{ '+': [1, 1] }, { value: 'two', variant: '2', reason: 'TARGETING_MATCH' }],
      ['a', { value: 'a', variant: 'a', reason: 'TARGETING_MATCH' }],
    ];
    for (const [targeting, expected] of cases) expect(ask(targeted(targeting, { 2: 'two' })), JSON.stringify(targeting)).toEqual(expected);
  });

  it('that is malformed fails alone with PARSE_ERROR and is reported', () => {
    const malformed: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
      state: { state: 'ON' },
      variants: { variants: ['on'] },
      'default variant': { defaultVariant: 'none' },
      operation: { defaultVariant: 'on', targeting: { nope: [] } },
      reference: { defaultVariant: 'on', targeting: { $ref: 'nobody' } },
      'path that is computed': { defaultVariant: 'on', targeting: { var: { cat: ['a'] } } },
      'whole context': { defaultVariant: 'on', targeting: { var: '' } },
    };
    for (const [what, fields] of Object.entries(malformed)) {
      const { flags } = flag(fields);
      const source = { flags: { ...flags, good: { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' } } };
      expect(ask(source), what).toEqual({ value: 'caller', reason: 'ERROR', errorCode: 'PARSE_ERROR' });
      expect(ask(source, { flag: 'good', type: 'boolean' }), what).toMatchObject({ value: true });
      expect(
        flagd(source).problems.map(({ flag: key }) => key),
        what,
      ).toEqual(['f']);
    }
  });

  it('may come in a list, and brings its metadata', () => {
    const source = {
      flags: [{ key: 'f', state: 'ENABLED', variants: { a: 'A' }, defaultVariant: 'a', metadata: { team: 'x' } }],
      metadata: { set: 1 },
    };
    expect(ask(source)).toMatchObject({ value: 'A' });
    expect(flagd(source).meta).toEqual({ metadata: { set: 1 }, flags: new Map([['f', { team: 'x' }]]) });
  });
});

describe('$evaluators', () => {
  const withEvaluators = (targeting: unknown, $evaluators: unknown) => ({ ...(targeted(targeting) as object), $evaluators });

  it('stand in for the rules behind them, inside each other and around everything', () => {
    const evaluators = {
      mail: { in: ['@a.org', { var: 'email' }] },
      both: { and: [{ $ref: 'mail' }, { var: 'vip' }] },
      all: { if: [{ $ref: 'both' }, 'a', 'b'] },
    };
    const context = { email: 'x@a.org', vip: true };
    expect(ask(withEvaluators({ if: [{ $ref: 'both' }, 'a', 'b'] }, evaluators), { context })).toMatchObject({ value: 'a' });
    expect(ask(withEvaluators({ $ref: 'all' }, evaluators), { context })).toMatchObject({ value: 'a' });
    expect(ask(withEvaluators({ $ref: 'all' }, evaluators), { context: { email: 'x@a.org' } })).toMatchObject({ value: 'b' });
  });

  it('are evaluated once for all flags, unless they look at the key of the flag', () => {
    const one = { state: 'ENABLED', variants: { a: 'a', b: 'b' }, defaultVariant: 'b', targeting: { if: [{ $ref: 'x' }, 'a', 'b'] } };
    const shared = flagd({ flags: { f: one, g: one }, $evaluators: { x: { '==': [{ var: 'x' }, 1] } } }).program;
    expect(shared.flags.map(({ rules }) => rules[0]?.when)).toEqual([
      ['call', 'expression 0'],
      ['call', 'expression 0'],
    ]);
    const source = { flags: { f: one, g: one }, $evaluators: { x: { '==': [{ var: '$flagd.flagKey' }, 'g'] } } };
    expect(ask(source)).toMatchObject({ value: 'b' });
    expect(ask(source, { flag: 'g' })).toMatchObject({ value: 'a' });
  });

  it('that lead to each other are malformed', () => {
    const circles = [
      { x: { $ref: 'x' } },
      { x: { and: [{ $ref: 'y' }] }, y: { or: [{ $ref: 'x' }] } },
      { x: { if: [false, 'a', { $ref: 'x' }] } },
      { x: { if: [{ var: '$flagd.flagKey' }, { '!': [{ $ref: 'x' }] }] } },
    ];
    for (const circle of circles) expect(ask(withEvaluators({ $ref: 'x' }, circle))).toMatchObject({ errorCode: 'PARSE_ERROR' });
  });
});

describe('flagd() and hostile definitions', () => {
  it('does not throw, and what it makes can be compiled', () => {
    let deep: unknown = 'a';
    for (let i = 0; i < 5000; ++i) deep = i % 2 === 0 ? { '!': [deep] } : [deep];
    const sources: readonly unknown[] = [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { flags: 7 },
      { flags: [null, 7, {}] },
      { flags: { f: null, g: [], h: 'x' } },
      targeted(deep),
      targeted(JSON.parse('{"__proto__": [1]}')),
      targeted({ reduce: [{ var: 'l' }, { var: '__proto__.x' }, 0] }),
      targeted({ var: '__proto__.constructor' }),
      targeted({ cat: ['\ud800', { var: 'x'.repeat(100_000) }] }),
      targeted({
        fractional: [
          ['a', Number.MAX_SAFE_INTEGER],
          ['b', 1e300],
        ],
      }),
      targeted({ in: [1, Array.from({ length: 10_000 }, (_, i) => i)] }),
      { flags: JSON.parse('{"__proto__": {"state": "ENABLED", "variants": {"__proto__": 1}, "defaultVariant": "__proto__"}}') },
    ];
    for (const [i, source] of sources.entries()) expect(() => encodeProgram(flagd(source).program), `source ${i}`).not.toThrow();
  });

  it('gives a flag called __proto__ its value', () => {
    const source = {
      flags: JSON.parse('{"__proto__": {"state": "ENABLED", "variants": {"__proto__": "v"}, "defaultVariant": "__proto__"}}'),
    };
    expect(ask(source, { flag: '__proto__' })).toEqual({ value: 'v', variant: '__proto__', reason: 'STATIC' });
  });
});
