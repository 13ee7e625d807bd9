import { describe, expect, it } from 'vitest';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import type { Datafile } from '../../../js/compile/datafile.js';
import type { Program } from '../../../js/compile/program/program.js';
import { AssayError } from '../../../js/shared/errors.js';
import { Action } from '../../../js/wire/generated/assay/fb/action.js';
import { FlagType } from '../../../js/wire/generated/assay/fb/flag-type.js';
import { restartedDatafile, sampleDatafile } from '../client/sample-datafile.js';
import { readDatafile } from './read-datafile.js';

const on = { type: 'boolean', variants: { off: false, on: true }, default: 'off' };
const letters = { type: 'string', variants: { a: 'A', b: 'B' }, default: 'a' };
const LONE = 'a\ud800';

/** Compiles what need not be a datafile. */
const compile = (source: unknown, environment?: string) =>
  compileDatafile(source as Datafile, environment === undefined ? {} : { environment });
const read = (source: unknown) => readDatafile(compile(source).bytes);

describe('compileDatafile', () => {
  it('writes flags, rules and splits', () => {
    const datafile = read({
      revision: 7,
      layers: { first: {}, second: { salt: 'own' } },
      flags: {
        größe: {
          ...letters,
          default: 'b',
          enabled: false,
          rules: [
            { when: { x: { gte: 2, lt: 5 }, version: { semver_gt: '1.0.0' } }, serve: 'b' },
            {
              id: 'test',
              split: { weights: { a: 1, b: 2 }, experiment: 'button', unit: 'account', coverage: 0.25, layer: 'second', range: [0.1, 0.2] },
            },
          ],
        },
        plain: on,
      },
    });
    expect([datafile.format, datafile.version]).toEqual([2, 7n]);
    expect(datafile.attributes).toEqual(['x', 'version', 'account']);
    const flag = datafile.flag('größe');
    expect(flag).toMatchObject({
      type: FlagType.String,
      enabled: false,
      defaultVariant: 1,
      invalid: false,
      variants: [
        ['a', '"A"'],
        ['b', '"B"'],
      ],
    });
    expect(
      flag.rules.map(({ id, action, reason, ranges, experiment, version }) => ({ id, action, reason, ranges, experiment, version })),
    ).toEqual([
      { id: '0', action: Action.Serve, reason: 2, ranges: [], experiment: undefined, version: 0 },
      {
        id: 'test',
        action: Action.Choose,
        reason: 3,
        ranges: [
          [0, 1, 0],
          [1, 3, 1],
        ],
        experiment: 'button',
        version: 1,
      },
    ]);
    expect(datafile.flag('plain').rules).toEqual([]);
  });

  it.each([
    ['the sample', sampleDatafile],
    ['the sample with a restarted experiment', restartedDatafile],
  ])('finds nothing wrong with %s', (_, sample) => {
    const { bytes, problems } = compileDatafile(sample);
    expect(problems).toEqual([]);
    expect(readDatafile(bytes).flags.map(({ key }) => key)).toEqual(Object.keys(sample.flags));
  });

  it('takes JSON text and gives the same bytes as for the parsed object', () => {
    const source = { flags: { on, letters: { ...letters, rules: [{ split: { weights: { a: 1, b: 0 } } }] } } };
    expect(compileDatafile(JSON.stringify(source)).bytes).toEqual(compile(source).bytes);
  });

  it('takes a program, told apart by its list of flags, as an object and as JSON', () => {
    const then = { serve: 0 };
    const program: Program = {
      version: 3,
      flags: [
        {
          key: 'f',
          type: 'boolean',
          variants: [{ key: 'on', json: 'true' }],
          defaultVariant: 0,
          rules: [{ id: 'r', when: ['attribute', 'x'], then }],
        },
      ],
    };
    const { bytes, problems } = compileDatafile(program);
    expect(problems).toEqual([]);
    expect(readDatafile(bytes)).toMatchObject({ version: 3n, attributes: ['x'] });
    expect(compileDatafile(JSON.stringify(program)).bytes).toEqual(bytes);
  });

  it('survives a program that is anything but one', () => {
    const flags = [
      5,
      null,
      [],
      {},
      { key: 'a' },
      { key: 'b', variants: [], rules: [{}] },
      { key: 'c', variants: [1], rules: [] },
      { key: 'd', problem: 7 },
    ];
    const { bytes, problems } = compile(JSON.stringify({ flags }));
    expect(problems.length).toBe(flags.length);
    expect(readDatafile(bytes).flags.map(({ key, invalid }) => [key, invalid])).toEqual(['a', 'b', 'c', 'd'].map((key) => [key, true]));
  });

  it('keeps a malformed flag in its place, marked, and says what is wrong with it', () => {
    const { bytes, problems } = compile({ flags: { before: on, broken: { ...on, type: 'colour' }, after: on } });
    expect(problems).toEqual([{ flag: 'broken', message: expect.stringMatching(/^flags\.broken\.type: /) as string }]);
    expect(readDatafile(bytes).flags.map(({ key, invalid }) => [key, invalid])).toEqual([
      ['before', false],
      ['broken', true],
      ['after', false],
    ]);
  });

  it('leaves out flags whose key is no text, which nobody could ask for', () => {
    const { bytes, problems } = compile({ flags: { [LONE]: on, 'b\ud801': on, '': on, sound: on } });
    expect(problems.length).toBe(3);
    expect(readDatafile(bytes).flags.map(({ key }) => key)).toEqual(['sound']);
  });

  it('takes names that every object has for plain ones', () => {
    const source = JSON.parse(`{
      "layers": { "__proto__": {} },
      "segments": { "constructor": { "when": { "__proto__": 1 } } },
      "flags": {
        "__proto__": { "type": "string", "variants": { "__proto__": "a", "toString": "b" }, "default": "__proto__",
          "rules": [{ "when": { "$segment": "constructor" }, "split": { "weights": { "__proto__": 1, "toString": 1 }, "layer": "__proto__" } }] },
        "constructor": { "type": "boolean", "variants": { "hasOwnProperty": true }, "default": "hasOwnProperty" }
      } }`) as unknown;
    const { bytes, problems } = compile(source);
    expect(problems).toEqual([]);
    const { flags, attributes } = readDatafile(bytes);
    expect(flags.map(({ key, variants }) => [key, variants.map(([name]) => name)])).toEqual([
      ['__proto__', ['__proto__', 'toString']],
      ['constructor', ['hasOwnProperty']],
    ]);
    expect(attributes).toEqual(['__proto__', 'user']);
    for (const name of ['toString', 'valueOf', 'hasOwnProperty']) {
      const rule = { split: { weights: { a: 1 }, layer: name } };
      expect(compile({ layers: {}, flags: { f: { ...letters, rules: [rule] } } }).problems[0]?.message).toMatch(
        /^flags\.f\.rules\[0\]\.split\.layer: /,
      );
    }
  });
});

