import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  and,
  attribute,
  oneOfTexts,
  optimizelyBucket,
  type Program,
  posthogHash,
  posthogRollout,
  posthogVariants,
  splitBetweenVersions,
  splitBucket,
  splitEqualVersion,
  splitFromVersion,
  splitHash,
  splitOneOfVersions,
  splitUpToVersion,
  splitVersion,
  statsigBucket,
  statsigPasses,
} from '../../../../js/compat/hash-modes/index.js';
import { encodeProgram } from '../../../../js/compile/program/encode-program.js';
import { oracle } from '../../../conformance/oracle.js';
import { evaluateExpr } from '../../../vectors/oracle/program.mjs';

const id = attribute('id');
const IDS = ['user-1', 'jörg', '東京', '🙂', '', 'a'.repeat(1000)];

/** The first hexadecimal digits of a hash as a whole number. */
const digits = (algorithm: string, text: string, count: number) =>
  BigInt(`0x${createHash(algorithm).update(text, 'utf8').digest('hex').slice(0, count)}`);

describe('PostHog', () => {
  it('hashes flag, id and salt with SHA-1, of which 60 bits count', () => {
    for (const unit of IDS) {
      for (const salt of ['', 'variant'] as const) {
        const expected = Number(digits('sha1', `flag.${unit}${salt}`, 15)) / Number(2n ** 60n - 1n);
        expect(evaluateExpr(posthogHash('flag', id, salt), { id: unit }), unit).toBe(expected);
      }
    }
  });

  it('has nobody without an id in a rollout, and everybody else in one of 100 %', () => {
    expect(evaluateExpr(posthogHash('flag', id), {})).toBe(null);
    expect(evaluateExpr(posthogRollout('flag', id, 100), {})).toBeFalsy();
    for (const unit of IDS) {
      expect(evaluateExpr(posthogRollout('flag', id, 100), { id: unit }), unit).toBe(true);
      expect(evaluateExpr(posthogRollout('flag', id, 0), { id: unit }), unit).toBe(false);
    }
  });

  it('gives variants half-open parts in their order', () => {
    const action = posthogVariants('flag', id, [
      { variant: 2, rolloutPercentage: 25 },
      { variant: 0, rolloutPercentage: 0 },
      { variant: 1, rolloutPercentage: 50 },
    ]);
    expect(action).toMatchObject({
      ranges: [
        [0, 0.25, 2],
        [0.25, 0.25, 0],
        [0.25, 0.75, 1],
      ],
    });
  });
});

describe('Optimizely', () => {
  // Rows that the vendor tests its SDK for JavaScript with.
  const rows = [
    ['ppid1', '1886780721', 5254],
    ['ppid3', '1886780721', 5439],
  ] as const;
  for (const [unit, entity, bucket] of rows) {
    it(`puts ${unit} in ${bucket}`, () => expect(evaluateExpr(optimizelyBucket(id, entity), { id: unit })).toBe(bucket));
  }

  it('stays below 10,000 and has no bucket without an id', () => {
    for (const unit of IDS) {
      const bucket = evaluateExpr(optimizelyBucket(id, 'x'), { id: unit });
      expect(Number.isInteger(bucket) && bucket >= 0 && bucket < 10_000, unit).toBe(true);
    }
    expect(evaluateExpr(optimizelyBucket(id, 'x'), {})).toBe(null);
  });
});

