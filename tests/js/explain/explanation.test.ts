import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import type { Datafile as Source, Flag, When } from '../../../js/compile/datafile.js';
import * as x from '../../../js/compile/program/expr.js';
import type { ProgramRule } from '../../../js/compile/program/program.js';
import { type ExplainedNode, explain, explanationOf } from '../../../js/explain/index.js';
import { Datafile } from '../../../js/wire/generated/assay/fb/datafile.js';
import { bucketOf, unitHash32 } from '../../vectors/oracle/bucketing.mjs';
import { decodeValue } from '../../vectors/oracle/program.mjs';
import { EXAMPLES } from '../compile/examples.js';
import { expressionVectors } from '../vectors/vector-files.js';
import { ask, explainable, type Question } from './ask.js';

const letters: Flag = { type: 'string', variants: { off: 'off', a: 'A', b: 'B' }, default: 'off' };
const T = Date.UTC(2026, 10, 27, 8);
const ruled = (...rules: NonNullable<Flag['rules']>): Source => ({ flags: { f: { ...letters, rules } } });
const when = (condition: When): Source => ruled({ when: condition, serve: 'a' });
const place = (purpose: string, salt: string, unit: string, total = 1_000_000) => bucketOf(unitHash32(purpose, salt, unit), total);

/** What is said of the first rule. */
async function said(datafile: Source, question: Question = {}): Promise<string> {
  const { rules } = (await ask(datafile, question)).explanation;
  return (rules[0]?.why ?? rules[0]?.whyNot) as string;
}

describe('a condition that does not hold is said to because', () => {
  it.each<[string, When, Readonly<Record<string, unknown>>, string]>([
    ['the attribute is missing', { country: 'DE' }, {}, 'country is missing, not "DE"'],
    ['it is another text', { country: 'DE' }, { country: 'NO' }, 'country is "NO", not "DE"'],
    ['it is none of several', { country: { in: ['DE', 'FR'] } }, { country: 'ÅX 😀' }, 'country is "ÅX 😀", not one of "DE", "FR"'],
    ['nothing is there to be one of several', { country: { in: ['DE', 'FR'] } }, {}, 'country is missing'],
    ['it is one that is excluded', { country: { not_in: ['DE'] } }, { country: 'DE' }, 'country is "DE"'],
    ['it is too small', { age: { gte: 18 } }, { age: 17 }, 'age is 17, below 18'],
    ['it is no number', { age: { gte: 18 } }, { age: '17' }, 'age is "17", no number'],
    ['the version is too old', { app: { semver_gte: '2.0.0' } }, { app: '1.9' }, 'app is "1.9", below version 2.0.0'],
    ['it is no version', { app: { semver_gte: '2.0.0' } }, { app: 'new' }, 'app is "new", no version'],
    ['there is no version', { app: { semver_gte: '2.0.0' } }, {}, 'app is missing'],
    [
      'the date is too late',
      { born: { before: '2000-01-01' } },
      { born: '2001-02-03' },
      'born is "2001-02-03", not before 2000-01-01T00:00:00Z',
    ],
    ['it is no date', { born: { before: '2000-01-01' } }, { born: 'soon' }, 'born is "soon", no date'],
    [
      'the text is not in it',
      { mail: { contains: '@x', ignore_case: true } },
      { mail: 'A@Y' },
      'mail is "A@Y", which does not contain "@x"',
    ],
    ['it is no text', { mail: { starts_with: 'a' } }, { mail: 5 }, 'mail is 5, no text'],
    ['the pattern is not found', { mail: { matches: '^a+$' } }, { mail: 'b' }, 'mail is "b", which does not match /^a+$/'],
    ['the address is elsewhere', { ip: { in_cidr: '10.0.0.0/8' } }, { ip: '11.0.0.1' }, 'ip is "11.0.0.1", not in 10.0.0.0/8'],
    ['it is there', { beta: { exists: false } }, { beta: [1, 2] }, 'beta is a list of 2'],
    ['it is no list', { tags: { any: 'x' } }, { tags: 'x' }, 'tags is "x"'],
    ['no item is as wanted', { tags: { any: 'x' } }, { tags: ['y'] }, 'not some item of tags, a list of 1, is as wanted'],
    ['the first of two is not met', { x: 1, y: 1 }, { y: 2 }, 'x is missing, not 1'],
    ['neither is met', { $or: [{ x: 1 }, { y: 1 }] }, { x: 2, y: 3 }, 'x is 2, not 1; y is 3, not 1'],
    ['what must not be is', { $not: { $or: [{ x: 1 }, { y: 1 }] } }, { y: 1 }, 'y is 1'],
    ['it is too early', { $now: { after: T } }, {}, 'now, 1970-01-01T00:00:00Z, is not after 2026-11-27T08:00:00Z'],
    [
      'an attribute has a hostile name',
      { __proto__2: 1, 'a b"': 2 },
      { __proto__2: 1, 'a b"': { toString: 1 } },
      '"a b\\"" is an object of 1, not 2',
    ],
    ['the text is long', { x: 'y' }, { x: 'é'.repeat(1000) }, `x is "${'é'.repeat(47)}…", not "y"`],
  ])('%s', async (_, condition, context, reason) => {
    expect(await said(when(condition), { context })).toBe(reason);
  });
});