const rule = (changes: object) => ({ ...letters, rules: [changes] });
const when = (condition: unknown) => rule({ when: condition, serve: 'a' });
const split = (changes: object) => rule({ split: { weights: { a: 1, b: 1 }, ...changes } });
const json = (schema: unknown, value: unknown) => ({ type: 'json', variants: { v: value }, default: 'v', schema });

/** What is wrong, the flag `f`, and the field that its problem must name. */
const PROBLEMS: readonly (readonly [string, unknown, string])[] = [
  ['no object', 5, 'flags.f:'],
  ['an unknown field', { ...on, rule: [] }, 'flags.f.rule:'],
  ['an unknown type', { ...on, type: 'constructor' }, 'flags.f.type:'],
  ['no type', { variants: { a: 1 }, default: 'a' }, 'flags.f.type:'],
  ['enabled that is no boolean', { ...on, enabled: 0 }, 'flags.f.enabled:'],
  ['no variants', { ...on, variants: {} }, 'flags.f.variants:'],
  ['variants that are missing', { type: 'boolean', default: 'a' }, 'flags.f.variants:'],
  ['variants that are a list', { ...on, variants: [true] }, 'flags.f.variants:'],
  ['an unknown default', { ...on, default: 'maybe' }, 'flags.f.default:'],
  ['a value of another type', { ...letters, variants: { a: 'A', b: 2 } }, 'flags.f.variants.b:'],
  ['a number that is not finite', { type: 'number', variants: { a: Number.NaN }, default: 'a' }, 'flags.f.variants.a:'],
  ['a value that JSON has not', { type: 'json', variants: { a: () => 1 }, default: 'a' }, 'flags.f.variants.a:'],
  ['a variant without a name', { ...on, variants: { on: true, '': false }, default: 'on' }, 'flags.f.variants: name:'],
  ['rules that are no list', { ...on, rules: {} }, 'flags.f.rules:'],
  ['a rule that decides nothing', rule({ when: { x: 1 } }), 'flags.f.rules[0]:'],
  ['a rule that decides twice', rule({ serve: 'a', split: { weights: { a: 1 } } }), 'flags.f.rules[0]:'],
  ['a rule that serves no variant', rule({ serve: 'c' }), 'flags.f.rules[0].serve:'],
  ['an empty id', rule({ id: '', serve: 'a' }), 'flags.f.rules[0].id:'],
  [
    'an id twice',
    {
      ...letters,
      rules: [
        { id: 'x', serve: 'a' },
        { id: 'x', serve: 'b' },
      ],
    },
    'flags.f.rules[1].id:',
  ],
  ['an id that is the place of another', { ...letters, rules: [{ id: '1', serve: 'a' }, { serve: 'b' }] }, 'flags.f.rules[1].id:'],
  ['an id that compiled rules have', rule({ id: '$forced', serve: 'a' }), 'flags.f.rules[0].id:'],
  ['when that is null', rule({ when: null, serve: 'a' }), 'flags.f.rules[0].when:'],
  ['an unknown operator', when({ x: { like: 'a' } }), 'flags.f.rules[0].when.x.like:'],
  ['no operator', when({ x: {} }), 'flags.f.rules[0].when.x:'],
  ['an attribute without a name', when({ '': 1 }), 'flags.f.rules[0].when: attribute name:'],
  ['an operand of null', when({ x: { equals: null } }), 'flags.f.rules[0].when.x.equals:'],
  ['order of booleans', when({ x: { gt: true } }), 'flags.f.rules[0].when.x.gt:'],
  ['a version as a number', when({ x: { semver_gte: 2 } }), 'flags.f.rules[0].when.x.semver_gte:'],
  ['a version that is none', when({ x: { semver_lt: '1.02' } }), 'flags.f.rules[0].when.x.semver_lt:'],
  ['half of a surrogate pair in an operand', when({ x: LONE }), 'flags.f.rules[0].when.x:'],
  ['an empty text to contain', when({ x: { contains: '' } }), 'flags.f.rules[0].when.x.contains:'],
  ['no text to start with', when({ x: { starts_with: [] } }), 'flags.f.rules[0].when.x.starts_with:'],
  ['a number to end with', when({ x: { ends_with: ['a', 5] } }), 'flags.f.rules[0].when.x.ends_with[1]:'],
  ['case ignored for nothing', when({ x: { equals: 'a', ignore_case: true } }), 'flags.f.rules[0].when.x.ignore_case:'],
  ['case ignored alone', when({ x: { ignore_case: true } }), 'flags.f.rules[0].when.x:'],
  ['a pattern that cannot be run', when({ x: { matches: 'a(?=b)' } }), 'flags.f.rules[0].when.x.matches:'],
  ['a day that there is not', when({ x: { before: '2026-02-30' } }), 'flags.f.rules[0].when.x.before:'],
  ['seconds for an instant', when({ x: { after: 1.5 } }), 'flags.f.rules[0].when.x.after:'],
  ["an access log's time", when({ x: { after: '17/May/2015:10:05:03 +0000' } }), 'flags.f.rules[0].when.x.after:'],
  ['a block that is none', when({ ip: { in_cidr: ['10.0.0.0/8', '10.0.0.0/33'] } }), 'flags.f.rules[0].when.ip.in_cidr[1]:'],
  ['an item of unknown operators', when({ x: { any: { is: 'a' } } }), 'flags.f.rules[0].when.x.any.is:'],
  ['an empty or', when({ $or: [] }), 'flags.f.rules[0].when.$or:'],
  ['an and that is no list', when({ $and: { x: 1 } }), 'flags.f.rules[0].when.$and:'],
  [
    'something wrong deep inside',
    when({ $not: { $or: [{ x: 1 }, { $and: [{ y: null }] }] } }),
    'flags.f.rules[0].when.$not.$or[1].$and[0].y:',
  ],
  ['a condition list with nothing in a place', when({ $and: [undefined] }), 'flags.f.rules[0].when.$and[0]:'],
  ['an unknown segment', when({ $segment: 'nobody' }), 'flags.f.rules[0].when.$segment:'],
  ['a segment that is malformed', when({ $segment: { in: ['beta', 'wrong'] } }), 'flags.f.rules[0].when.$segment.in[1]:'],
  ['a segment that refers to itself', when({ $segment: 'loop' }), 'flags.f.rules[0].when.$segment:'],
  ['a segment without a question', when({ $segment: {} }), 'flags.f.rules[0].when.$segment:'],
  ['a schedule without an instant', when({ $now: {} }), 'flags.f.rules[0].when.$now:'],
  ['weights of 0', split({ weights: { a: 0 } }), 'flags.f.rules[0].split.weights:'],
  ['a weight with a fraction', split({ weights: { a: 0.5 } }), 'flags.f.rules[0].split.weights.a:'],
  ['a negative weight', split({ weights: { a: -1, b: 2 } }), 'flags.f.rules[0].split.weights.a:'],
  ['weights above 2^31-1', split({ weights: { a: 2 ** 31 } }), 'flags.f.rules[0].split.weights:'],
  ['a weight of no variant', split({ weights: { z: 1 } }), 'flags.f.rules[0].split.weights.z:'],
  ['no weights', rule({ split: {} }), 'flags.f.rules[0].split.weights:'],
  ['weights and slots', split({ slots: [{ start: 0, end: 1, variant: 'a' }] }), 'flags.f.rules[0].split:'],
  [
    'slots that overlap',
    rule({
      split: {
        slots: [
          { start: 5, end: 9, variant: 'a' },
          { start: 0, end: 6, variant: 'b' },
        ],
      },
    }),
    'flags.f.rules[0].split.slots:',
  ],
  ['a slot of nothing', rule({ split: { slots: [{ start: 5, end: 5, variant: 'a' }] } }), 'flags.f.rules[0].split.slots[0]:'],
  ['a total below the slots', rule({ split: { slots: [{ start: 0, end: 5, variant: 'a' }], total: 4 } }), 'flags.f.rules[0].split.total:'],
  ['a total of weights', split({ total: 4 }), 'flags.f.rules[0].split.total:'],
  ['coverage above 1', split({ coverage: 1.01 }), 'flags.f.rules[0].split.coverage:'],
  ['a version with a fraction', split({ version: 1.5 }), 'flags.f.rules[0].split.version:'],
  ['a control character in the salt', split({ salt: 'a\u001fb' }), 'flags.f.rules[0].split.salt:'],
  ['a control character in the experiment', split({ salt: 's', experiment: 'a\nb' }), 'flags.f.rules[0].split.experiment:'],
  ['an empty unit', split({ unit: '' }), 'flags.f.rules[0].split.unit:'],
  ['no unit in a list', split({ unit: [] }), 'flags.f.rules[0].split.unit:'],
  ['an unknown layer', split({ layer: 'z' }), 'flags.f.rules[0].split.layer:'],
  ['a range without a layer', split({ range: [0, 1] }), 'flags.f.rules[0].split.range:'],
  ['a range of three', split({ layer: 'layer', range: [0, 0.5, 1] }), 'flags.f.rules[0].split.range:'],
  ['a range beyond 1', split({ layer: 'layer', range: [0, 1.5] }), 'flags.f.rules[0].split.range[1]:'],
  ['a range that is reversed', split({ layer: 'layer', range: [0.5, 0.4] }), 'flags.f.rules[0].split.range:'],
  ['a range that is empty', split({ layer: 'layer', range: [0.5, 0.5000001] }), 'flags.f.rules[0].split.range:'],
  ['a range that another experiment has', split({ experiment: 'e', layer: 'layer', range: [0, 0.3] }), 'flags.f.rules[0].split.range:'],
  ['stickiness of a rollout', split({ sticky: true }), 'flags.f.rules[0].split.sticky:'],
  ['an unknown holdout', { ...letters, holdout: 'nobody' }, 'flags.f.holdout:'],
  ['an unknown holdout of a rule', rule({ serve: 'a', holdout: 'nobody' }), 'flags.f.rules[0].holdout:'],
  ['a window that ends before it starts', rule({ serve: 'a', from: 2, until: 2 }), 'flags.f.rules[0].until:'],
  ['a ramp of nothing', rule({ serve: 'a', ramp: [] }), 'flags.f.rules[0].ramp:'],
  ['a ramp without steps', rule({ split: { weights: { a: 1 } }, ramp: [] }), 'flags.f.rules[0].ramp:'],
  [
    'a ramp that falls',
    rule({
      split: { weights: { a: 1 } },
      ramp: [
        { at: 1, coverage: 1 },
        { at: 2, coverage: 0.5 },
      ],
    }),
    'flags.f.rules[0].ramp[1].coverage:',
  ],
  [
    'a ramp that goes back in time',
    rule({
      split: { weights: { a: 1 } },
      ramp: {
        steps: [
          { at: 1, coverage: 0 },
          { at: 1, coverage: 1 },
        ],
      },
    }),
    'flags.f.rules[0].ramp.steps[1].at:',
  ],
  [
    'a ramp of an unknown shape',
    rule({ split: { weights: { a: 1 } }, ramp: { steps: [{ at: 1, coverage: 0 }], mode: 'cubic' } }),
    'flags.f.rules[0].ramp.mode:',
  ],
  ['a ramp and coverage', rule({ split: { weights: { a: 1 }, coverage: 1 }, ramp: [{ at: 1, coverage: 1 }] }), 'flags.f.rules[0].ramp:'],
  ['a unit forced twice', { ...letters, forced: { a: ['u', 17], b: ['17'] } }, 'flags.f.forced.b:'],
  ['a forced variant that there is not', { ...letters, forced: { c: [] } }, 'flags.f.forced.c:'],
  ['a forced id of null', { ...letters, forced: { a: [null] } }, 'flags.f.forced.a[0]:'],
  ['a unit for nothing forced', { ...letters, forcedUnit: 'x' }, 'flags.f.forcedUnit:'],
  [
    'a prerequisite that there is not',
    { ...letters, prerequisites: [{ flag: 'nobody', variants: ['a'] }] },
    'flags.f.prerequisites[0].flag:',
  ],
  [
    "a prerequisite's variant that there is not",
    { ...letters, prerequisites: [{ flag: 'before', variants: ['maybe'] }] },
    'flags.f.prerequisites[0].variants[0]:',
  ],
  ['itself as prerequisite', { ...letters, prerequisites: [{ flag: 'f', variants: ['a'] }] }, 'flags.f.prerequisites:'],
  ['an unknown environment', { ...letters, environments: { moon: {} } }, 'flags.f.environments.moon:'],
  [
    'an unknown field of an environment',
    { ...letters, environments: { production: { variants: {} } } },
    'flags.f.environments.production.variants:',
  ],
  ['a schema of a text', { ...letters, schema: {} }, 'flags.f.schema:'],
  ['a schema with a pattern', json({ pattern: 'a' }, 'a'), 'flags.f.schema.pattern:'],
  ['a schema of an unknown type', json({ type: 'toString' }, 'a'), 'flags.f.schema.type:'],
  ["a value of another type than the schema's", json({ type: ['null', 'object'] }, []), 'flags.f.variants.v:'],
  ['a property that the schema requires', json({ required: ['a'] }, { b: 1 }), 'flags.f.variants.v.a:'],
  ['a property that every object has but this one', json({ required: ['toString'] }, {}), 'flags.f.variants.v.toString:'],
  [
    'a property that the schema refuses',
    json({ properties: { a: {} }, additionalProperties: false }, { a: 1, b: 2 }),
    'flags.f.variants.v.b:',
  ],
  [
    'an item that the schema refuses',
    json({ items: { properties: { n: { type: 'integer' } } } }, [{ n: 1 }, { n: 1.5 }]),
    'flags.f.variants.v[1].n:',
  ],
  ['a value outside the enumeration', json({ enum: [1, { a: 1, b: [] }] }, { b: [], a: 2 }), 'flags.f.variants.v:'],
  ['a number below the minimum', json({ minimum: 1 }, 0.5), 'flags.f.variants.v:'],
  ['a number above the maximum', json({ maximum: 1 }, 1.5), 'flags.f.variants.v:'],
  ['a text that is too short', json({ minLength: 2 }, '😀'), 'flags.f.variants.v:'],
  ['a text that is too long', json({ maxLength: 1 }, 'é😀'), 'flags.f.variants.v:'],
];

