import { describe, expect, it } from 'vitest';
import { unleash, unleashContext, unleashResult } from '../../../../js/compat/unleash/index.js';
import { encodeProgram } from '../../../../js/compile/program/encode-program.js';
import { murmur3 } from '../../../vectors/oracle/program-hash.mjs';
import { ask, withStrategy } from './ask.js';

const OFF = { enabled: false, variant: { name: 'disabled', enabled: false, feature_enabled: false } };
const ON = { enabled: true, variant: { name: 'disabled', enabled: false, feature_enabled: true } };
const IDS = ['1', 'jörg', '東京', '🙂', 'x'.repeat(300), ...Array.from({ length: 30 }, (_, i) => `user-${i}`)];

describe('strategies', () => {
  it('let through whom they name', () => {
    const rows: readonly (readonly [name: string, parameters: unknown, context: unknown, enabled: boolean])[] = [
      ['default', undefined, {}, true],
      ['unknown', {}, {}, false],
      ['constructor', {}, {}, false],
      ['userWithId', { userIds: '1, jörg ,3' }, { userId: 'jörg' }, true],
      ['userWithId', { userIds: '1,2' }, { userId: '' }, false],
      ['userWithId', {}, { userId: 'undefined' }, false],
      ['gradualRolloutUserId', { percentage: '100', groupId: 'g' }, { userId: '1' }, true],
      ['gradualRolloutUserId', { percentage: '100', groupId: 'g' }, { sessionId: '1' }, false],
      ['gradualRolloutSessionId', { percentage: 100 }, { sessionId: '1' }, true],
      ['gradualRolloutSessionId', { percentage: 'many' }, { sessionId: '1' }, false],
      ['flexibleRollout', { rollout: 100, stickiness: 'default' }, {}, true],
      ['flexibleRollout', { rollout: 100, stickiness: 'account' }, {}, false],
      ['flexibleRollout', { rollout: 100, stickiness: 'account' }, { properties: { account: 'a' } }, true],
      ['flexibleRollout', { rollout: 0, stickiness: 'random' }, {}, false],
      ['remoteAddress', { IPs: '192.168.0.1, 10.0.0.0/8,nonsense' }, { remoteAddress: '10.200.1.1' }, true],
      ['remoteAddress', { IPs: '192.168.0.1, nonsense' }, { remoteAddress: 'nonsense' }, true],
      ['remoteAddress', { IPs: '192.168.0.1' }, { remoteAddress: '192.168.0.2' }, false],
      ['remoteAddress', {}, { remoteAddress: '192.168.0.2' }, false],
    ];
    for (const [name, parameters, context, enabled] of rows) {
      expect(
        ask(withStrategy(name, parameters), { context }).enabled,
        `${name} ${JSON.stringify(parameters)} ${JSON.stringify(context)}`,
      ).toBe(enabled);
    }
  });

  it('compare the host name without regard to case', () => {
    const state = withStrategy('applicationHostname', { hostNames: 'A.example.org, b' });
    expect(ask(state, { hostname: 'a.EXAMPLE.org' }).enabled).toBe(true);
    expect(ask(state, { hostname: 'c' }).enabled).toBe(false);
    expect(ask(state).enabled).toBe(false);
  });

  it('roll out to the share that the hash gives, over the low bytes of ids or, when asked, over UTF-8', () => {
    for (const [encoding, bytes] of [
      ['low-bytes', 1],
      ['utf8', 0],
    ] as const) {
      for (const userId of IDS) {
        const bucket = (murmur3(0, bytes, `Grüße:${userId}`) % 100) + 1;
        for (const rollout of [bucket - 1, bucket]) {
          const state = withStrategy('flexibleRollout', { rollout: String(rollout), stickiness: 'userId', groupId: 'Grüße' });
          expect(ask(state, { context: { userId }, options: { encoding } }).enabled, `${encoding} ${userId} ${rollout}`).toBe(
            rollout === bucket,
          );
        }
      }
    }
  });

  it('roll out at random by the number drawn for the context', () => {
    const state = withStrategy('gradualRolloutRandom', { percentage: '25' });
    expect(ask(state, { random: 0.249 }).enabled).toBe(true);
    expect(ask(state, { random: 0.25 }).enabled).toBe(false);
    expect(ask(withStrategy('gradualRolloutRandom', { percentage: '100' }), { random: 0.999 }).enabled).toBe(true);
    const half = withStrategy('flexibleRollout', { rollout: 50, stickiness: 'random', groupId: 'g' });
    const on = Array.from({ length: 2000 }, (_, i) => ask(half, { random: i / 2000 }).enabled).filter(Boolean).length;
    expect(on).toBeGreaterThan(900);
    expect(on).toBeLessThan(1100);
  });

  it('of which one is enough', () => {
    const never = { name: 'userWithId', parameters: {} };
    const state = (strategies: unknown) => ({ features: [{ name: 'f', enabled: true, strategies }] });
    expect(ask(state([never, { name: 'default' }]))).toEqual(ON);
    expect(ask(state([never, never]))).toEqual(OFF);
    expect(ask(state([]))).toEqual(ON);
  });
});