describe('a rule is explained by', () => {
  it('its bucket, of coverage, layer, holdout and variant', async () => {
    const split = { weights: { a: 1, b: 3 }, salt: 's', coverage: 0.5 } as const;
    for (const user of Array.from({ length: 40 }, (_, i) => `unit ${i} é`)) {
      const held = place('holdout', 'h', user);
      const inLayer = place('layer', 'l', user);
      const covered = place('coverage', 's', user);
      const variant = place('variant', 's', user, 4);
      const { explanation } = await ask(
        {
          layers: { l: {} },
          holdouts: { h: { share: 0.1 } },
          flags: { f: { ...letters, holdout: 'h', rules: [{ split: { ...split, layer: 'l', range: [0.2, 0.8] } }] } },
        },
        { context: { user } },
      );
      const [rule] = explanation.rules;
      const outside =
        inLayer < 200_000 ? `layer bucket ${inLayer} of 1000000 is below 200000` : `layer bucket ${inLayer} of 1000000 is not below 800000`;
      const reason = [
        held < 100_000 && `held out: holdout bucket ${held} of 1000000, the first 100000 are held out`,
        (inLayer < 200_000 || inLayer >= 800_000) && outside,
        covered >= 500_000 && `coverage bucket ${covered} of 1000000 is not below 500000`,
      ].find((text) => text !== false);
      if (reason !== undefined) expect(rule?.whyNot, user).toBe(reason);
      else
        expect(rule?.why, user).toContain(
          `; variant bucket ${variant} of 4 is in [${variant < 1 ? '0, 1' : '1, 4'}), which is "${variant < 1 ? 'a' : 'b'}"`,
        );
      expect(rule).toMatchObject({ decided: reason === undefined, bucket: variant, outcome: 'splits: "a" 25 %, "b" 75 %' });
      expect(rule?.ranges?.map(({ holdsBucket }) => holdsBucket)).toEqual([variant < 1, variant >= 1]);
    }
  });

  it('the instant, against its schedule and its ramp', async () => {
    const scheduled = ruled({ from: T, until: T + 1000, serve: 'a' });
    expect(await said(scheduled, { now: T - 1 })).toBe('now, 2026-11-27T07:59:59.999Z, is before 2026-11-27T08:00:00Z');
    expect(await said(scheduled, { now: T })).toContain('now, 2026-11-27T08:00:00Z, is not before 2026-11-27T08:00:00Z');
    expect(await said(scheduled, { now: T + 1000 })).toBe('now, 2026-11-27T08:00:01Z, is not before 2026-11-27T08:00:01Z');
    const ramped = ruled({
      ramp: {
        steps: [
          { at: 0, coverage: 0 },
          { at: 1000, coverage: 1 },
        ],
        mode: 'linear',
      },
      split: { weights: { a: 1 }, salt: 's' },
    });
    const covered = place('coverage', 's', 'u');
    expect(await said(ramped, { now: 0, context: { user: 'u' } })).toBe(`coverage bucket ${covered} of 1000000 is not below 0`);
    expect(await said(ramped, { now: 999, context: { user: 'u' } })).toContain(`coverage bucket ${covered} of 1000000 is below 999000`);
  });

  it('what the flag it depends on answers', async () => {
    const datafile: Source = {
      flags: {
        parent: { ...letters, rules: [{ when: { country: 'DE' }, serve: 'a' }] },
        f: { ...letters, prerequisites: [{ flag: 'parent', variants: ['a', 'b'] }], rules: [{ serve: 'b' }] },
      },
    };
    expect((await ask(datafile)).explanation).toMatchObject({
      variant: 'off',
      reason: 'DEFAULT',
      summary: '"off", because of rule "$prerequisite": flag parent serves "off", not "a", "b"',
      rules: [
        { id: '$prerequisite', decided: true },
        { id: '0', decided: false, reached: false, whyNot: 'rule "$prerequisite" decided; it would have: it has no condition' },
      ],
    });
    expect((await ask(datafile, { context: { country: 'DE' } })).explanation.rules[0]?.whyNot).toBe('flag parent serves "a"');
  });

  it('the error that it ends in, with the attribute that caused it', async () => {
    const datafile = ruled({ when: { x: 1 }, serve: 'b' }, { split: { weights: { a: 1 } } });
    expect((await ask(datafile)).explanation).toMatchObject({
      reason: 'ERROR',
      errorCode: 'TARGETING_KEY_MISSING',
      rules: [
        { decided: false, reached: true },
        {
          decided: true,
          errorCode: 'TARGETING_KEY_MISSING',
          why: "it has no condition; user is missing, which is no unit's id (TARGETING_KEY_MISSING)",
        },
      ],
    });
    expect(await said(ruled({ split: { weights: { a: 1 }, coverage: 0.5 } }), { context: { user: true } })).toBe(
      "user is true, which is no unit's id (INVALID_CONTEXT)",
    );
  });

  it('the name that a sticky unit keeps', async () => {
    const datafile = ruled({ split: { weights: { a: 1 }, experiment: 'e', sticky: true } });
    const kept = await ask(datafile, { context: { user: 'u', $sticky: { 'e:1': 'b' } } });
    expect(kept.explanation).toMatchObject({
      variant: 'b',
      rules: [
        { decided: true, experiment: 'e' },
        { decided: false, reached: false },
      ],
    });
    expect(kept.explanation.rules[0]?.why).toContain('$sticky["e:1"] is "b"');
    const gone = await ask(datafile, { context: { user: 'u', $sticky: { 'e:1': 'c' } } });
    expect(gone.explanation.rules.map(({ decided }) => decided)).toEqual([false, true]);
    expect(gone.explanation.rules[0]?.whyNot).toContain('$sticky["e:1"] is "c", which is no variant');
  });

  it('the state of its flag', async () => {
    const rules = [{ when: { x: 1 }, serve: 'a' }];
    const off = await ask({ flags: { f: { ...letters, enabled: false, rules } } }, { context: { x: 1 } });
    expect(off.explanation).toMatchObject({
      summary: '"off", because the flag is off',
      rules: [{ reached: false, holds: true, whyNot: 'the flag is off; it would have: x is 1' }],
    });
    const forced = await ask({ flags: { f: { ...letters, rules } } }, { forced: { f: 'b' } });
    expect(forced.explanation).toMatchObject({
      summary: '"b", because the variant is forced',
      rules: [{ reached: false, whyNot: 'the variant is forced; it would not have: x is missing, not 1' }],
    });
    expect((await ask({ flags: { f: letters } })).explanation).toMatchObject({
      summary: '"off", because the flag has no rules',
      rules: [],
    });
    expect((await ask({ flags: { f: { ...letters, default: 'none' } } })).explanation).toMatchObject({
      errorCode: 'PARSE_ERROR',
      summary: 'the flag is malformed in the datafile',
      rules: [],
    });
    expect((await ask({ flags: {} }, { flag: '__proto__' })).explanation).toMatchObject({ summary: 'there is no such flag', rules: [] });
  });
});