const SURROUNDINGS = {
  environments: ['production', 'test'],
  layers: { layer: {} },
  holdouts: { quarter: { share: 0.1 } },
  segments: {
    beta: { when: { beta: true } },
    wrong: { when: { x: null } },
    loop: { when: { $segment: 'around' } },
    around: { when: { $not: { $segment: 'loop' } } },
  },
};

describe('compileDatafile says of a flag with', () => {
  it.each(PROBLEMS)('%s what is wrong, and compiles the others', (_, flag, field) => {
    const after = split({ layer: 'layer', range: [0.5, 1], experiment: 'other' });
    const twin = split({ layer: 'layer', range: [0.25, 0.4], experiment: 'twin' });
    const collides = field.endsWith('split.range:') && JSON.stringify(flag).includes('experiment');
    const { bytes, problems } = compile({ ...SURROUNDINGS, flags: { before: on, f: flag, after, twin } });
    const ofFlags = problems.filter((problem) => problem.flag !== '');
    expect(ofFlags.map((problem) => problem.flag)).toEqual(collides ? ['f', 'twin'] : ['f']);
    expect(ofFlags[0]!.message.startsWith(`${field} `), ofFlags[0]!.message).toBe(true);
    expect(readDatafile(bytes).flags.map(({ invalid }) => invalid)).toEqual([false, true, false, collides]);
  });

  it('every flag of a cycle of prerequisites names the cycle, and those that only lead to it compile', () => {
    const needs = (flag: string) => ({ ...letters, prerequisites: [{ flag, variants: ['a'] }] });
    const { problems, bytes } = compile({
      flags: { a: needs('b'), b: needs('c'), c: needs('a'), leads: needs('a'), sound: letters, uses: needs('sound') },
    });
    expect(problems.map(({ flag }) => flag)).toEqual(['a', 'b', 'c']);
    for (const { message } of problems) expect(message).toContain('a → b → c → a');
    expect(readDatafile(bytes).flag('leads').invalid).toBe(false);
  });

  it('a segment that no flag uses', () => {
    const { problems } = compile({ segments: { wrong: { ids: [{}] }, none: {}, bare: { when: {}, unit: 'x' } }, flags: { on } });
    expect(problems.map(({ flag, message }) => [flag, message.slice(0, message.indexOf(':'))])).toEqual([
      ['', 'segments.wrong.ids[0]'],
      ['', 'segments.none'],
      ['', 'segments.bare.unit'],
    ]);
  });
});

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const flagOfJson = (value: string): string => `{"flags":{"f":{"type":"json","variants":{"v":${value}},"default":"v"}}}`;