const variants = [
  { name: 'a', weight: 1, payload: { type: 'json', value: '{}' } },
  { name: 'b', weight: 0 },
  {
    name: 'ç',
    weight: 998,
    overrides: [
      { contextName: 'country', values: ['no', 'se'] },
      { contextName: 'userId', values: ['1'] },
    ],
  },
  { name: 'a', weight: 1, payload: { type: 'string', value: 'other' } },
];
const feature = (more: Readonly<Record<string, unknown>>) => ({
  features: [{ name: 'f', enabled: true, strategies: [{ name: 'default' }], ...more }],
});

describe('variants', () => {
  it('are chosen by the hash of the id with its own seed, over all weights', () => {
    const ends = [1, 1, 999, 1000];
    for (const userId of IDS.slice(1)) {
      const target = (murmur3(86028157, 1, `f:${userId}`) % 1000) + 1;
      const { name, payload } = variants[ends.findIndex((end, i) => end >= target && (variants[i]?.weight ?? 0) > 0)] ?? {};
      const expected = { name, enabled: true, feature_enabled: true, ...(payload === undefined ? {} : { payload }) };
      expect(ask(feature({ variants }), { context: { userId } }).variant, userId).toEqual(expected);
    }
  });

  it('yield to values that claim one', () => {
    for (const context of [{ userId: '1' }, { userId: 'x', properties: { country: 'se' } }]) {
      expect(ask(feature({ variants }), { context }).variant).toEqual({ name: 'ç', enabled: true, feature_enabled: true });
    }
  });

  it('of a strategy go before those of the feature, unless they have no weight', () => {
    const own = [{ name: 'own', weight: 1 }];
    const strategy = (of: unknown) => [
      { name: 'flexibleRollout', parameters: { rollout: 100, stickiness: 'default', groupId: 'g' }, variants: of },
    ];
    const all = [{ name: 'feature', weight: 1 }];
    const nameOf = (of: unknown) => ask(feature({ strategies: strategy(of), variants: all })).variant.name;
    expect(nameOf(own)).toBe('own');
    for (const none of [[], undefined, null, [{ name: 'own', weight: 0 }], [{ name: 'own', weight: -1 }], [{ name: 'own', weight: 'x' }]]) {
      expect(nameOf(none), JSON.stringify(none)).toBe('feature');
    }
  });

  it('stick to the field that the first one names, or the strategy', () => {
    const named = (strategyStickiness: string, stickiness?: string) =>
      feature({
        strategies: [
          {
            name: 'flexibleRollout',
            parameters: { rollout: 100, stickiness: strategyStickiness, groupId: 'g' },
            variants: ['x', 'y', 'z'].map((name) => ({ name, weight: 100, stickiness })),
          },
        ],
      });
    for (const id of IDS) {
      const expected = ['x', 'y', 'z'][Math.floor((murmur3(86028157, 1, `g:${id}`) % 300) / 100)];
      const context = { userId: 'someone', properties: { account: id } };
      expect(ask(named('account'), { context }).variant.name, id).toBe(expected);
      expect(ask(named('userId', 'account'), { context }).variant.name, id).toBe(expected);
    }
  });

  it('may be called like the answers that have none', () => {
    const state = feature({
      variants: [
        { name: 'disabled', weight: 1 },
        { name: 'enabled', weight: 1 },
        { name: '__proto__', weight: 1 },
      ],
    });
    const seen = new Set(IDS.map((userId) => ask(state, { context: { userId } }).variant.name));
    expect([...seen].sort()).toEqual(['__proto__', 'disabled', 'enabled']);
    expect(encodeProgram(unleash(state).program).problems).toEqual([]);
  });

  it('are not given when the feature is off', () => {
    expect(ask(feature({ enabled: false, variants }))).toEqual(OFF);
    expect(ask(feature({ strategies: [{ name: 'unknown' }], variants }))).toEqual(OFF);
    expect(ask(feature({ variants }), { feature: 'other' })).toEqual(OFF);
  });
});

