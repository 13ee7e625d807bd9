import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import type { Datafile } from '../../../js/compile/datafile.js';
import { AssayError } from '../../../js/shared/errors.js';
import { Datafile as FbDatafile } from '../../../js/wire/generated/assay/fb/datafile.js';
import { FlagType } from '../../../js/wire/generated/assay/fb/flag-type.js';
import { Operator } from '../../../js/wire/generated/assay/fb/operator.js';

const on = { type: 'boolean', variants: { off: false, on: true }, default: 'off' };
const letters = { type: 'string', variants: { a: 'A', b: 'B' }, default: 'a' };
const LONE = 'a\ud800';

/** Compiles what need not be a datafile. */
const compile = (source: unknown) => compileDatafile(source as Datafile);

function decode(bytes: Uint8Array): FbDatafile {
  const buffer = new ByteBuffer(bytes);
  expect(FbDatafile.bufferHasIdentifier(buffer)).toBe(true);
  return FbDatafile.getRootAsDatafile(buffer);
}

describe('compileDatafile', () => {
  it('writes flags, rules, splits and layers', () => {
    const { bytes, problems } = compile({
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
    expect(problems).toEqual([]);
    const datafile = decode(bytes);
    expect([datafile.format(), datafile.revision(), datafile.flagsLength(), datafile.layersLength()]).toEqual([1, 7n, 2, 2]);
    expect([datafile.layers(0)?.key(), datafile.layers(0)?.salt(), datafile.layers(1)?.salt()]).toEqual(['first', 'first', 'own']);
    const flag = datafile.flags(0);
    expect([flag?.key(), flag?.type(), flag?.enabled(), flag?.defaultVariant(), flag?.invalid()]).toEqual([
      'größe',
      FlagType.String,
      false,
      1,
      false,
    ]);
    expect([flag?.variants(1)?.key(), flag?.variants(1)?.valueJson()]).toEqual(['b', '"B"']);
    const fixed = flag?.rules(0);
    expect([fixed?.id(), fixed?.variant(), fixed?.split(), fixed?.conditionsLength()]).toEqual(['0', 1, null, 3]);
    expect([fixed?.conditions(1)?.name(), fixed?.conditions(1)?.op(), fixed?.conditions(1)?.values(0)?.number()]).toEqual([
      'x',
      Operator.Lt,
      5,
    ]);
    expect([fixed?.conditions(2)?.op(), fixed?.conditions(2)?.values(0)?.text()]).toEqual([Operator.SemverGt, '1.0.0']);
    const test = flag?.rules(1);
    const split = test?.split();
    expect([test?.id(), test?.variant(), test?.conditionsLength()]).toEqual(['test', -1, 0]);
    expect([split?.experiment(), split?.version(), split?.unit(), split?.salt(), split?.total()]).toEqual([
      'button',
      1,
      'account',
      'button',
      3,
    ]);
    expect([split?.coveragePpm(), split?.layer(), split?.layerStartPpm(), split?.layerEndPpm()]).toEqual([250_000, 1, 100_000, 200_000]);
    const slots = Array.from({ length: split?.slotsLength() ?? 0 }, (_, i) => [
      split?.slots(i)?.start(),
      split?.slots(i)?.end(),
      split?.slots(i)?.variant(),
    ]);
    expect(slots).toEqual([
      [0, 1, 0],
      [1, 3, 1],
    ]);
    expect([datafile.flags(1)?.enabled(), datafile.flags(1)?.rulesLength()]).toEqual([true, 0]);
  });

  it('takes JSON text and gives the same bytes as for the parsed object', () => {
    const source = { flags: { on, letters: { ...letters, rules: [{ split: { weights: { a: 1, b: 0 } } }] } } };
    expect(compileDatafile(JSON.stringify(source)).bytes).toEqual(compile(source).bytes);
  });

  it('fills in what a split leaves out', () => {
    const split = (key: string, rule: object) =>
      decode(compile({ flags: { [key]: { ...letters, rules: [{ split: rule }] } } }).bytes)
        .flags(0)
        ?.rules(0)
        ?.split();
    const bare = split('flag key', { weights: { b: 5 } });
    expect([bare?.experiment(), bare?.salt(), bare?.unit(), bare?.version(), bare?.coveragePpm(), bare?.layer()]).toEqual([
      null,
      'flag key',
      'user',
      1,
      1_000_000,
      -1,
    ]);
    expect(split('f', { weights: { a: 1 }, experiment: 'e', salt: 's' })?.salt()).toBe('s');
  });

  it('keeps a malformed flag in its place, marked, and says what is wrong with it', () => {
    const { bytes, problems } = compile({ flags: { before: on, broken: { ...on, type: 'colour' }, after: on } });
    expect(problems).toEqual([{ flag: 'broken', message: expect.stringMatching(/^flags\.broken\.type: /) as string }]);
    const datafile = decode(bytes);
    const flags = Array.from({ length: datafile.flagsLength() }, (_, i) => [datafile.flags(i)?.key(), datafile.flags(i)?.invalid()]);
    expect(flags).toEqual([
      ['before', false],
      ['broken', true],
      ['after', false],
    ]);
  });

  it('leaves out flags whose key is no text, which nobody could ask for', () => {
    const { bytes, problems } = compile({ flags: { [LONE]: on, 'b\ud801': on, '': on, sound: on } });
    expect(problems.length).toBe(3);
    const datafile = decode(bytes);
    expect([datafile.flagsLength(), datafile.flags(0)?.key()]).toEqual([1, 'sound']);
  });
});

const rule = (changes: object) => ({ ...letters, rules: [changes] });
const split = (changes: object) => rule({ split: { weights: { a: 1, b: 1 }, ...changes } });

/** What is wrong, the flag `f`, and the field that its problem must name. */
const PROBLEMS: readonly (readonly [string, unknown, string])[] = [
  ['no object', 5, 'flags.f:'],
  ['an unknown field', { ...on, rule: [] }, 'flags.f.rule:'],
  ['an unknown type', { ...on, type: 'constructor' }, 'flags.f.type:'],
  ['no type', { variants: { a: 1 }, default: 'a' }, 'flags.f.type:'],
  ['enabled that is no boolean', { ...on, enabled: 0 }, 'flags.f.enabled:'],
  ['no variants', { ...on, variants: {} }, 'flags.f.variants:'],
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
  ['an unknown operator', rule({ when: { x: { like: 'a' } }, serve: 'a' }), 'flags.f.rules[0].when.x.like:'],
  ['an operand of null', rule({ when: { x: { equals: null } }, serve: 'a' }), 'flags.f.rules[0].when.x.equals:'],
  ['a version as a number', rule({ when: { x: { semver_gte: 2 } }, serve: 'a' }), 'flags.f.rules[0].when.x.semver_gte:'],
  ['half of a surrogate pair in an operand', rule({ when: { x: LONE }, serve: 'a' }), 'flags.f.rules[0].when.x:'],
  ['weights of 0', split({ weights: { a: 0 } }), 'flags.f.rules[0].split.weights:'],
  ['a weight with a fraction', split({ weights: { a: 0.5 } }), 'flags.f.rules[0].split.weights.a:'],
  ['a negative weight', split({ weights: { a: -1, b: 2 } }), 'flags.f.rules[0].split.weights.a:'],
  ['weights above 2^31-1', split({ weights: { a: 2 ** 31 } }), 'flags.f.rules[0].split.weights:'],
  ['a weight of no variant', split({ weights: { z: 1 } }), 'flags.f.rules[0].split.weights.z:'],
  ['no weights', rule({ split: {} }), 'flags.f.rules[0].split.weights:'],
  ['coverage above 1', split({ coverage: 1.01 }), 'flags.f.rules[0].split.coverage:'],
  ['a version with a fraction', split({ version: 1.5 }), 'flags.f.rules[0].split.version:'],
  ['a control character in the salt', split({ salt: 'a\u001fb' }), 'flags.f.rules[0].split.salt:'],
  ['a control character in the experiment', split({ salt: 's', experiment: 'a\nb' }), 'flags.f.rules[0].split.experiment:'],
  ['an empty unit', split({ unit: '' }), 'flags.f.rules[0].split.unit:'],
  ['an unknown layer', split({ layer: 'z' }), 'flags.f.rules[0].split.layer:'],
  ['a range without a layer', split({ range: [0, 1] }), 'flags.f.rules[0].split.range:'],
  ['a range of three', split({ layer: 'layer', range: [0, 0.5, 1] }), 'flags.f.rules[0].split.range:'],
  ['a range beyond 1', split({ layer: 'layer', range: [0, 1.5] }), 'flags.f.rules[0].split.range[1]:'],
  ['a range that is reversed', split({ layer: 'layer', range: [0.5, 0.4] }), 'flags.f.rules[0].split.range:'],
  ['a range that is empty', split({ layer: 'layer', range: [0.5, 0.5000001] }), 'flags.f.rules[0].split.range:'],
];

describe('compileDatafile says of a flag with', () => {
  it.each(PROBLEMS)('%s what is wrong, and compiles the others', (_, flag, field) => {
    const { bytes, problems } = compile({ layers: { layer: {} }, flags: { before: on, f: flag, after: split({ layer: 'layer' }) } });
    expect(problems.map((problem) => problem.flag)).toEqual(['f']);
    expect(problems[0]?.message.startsWith(`${field} `), problems[0]?.message).toBe(true);
    const datafile = decode(bytes);
    expect([0, 1, 2].map((i) => datafile.flags(i)?.invalid())).toEqual([false, true, false]);
    expect(datafile.flags(2)?.rules(0)?.split()?.total()).toBe(2);
  });
});

const REFUSED: readonly (readonly [string, unknown, string, string])[] = [
  ['no JSON', '{"flags":', 'INVALID_ARGUMENT', 'datafile: not JSON'],
  ['no object', '[]', 'INVALID_ARGUMENT', 'datafile:'],
  ['null', null, 'INVALID_ARGUMENT', 'datafile:'],
  ['no flags', {}, 'INVALID_ARGUMENT', 'datafile.flags:'],
  ['flags that are a list', { flags: [] }, 'INVALID_ARGUMENT', 'datafile.flags:'],
  ['an unknown field', { flags: {}, segments: {} }, 'INVALID_ARGUMENT', 'datafile.segments:'],
  ['a revision that is no whole number', { flags: {}, revision: 1.5 }, 'INVALID_ARGUMENT', 'datafile.revision:'],
  ['a negative revision', { flags: {}, revision: -1 }, 'INVALID_ARGUMENT', 'datafile.revision:'],
  ['a layer that is no object', { flags: {}, layers: { a: 'salt' } }, 'INVALID_ARGUMENT', 'datafile.layers.a:'],
  [
    'a layer whose salt holds control characters',
    { flags: {}, layers: { a: { salt: '\t' } } },
    'INVALID_ARGUMENT',
    'datafile.layers.a.salt:',
  ],
  ['a layer without a name', { flags: {}, layers: { '': { salt: 's' } } }, 'INVALID_ARGUMENT', 'datafile.layers: key:'],
  [
    '10,001 flags',
    { flags: Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`f${i}`, on])) },
    'RESOURCE_EXHAUSTED',
    'datafile.flags:',
  ],
  ['more than 16 Mi characters', ' '.repeat(16 * 1024 * 1024 + 1), 'RESOURCE_EXHAUSTED', 'datafile:'],
];

describe('compileDatafile refuses a datafile with', () => {
  it.each(REFUSED)('%s', (_, source, code, field) => {
    const caught = ((): unknown => {
      try {
        compile(source);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(caught).toBeInstanceOf(AssayError);
    expect((caught as AssayError).code).toBe(code);
    expect((caught as AssayError).message.startsWith(field), (caught as AssayError).message).toBe(true);
  });
});