describe('the nodes of an explanation', () => {
  it('say which were reached and which decided', async () => {
    const { explanation } = await ask(when({ x: 1, $or: [{ y: 1 }, { z: 1 }], w: 2 }), { context: { x: 1, z: 1, w: 3 } });
    const shown = (node: ExplainedNode): unknown[] => [
      node.label,
      node.holds,
      node.reached,
      node.decisive,
      ...node.children.filter(({ op }) => op !== 'attribute' && op !== 'number').map(shown),
    ];
    expect(shown(explanation.rules[0]?.condition as ExplainedNode)).toEqual([
      'x = 1 and (y = 1 or z = 1) and w = 2',
      false,
      true,
      true,
      ['x = 1', true, true, false],
      ['y = 1 or z = 1', true, true, false, ['y = 1', false, true, false], ['z = 1', true, true, false]],
      ['w = 2', false, true, true],
    ]);
    const early = (await ask(when({ x: 1, y: 1 }))).explanation.rules[0]?.condition;
    expect(early?.children.map(({ reached }) => reached)).toEqual([true, false]);
  });

  it('show only the branch of an if that was taken', async () => {
    const rule: ProgramRule = { id: 'r', when: ['if', x.attribute('p'), x.TRUE, x.attribute('q'), x.FALSE, x.TRUE], then: { serve: -1 } };
    const program = { flags: [{ key: 'f', type: 'json' as const, variants: [], defaultVariant: -1, rules: [rule] }] };
    const reached = async (context: object) =>
      (await ask(program, { context: { ...context } })).explanation.rules[0]?.condition?.children.map((node) => node.reached);
    expect(await reached({ p: true })).toEqual([true, true, false, false, false]);
    expect(await reached({ q: 1 })).toEqual([true, false, true, true, false]);
    expect(await reached({})).toEqual([true, false, true, false, true]);
  });

  it('hold the beginning of a long text, cut between characters, and names that long are still told apart', async () => {
    const long = `${'x'.repeat(254)}é`;
    const program = {
      flags: [
        {
          key: 'f',
          type: 'json' as const,
          variants: [`${long}1`, `${long}2`].map((key) => ({ key, json: '1' })),
          defaultVariant: -1,
          rules: [{ id: 'r', then: { named: x.attribute('name'), unknown: 'next' as const } }],
        },
      ],
    };
    const decided = async (name: string) => {
      const { rules } = (await ask(program, { context: { name } })).explanation;
      return [rules[0]?.decided, rules[0]?.value?.value];
    };
    const bytes = 257;
    expect(await decided(`${long}2`)).toEqual([true, { type: 'text', value: long, bytes, isCut: true }]);
    expect(await decided(`${long}22`)).toEqual([false, { type: 'text', value: long, bytes: bytes + 1, isCut: true }]);
    expect((await decided(`${'x'.repeat(255)}é`))[1]).toEqual({ type: 'text', value: 'x'.repeat(255), bytes, isCut: true });
  });

  it('are refused when they are of another datafile', async () => {
    const { flags } = await ask(when({ x: 1 }));
    const trace = flags.explain('f') as Uint8Array;
    const other = (
      await ask(ruled({ serve: 'b' }, { when: { y: 1 }, $and: [] } as never, { when: { a: 1, y: { in: ['b'] } }, serve: 'a' }))
    ).bytes;
    expect(() => explanationOf(other, 'f', trace.slice(0, -1), { reason: 'DEFAULT' })).not.toThrow(); // malformed: no rules
    const wider = (await ask(when({ p: 2, q: 3 }))).bytes;
    expect(() => explanationOf(wider, 'f', trace, { reason: 'DEFAULT' })).toThrow(RangeError);
  });
});