describe('dependencies', () => {
  const parent = {
    name: 'p',
    enabled: true,
    strategies: [{ name: 'userWithId', parameters: { userIds: '1' } }],
    variants: [{ name: 'v', weight: 1 }],
  };
  const others = [
    parent,
    { name: 'plain', enabled: true, strategies: [] },
    { name: 'off', enabled: false, strategies: [] },
    { name: 'nested', enabled: true, strategies: [], dependencies: [{ feature: 'plain' }] },
  ];
  const child = (dependencies: unknown, name = 'f') => ({ features: [{ name, enabled: true, strategies: [], dependencies }, ...others] });

  it('hold when the parent is as wanted', () => {
    const rows: readonly (readonly [dependency: unknown, for1: boolean, for2: boolean])[] = [
      [{ feature: 'p' }, true, false],
      [{ feature: 'p', enabled: true, variants: [] }, true, false],
      [{ feature: 'p', enabled: false }, false, true],
      [{ feature: 'p', variants: ['x', 'v'] }, true, false],
      [{ feature: 'p', variants: ['disabled'] }, false, false],
      [{ feature: 'plain', variants: ['disabled'] }, true, true],
      [{ feature: 'off' }, false, false],
      [{ feature: 'off', enabled: false }, true, true],
      [{ feature: 'nested' }, false, false],
      [{ feature: 'nested', enabled: false }, false, false],
      [{ feature: 'gone' }, false, false],
      [{ feature: 'gone', enabled: false }, false, false],
      [{ feature: '__proto__' }, false, false],
      [null, false, false],
    ];
    for (const [dependency, for1, for2] of rows) {
      expect(ask(child([dependency]), { context: { userId: '1' } }).enabled, JSON.stringify(dependency)).toBe(for1);
      expect(ask(child([dependency]), { context: { userId: '2' } }).enabled, JSON.stringify(dependency)).toBe(for2);
    }
    expect(ask(child([{ feature: 'p' }, { feature: 'off', enabled: false }]), { context: { userId: '1' } })).toEqual(ON);
    expect(ask(child([{ feature: 'p' }, { feature: 'off' }]), { context: { userId: '1' } })).toEqual(OFF);
  });

  it('on itself never hold', () => {
    expect(ask(child([{ feature: 'f' }]))).toEqual(OFF);
  });
});

