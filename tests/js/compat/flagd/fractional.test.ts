import { describe, expect, it } from 'vitest';
import { flagd } from '../../../../js/compat/flagd/index.js';
import { murmur3 } from '../../../vectors/oracle/program-hash.mjs';
import { ask, targeted } from './ask.js';

const UNITS = ['u', 'jörg', '東京-7', '🙂-1', 'x'.repeat(300), ...Array.from({ length: 40 }, (_, i) => `user-${i}`)];

/** The variant by the rule as flagd's documentation words it, with whole numbers of any size. */
function expected(key: string, weights: Readonly<Record<string, number>>): string {
  const total = Object.values(weights).reduce((sum, weight) => sum + BigInt(weight), 0n);
  const bucket = (BigInt(murmur3(0, 0, key)) * total) >> 32n;
  let end = 0n;
  for (const [name, weight] of Object.entries(weights)) {
    end += BigInt(weight);
    if (bucket < end) return name;
  }
  return 'fallback';
}

describe('fractional', () => {
  const weights = { a: 50, b: 30, true: 20 };
  const buckets = Object.entries(weights);

  it('divides units by the flag and the targeting key, over UTF-8', () => {
    for (const targetingKey of UNITS) {
      const result = ask(targeted({ fractional: buckets }), { context: { targetingKey } });
      const variant = expected(`f${targetingKey}`, weights);
      expect(result, targetingKey).toEqual({ value: variant, variant, reason: 'TARGETING_MATCH' });
    }
  });

  it('divides by the text that its first argument gives', () => {
    for (const team of UNITS) {
      const rule = { fractional: [{ cat: ['seed', { var: 'team' }] }, ...buckets] };
      expect(ask(targeted(rule), { context: { team } }), team).toMatchObject({ value: expected(`seed${team}`, weights) });
      expect(ask(targeted({ fractional: [{ var: 'team' }, ...buckets] }), { context: { team } }), team).toMatchObject({
        value: expected(team, weights),
      });
    }
  });

  it('divides by the targeting key when its first argument gives no text', () => {
    for (const team of [undefined, null, 7, true, ['x']]) {
      const result = ask(targeted({ fractional: [{ var: 'team' }, ...buckets] }), { context: { team, targetingKey: 'u' } });
      expect(result, String(team)).toMatchObject({ value: expected('fu', weights) });
    }
  });

  it('is null without a key', () => {
    for (const context of [{}, { targetingKey: '' }, { targetingKey: null }]) {
      expect(ask(targeted({ fractional: buckets }), { context })).toEqual({ value: 'fallback', variant: 'fallback', reason: 'DEFAULT' });
      expect(ask(targeted({ if: [{ fractional: buckets }, 'a', 'b'] }), { context })).toMatchObject({ value: 'b' });
    }
  });

  it('weighs what has no weight 1, and what has a negative one 0', () => {
    for (const targetingKey of UNITS) {
      const result = ask(targeted({ fractional: [['a'], ['b', -7], ['true', 3]] }), { context: { targetingKey } });
      expect(result, targetingKey).toMatchObject({ value: expected(`f${targetingKey}`, { a: 1, b: 0, true: 3 }) });
    }
  });

  it('takes a single bucket, and the largest sum of weights', () => {
    expect(ask(targeted({ fractional: [['a', 1]] }), { context: { targetingKey: 'u' } })).toMatchObject({ value: 'a' });
    const largest = { a: 1_073_741_824, b: 1_073_741_823 };
    for (const targetingKey of UNITS) {
      const result = ask(targeted({ fractional: Object.entries(largest) }), { context: { targetingKey } });
      expect(result, targetingKey).toMatchObject({ value: expected(`f${targetingKey}`, largest) });
    }
  });

  it('is null when its buckets are malformed', () => {
    const malformed: readonly unknown[] = [
      [],
      'a',
      ['key'],
      ['key', 'a'],
      [
        ['a', 1.5],
        ['b', 1],
      ],
      [
        ['a', '1'],
        ['b', 1],
      ],
      [['a', 1, 1]],
      [[], ['a', 1]],
      [
        ['a', 0],
        ['b', 0],
      ],
      [
        ['a', 2_147_483_647],
        ['b', 1],
      ],
    ];
    for (const args of malformed) {
      const result = ask(targeted({ fractional: args }), { context: { targetingKey: 'u' } });
      expect(result, JSON.stringify(args)).toEqual({ value: 'fallback', variant: 'fallback', reason: 'DEFAULT' });
    }
  });

  it('takes variants that are rules, also fractional ones', () => {
    const inner = { fractional: [{ cat: ['inner', { var: 'targetingKey' }] }, ['a', 1], ['b', 1]] };
    for (const targetingKey of UNITS) {
      const result = ask(
        targeted({
          fractional: [
            [inner, 1],
            [{ if: [{ var: 'vip' }, 'true', 'false'] }, 1],
          ],
        }),
        { context: { targetingKey, vip: 1 } },
      );
      const outer = expected(`f${targetingKey}`, { inner: 1, true: 1 });
      expect(result, targetingKey).toMatchObject({ value: outer === 'true' ? 'true' : expected(`inner${targetingKey}`, { a: 1, b: 1 }) });
    }
    const falsy = { if: [{ fractional: [[false, 1]] }, 'a', 'b'] };
    expect(ask(targeted(falsy), { context: { targetingKey: 'u' } })).toMatchObject({ value: 'b' });
  });

  it('takes weights that the context decides, exactly', () => {
    const rule = {
      fractional: [
        ['a', { var: 'share' }],
        ['b', 2_000_000_000],
        ['true', { '-': [{ var: 'share' }, 5] }],
      ],
    };
    for (const share of [0, 1, 7, 12_345_678]) {
      for (const targetingKey of UNITS) {
        const result = ask(targeted(rule), { context: { targetingKey, share } });
        expect(result, `${share} ${targetingKey}`).toMatchObject({
          value: expected(`f${targetingKey}`, { a: share, b: 2_000_000_000, true: Math.max(0, share - 5) }),
        });
      }
    }
    for (const share of [1.5, '7', null, 1e9]) {
      expect(ask(targeted(rule), { context: { targetingKey: 'u', share } }), String(share)).toMatchObject({
        value: 'fallback',
        reason: 'DEFAULT',
      });
    }
  });

  it('at the top chooses by ranges, so that the answer tells the bucket', () => {
    const { program } = flagd(
      targeted({
        if: [
          { var: 'vip' },
          {
            fractional: [
              ['a', 1],
              ['b', 3],
            ],
          },
          'b',
        ],
      }),
    );
    expect(program.flags[0]?.rules[0]?.then).toMatchObject({
      ranges: [
        [0, 1, 1],
        [1, 4, 2],
      ],
    });
  });
});