const REFUSED: readonly (readonly [string, unknown, string, string])[] = [
  ['no JSON', '{"flags":', 'INVALID_ARGUMENT', 'datafile: not JSON'],
  ['no object', '[]', 'INVALID_ARGUMENT', 'datafile:'],
  ['null', null, 'INVALID_ARGUMENT', 'datafile:'],
  ['no flags', {}, 'INVALID_ARGUMENT', 'datafile.flags:'],
  ['flags that are a text', { flags: 'a' }, 'INVALID_ARGUMENT', 'datafile.flags:'],
  ['an unknown field', { flags: {}, audiences: {} }, 'INVALID_ARGUMENT', 'datafile.audiences:'],
  ['a revision that is no whole number', { flags: {}, revision: 1.5 }, 'INVALID_ARGUMENT', 'datafile.revision:'],
  ['a negative revision', { flags: {}, revision: -1 }, 'INVALID_ARGUMENT', 'datafile.revision:'],
  ['a layer that is no object', { flags: {}, layers: { a: 'salt' } }, 'INVALID_ARGUMENT', 'datafile.layers.a:'],
  [
    'a layer whose salt holds control characters',
    { flags: {}, layers: { a: { salt: '\t' } } },
    'INVALID_ARGUMENT',
    'datafile.layers.a.salt:',
  ],
  [
    'a layer whose salt is half of a surrogate pair',
    { flags: {}, layers: { a: { salt: LONE } } },
    'INVALID_ARGUMENT',
    'datafile.layers.a.salt:',
  ],
  ['a layer without a name', { flags: {}, layers: { '': { salt: 's' } } }, 'INVALID_ARGUMENT', 'datafile.layers: key:'],
  ['a holdout without a share', { flags: {}, holdouts: { a: {} } }, 'INVALID_ARGUMENT', 'datafile.holdouts.a.share:'],
  ['segments that are a list', { flags: {}, segments: [] }, 'INVALID_ARGUMENT', 'datafile.segments:'],
  ['environments that are no list', { flags: {}, environments: {} }, 'INVALID_ARGUMENT', 'datafile.environments:'],
  ['10,001 flags', { flags: Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`f${i}`, on])) }, 'RESOURCE_EXHAUSTED', 'flags:'],
  ['more than 4 Mi characters', ' '.repeat(4 * 1024 * 1024 + 1), 'RESOURCE_EXHAUSTED', 'datafile:'],
  ['a text of more than 1 Mi characters', flagOfJson(`"${'x'.repeat(1024 * 1024 + 1)}"`), 'RESOURCE_EXHAUSTED', 'datafile:'],
  [
    'such a text in an object',
    { flags: { f: { ...letters, variants: { a: 'x'.repeat(1024 * 1024 + 1) } } } },
    'RESOURCE_EXHAUSTED',
    'datafile:',
  ],
  ['JSON nested deeper than 64', flagOfJson(nested(61)), 'RESOURCE_EXHAUSTED', 'datafile:'],
  ['JSON nested so deep that a parser would fall over', flagOfJson(nested(1_000_000)), 'RESOURCE_EXHAUSTED', 'datafile:'],
  ['an object nested deeper than 64', JSON.parse(flagOfJson(nested(61))), 'RESOURCE_EXHAUSTED', 'datafile:'],
  [
    'an object that holds itself',
    ((circle: Record<string, unknown>) => Object.assign(circle, { flags: circle }))({}),
    'RESOURCE_EXHAUSTED',
    'datafile:',
  ],
];

function errorOf(run: () => unknown): AssayError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(AssayError);
    return error as AssayError;
  }
  throw new Error('nothing was thrown');
}

describe('compileDatafile refuses a datafile with', () => {
  it.each(REFUSED)('%s', (_, source, code, field) => {
    const error = errorOf(() => compile(source));
    expect([error.code, error.message.startsWith(field)], error.message).toEqual([code, true]);
  });

  it('no such environment, when it lists them', () => {
    expect(errorOf(() => compile({ environments: ['production'], flags: {} }, 'prod')).message).toBe(
      "environment: must be one of the datafile's: production",
    );
    expect(compile({ flags: {} }, 'prod').problems).toEqual([]);
  });

  it('but takes the deepest and the longest that is allowed, brackets in texts aside', () => {
    for (const value of [nested(60), `"${'x'.repeat(1024 * 1024)}"`, `"${'[{\\"'.repeat(100)}"`, `"${'\\\\'.repeat(100)}"`]) {
      expect(compile(flagOfJson(value)).problems).toEqual([]);
      expect(compile(JSON.parse(flagOfJson(value))).problems).toEqual([]);
    }
  });
});