describe('the delta API', () => {
  const f = { name: 'f', enabled: true, strategies: [{ name: 'default', segments: [1] }] };
  const segment = (value: string) => ({ id: 1, constraints: [{ contextName: 'appName', operator: 'IN', values: [value] }] });
  const after = (...events: unknown[]) => ask({ events }, { context: { appName: 'web' } }).enabled;

  it('is applied event by event', () => {
    const hydration = { type: 'hydration', features: [f], segments: [segment('web')] };
    expect(after(hydration)).toBe(true);
    expect(after(hydration, { type: 'segment-updated', segment: segment('other') })).toBe(false);
    expect(after(hydration, { type: 'segment-removed', segmentId: 1 })).toBe(false);
    expect(after(hydration, { type: 'feature-removed', featureName: 'f' })).toBe(false);
    expect(after(hydration, { type: 'feature-removed', featureName: 'f' }, { type: 'feature-updated', feature: f })).toBe(true);
    expect(after(hydration, { type: 'feature-updated', feature: { ...f, enabled: false } })).toBe(false);
    expect(after({ type: 'feature-updated', feature: { name: 'g', enabled: true, strategies: [] } }, hydration)).toBe(true);
  });

  it('reports events that it does not know', () => {
    expect(unleash({ events: [{ type: 'new' }, null, { type: 'feature-updated' }] }).problems).toHaveLength(3);
  });
});

describe('unleash() and hostile input', () => {
  it('does not throw, and what it makes can be compiled', () => {
    const sources: readonly unknown[] = [
      undefined,
      null,
      7,
      'x',
      [],
      { features: 7, segments: {}, events: 'x' },
      { features: [null, 7, {}, { name: '' }, { name: 7 }] },
      { features: [{ name: '__proto__', enabled: true, strategies: [] }] },
      { features: [{ name: 'a\ud800', enabled: true, strategies: [] }] },
      feature({ strategies: [null, 7, 'x', { name: { toString: null } }] }),
      feature({ strategies: {} }),
      feature({ variants: [null, 7, {}, { name: {}, weight: Infinity }, { name: 'x', weight: 1, payload: { deep: [[[]]] } }] }),
      feature({
        strategies: [
          { name: 'flexibleRollout', parameters: { rollout: '1e999', groupId: {}, stickiness: 7 }, constraints: 'x', segments: {} },
        ],
      }),
      feature({ dependencies: [7, {}, { feature: {} }, { feature: 'f', variants: 'x' }] }),
    ];
    for (const [i, source] of sources.entries()) expect(() => encodeProgram(unleash(source).program), `source ${i}`).not.toThrow();
  });

  it('fails a malformed feature alone', () => {
    const state = {
      features: [
        { name: 'f', enabled: true, strategies: {} },
        { name: 'g', enabled: true, strategies: [] },
      ],
    };
    expect(ask(state)).toEqual(OFF);
    expect(ask(state, { feature: 'g' })).toEqual(ON);
    expect(unleash(state).problems).toEqual([{ flag: 'f', message: 'flags.f.strategies: must be a list' }]);
  });

  it('names the features with impression data', () => {
    expect(unleash(feature({ impressionData: true })).meta.impressionData).toEqual(new Set(['f']));
  });
});

describe('unleashContext', () => {
  const random = () => 0.25;

  it('makes texts of fields and properties, fields first', () => {
    const context = { userId: 7, environment: 'prod', properties: { userId: 'p', ok: true, list: [1, 2], when: new Date(0), none: null } };
    expect(unleashContext(context, { random })).toEqual({
      userId: '7',
      environment: 'prod',
      ok: 'true',
      list: '1,2',
      when: '1970-01-01T00:00:00.000Z',
      $random: 25,
    });
  });

  it('takes whatever it is given', () => {
    const odd = {
      a: Object.create(null),
      b: Symbol('s'),
      c: {
        toString: () => {
          throw new Error('no');
        },
      },
      d: new Date(Number.NaN),
      properties: 7,
    };
    for (const context of [undefined, null, 7, 'x', [], odd, JSON.parse('{"__proto__": "x", "properties": {"__proto__": "y"}}')]) {
      const attributes = unleashContext(context, { random });
      expect(attributes['$random']).toBe(25);
      expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
    }
  });
});

describe('unleashResult', () => {
  it('is off for an answer that failed', () => {
    expect(unleashResult({ value: undefined })).toEqual(OFF);
    expect(unleashResult({ variant: 'disabled', value: false })).toEqual(OFF);
    expect(unleashResult({ variant: 'enabled', value: true })).toEqual(ON);
  });
});