describe('a flag that was damaged on the way', () => {
  // Of core/assay/wire/datafile.fbs.
  const fields = { firstVariant: 12, variants: 16, firstRule: 20, rules: 24 };

  it.each(Object.entries(fields))('is malformed, whatever its %s says', async (_, offset) => {
    const { flags, bytes } = await ask(when({ x: 1 }), { context: { x: 1 } });
    const damaged = bytes.slice();
    const at = Datafile.getRootAsDatafile(new ByteBuffer(damaged)).flags(0)?.bb_pos as number;
    for (const wrong of [99, 0x7fffffff, 0xffffffff]) {
      new DataView(damaged.buffer).setUint32(at + offset, wrong, true);
      flags.load(damaged);
      expect(explain(explainable(flags), damaged, 'f'), String(wrong)).toMatchObject({
        errorCode: 'PARSE_ERROR',
        summary: 'the flag is malformed in the datafile',
        rules: [],
      });
    }
  });
});

describe('an explanation agrees with the core', () => {
  it.each(EXAMPLES)('on $name', async ({ datafile, environment, rows }) => {
    for (const { context = {}, now = 0, flag = 'f', variant } of rows) {
      const { flags, explanation } = await ask(datafile, { context, now, flag, ...(environment !== undefined && { environment }) });
      const details = flags.answer(flag)?.details;
      const decided = explanation.rules.filter((rule) => rule.decided);
      const where = `${flag} for ${JSON.stringify(context)} at ${now}`;
      expect(
        decided.map(({ id }) => id),
        where,
      ).toEqual(details?.rule === undefined ? [] : [details.rule]);
      if (variant !== undefined && variant !== null) expect(explanation.variant, where).toBe(variant);
      expect(
        explanation.rules.every(({ why, whyNot }) => (why ?? whyNot ?? '') !== ''),
        where,
      ).toBe(true);
    }
  });

  it('on every expression of expressions.json', async () => {
    for (const { name, expr, attributes, now = 0, program } of expressionVectors) {
      const rule = { id: 'rule', when: expr, then: { serve: -1 } };
      const flag = { key: 'the expression', type: 'json' as const, variants: [], defaultVariant: -1, rules: [rule] };
      const context = decodeValue(attributes) as Readonly<Record<string, unknown>>;
      const { flags, explanation } = await ask({ ...program, flags: [flag, ...(program?.flags ?? [])] }, { context, now, flag: flag.key });
      const details = flags.answer(flag.key)?.details;
      const [explained] = explanation.rules;
      expect(explained?.decided, name).toBe(details?.rule === 'rule');
      expect(explained?.errorCode, name).toBe(details?.errorCode);
      expect(explained?.condition?.label, name).not.toBe('');
      expect(explained?.why ?? explained?.whyNot, name).not.toBe('');
    }
  });

  it('and records no exposure', async () => {
    const { flags, bytes } = await ask(ruled({ split: { weights: { a: 1 }, experiment: 'e' } }), { context: { user: 'u' } });
    explain(explainable(flags), bytes, 'f');
    expect(flags.takeExposure('f')).toMatchObject({ experiment: 'e', variant: 'a' });
  });
});