describe('Split', () => {
  it('takes seeds of 32 bits, negative ones too', () => {
    const key = '00018112-7d59-46cf-b9e0-f8fa625aa20b';
    expect(evaluateExpr(splitHash(id, -52311562), { id: key })).toBe(1820342142);
    expect(evaluateExpr(splitBucket(id, -52311562), { id: key })).toBe(43);
    expect(evaluateExpr(splitBucket(id, 1), {})).toBeNaN();
  });

  it('reads versions without leading zeros and refuses what is none', () => {
    const rows: Readonly<Record<string, string | undefined>> = {
      '1.2.3': '1.2.3',
      '00.01.002-0003.00004+007': '0.1.2-3.4+007',
      '1.0.0-0A.is.legal': '1.0.0-0A.is.legal',
      '1.2': undefined,
      'v1.2.3': undefined,
      '1.2.3-': undefined,
      '1.2.3+': undefined,
      '1.2.3-a..b': undefined,
      '1.2.3.4': undefined,
      '': undefined,
      [`1.2.${'3'.repeat(300)}`]: undefined,
    };
    for (const [version, expected] of Object.entries(rows)) expect(splitVersion(version), version).toBe(expected);
  });

  it('compares versions; build metadata counts for equality only', () => {
    const holds = (expr: Parameters<typeof evaluateExpr>[0], version: unknown) => Boolean(evaluateExpr(expr, { id: version }));
    expect(holds(splitEqualVersion(id, '1.1.1'), '1.1.1')).toBe(true);
    expect(holds(splitEqualVersion(id, '1.1.1'), '1.1.1+meta')).toBe(false);
    expect(holds(splitFromVersion(id, '1.1.1'), '1.1.1+meta')).toBe(true);
    expect(holds(splitUpToVersion(id, '1.1.1'), '1.1.1-rc.1')).toBe(true);
    expect(holds(splitBetweenVersions(id, '1.0.0', '2.0.0'), '2.0.0')).toBe(true);
    expect(holds(splitBetweenVersions(id, '1.0.0', '2.0.0'), '2.0.1')).toBe(false);
    expect(holds(splitOneOfVersions(id, ['bad', '1.0.0', '2.0.0']), '2.0.0')).toBe(true);
    for (const wrong of [undefined, null, 1, 'nope', ['1.0.0'], '🙂']) {
      for (const expr of [splitFromVersion(id, '0.0.0-0'), splitUpToVersion(id, '9.9.9'), splitEqualVersion(id, '1.0.0')]) {
        expect(holds(expr, wrong), String(wrong)).toBe(false);
      }
    }
    for (const expr of [
      splitFromVersion(id, 'bad'),
      splitUpToVersion(id, 'bad'),
      splitOneOfVersions(id, ['bad']),
      splitOneOfVersions(id, []),
    ]) {
      expect(holds(expr, 'bad')).toBe(false);
    }
  });
});

describe('Statsig', () => {
  it('hashes with SHA-256, of which the first 64 bits count', () => {
    for (const unit of IDS) {
      expect(evaluateExpr(statsigBucket(id, 'salt'), { id: unit }), unit).toBe(Number(digits('sha256', `salt.${unit}`, 16) % 1000n));
      const share = Number(digits('sha256', `salt.rule.${unit}`, 16) % 10_000n);
      expect(evaluateExpr(statsigPasses(id, 'salt', 'rule', (share + 1) / 100), { id: unit }), unit).toBe(true);
      expect(evaluateExpr(statsigPasses(id, 'salt', 'rule', share / 100), { id: unit }), unit).toBe(false);
    }
  });

  it('lets nobody pass without an id', () => {
    expect(evaluateExpr(statsigPasses(id, 'salt', 'rule', 100), {})).toBeFalsy();
    expect(evaluateExpr(statsigBucket(id, 'salt'), {})).toBe(null);
  });
});

it('a program of your own is made of what this entry point exports', () => {
  const nordic = oneOfTexts(attribute('country'), ['NO', 'SE']);
  const program: Program = {
    flags: [
      {
        key: 'beta',
        type: 'boolean',
        variants: [
          { key: 'on', json: 'true' },
          { key: 'off', json: 'false' },
        ],
        defaultVariant: 1,
        rules: [{ id: 'rollout', when: and(nordic, posthogRollout('beta', attribute('user'), 45)), then: { serve: 0 } }],
      },
    ],
  };
  expect(encodeProgram(program).problems).toEqual([]);
  for (const user of IDS) {
    const isIn = Number(digits('sha1', `beta.${user}`, 15)) / (2 ** 60 - 1) <= 0.45;
    expect(oracle.evaluate(program, 'beta', { user, country: 'SE' }).value, user).toBe(isIn);
    expect(oracle.evaluate(program, 'beta', { user, country: 'DK' }).value, user).toBe(false);
  }
});
