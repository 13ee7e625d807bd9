import { describe, expect, it } from 'vitest';
import { encodeProgram } from '../../../js/compile/program/encode-program.js';
import { and, attribute, equals, number, oneOfNumbers, oneOfTexts, text } from '../../../js/compile/program/expr.js';
import {
  type Action,
  type Expr,
  OPERATIONS,
  type Program,
  type ProgramFlag,
  type ProgramRule,
} from '../../../js/compile/program/program.js';
import { AssayError } from '../../../js/shared/errors.js';
import { Action as FbAction } from '../../../js/wire/generated/assay/fb/action.js';
import { FlagType } from '../../../js/wire/generated/assay/fb/flag-type.js';
import { readDatafile } from './read-datafile.js';

const LONE = 'a\ud800';
const doing = (then: Action) => ({ then });
const flag = (changes: Partial<ProgramFlag> = {}): ProgramFlag => ({
  key: 'f',
  type: 'boolean',
  variants: [
    { key: 'off', json: 'false' },
    { key: 'on', json: 'true' },
  ],
  defaultVariant: 0,
  rules: [],
  ...changes,
});
const serving = (when: unknown): ProgramRule => ({ id: '0', when: when as Expr, ...doing({ serve: 1 }) });
const withRule = (changes: Partial<ProgramRule>): ProgramFlag => flag({ rules: [{ id: '0', ...doing({ serve: 1 }), ...changes }] });
const header = (op: keyof typeof OPERATIONS, words: number): number => OPERATIONS[op].code | (words << 8);

function encode(program: Program) {
  const { bytes, problems } = encodeProgram(program);
  return { ...readDatafile(bytes), problems, bytes };
}

describe('encodeProgram', () => {
  it('writes flags, variants and rules with every action', () => {
    const { problems, flags, version, format } = encode({
      version: 7,
      flags: [
        flag({
          key: 'größe',
          type: 'string',
          enabled: false,
          variants: [
            { key: '😀', json: '"é"' },
            { key: '__proto__', json: '""' },
          ],
          defaultVariant: -1,
          rules: [
            { id: 'a', ...doing({ serve: -1 }), reason: 'DEFAULT' },
            {
              id: 'b',
              ...doing({
                choose: number(0.5),
                ranges: [
                  [0, 0.5, 1],
                  [0.5, 0.5, 0],
                  [0.5, 1, 0],
                ],
              }),
              experiment: 'e',
              unit: ['unit', attribute('user')],
            },
            { id: 'c', ...doing({ named: text('on'), unknown: 'next' }) },
            {
              id: 'd',
              ...doing({ named: text('on'), unknown: 'PARSE_ERROR' }),
              experiment: 'e',
              experimentVersion: 3,
              unit: ['unit', attribute('user')],
            },
            { id: 'e', ...doing({ fail: 'GENERAL' }) },
          ],
        }),
        flag(),
      ],
    });
    expect(problems).toEqual([]);
    expect([format, version]).toEqual([2, 7n]);
    expect(
      flags.map(({ key, type, enabled, invalid, defaultVariant, variants }) => [key, type, enabled, invalid, defaultVariant, variants]),
    ).toEqual([
      [
        'größe',
        FlagType.String,
        false,
        false,
        -1,
        [
          ['😀', '"é"'],
          ['__proto__', '""'],
        ],
      ],
      [
        'f',
        FlagType.Boolean,
        true,
        false,
        0,
        [
          ['off', 'false'],
          ['on', 'true'],
        ],
      ],
    ]);
    const seen = flags[0]!.rules.map((rule) => [rule.id, rule.action, rule.reason, rule.error, rule.ranges, rule.experiment, rule.version]);
    expect(seen).toEqual([
      ['a', FbAction.Serve, 1, 0, [], undefined, 0],
      [
        'b',
        FbAction.Choose,
        3,
        0,
        [
          [0, 0.5, 1],
          [0.5, 1, 0],
        ],
        'e',
        1,
      ],
      ['c', FbAction.Named, 2, 0, [], undefined, 0],
      ['d', FbAction.Named, 2, 3, [], 'e', 3],
      ['e', FbAction.Fail, 2, 7, [], undefined, 0],
    ]);
    expect(flags[0]!.rules[0]!.value).toBe(-1);
    expect(flags[1]!.rules).toEqual([]);
  });

  it('writes a node as header, immediates and operands', () => {
    const { flags, texts, attributes } = encode({
      flags: [withRule({ when: and(equals(attribute('x'), text('é')), ['is', 3, attribute('y')]) })],
    });
    expect(attributes).toEqual(['x', 'y']);
    expect(flags[0]!.rules[0]!.when).toEqual([
      header('and', 10),
      ...[header('equals', 5), header('attribute', 2), 0, header('text', 2), texts.indexOf('é')],
      ...[header('is', 4), 3, header('attribute', 2), 1],
    ]);
  });

  it('keeps numbers distinct and ascending, -0 as 0, and writes sets of immediates as ascending indexes', () => {
    const { numbers, flags } = encode({
      flags: [withRule({ when: oneOfNumbers(number(-0), [7, 0, -1.5, 7, -0, 1e300]) })],
    });
    expect(numbers).toEqual([-1.5, 0, 7, 1e300]);
    expect(Object.is(numbers[1], 0)).toBe(true);
    expect(flags[0]!.rules[0]!.when).toEqual([header('one_of_numbers', 8), 4, 0, 1, 2, 3, header('number', 2), 1]);
  });

  it('writes texts each once and keeps the order of names', () => {
    const { texts, flags } = encode({
      flags: [withRule({ when: and(oneOfTexts(attribute('f'), ['z', 'on', 'z']), ['object', ['z', 'on'], ['null'], ['true']]) })],
    });
    expect(new Set(texts).size).toBe(texts.length);
    const [z, on] = [texts.indexOf('z'), texts.indexOf('on')];
    const when = flags[0]!.rules[0]!.when!;
    expect(when.slice(1, 5)).toEqual([header('one_of_texts', 6), 2, ...[z, on].sort((a, b) => a - b)]);
    expect(when.slice(7)).toEqual([header('object', 6), 2, z, on, header('null', 1), header('true', 1)]);
  });

  it('puts shared expressions first and writes equal expressions once', () => {
    const condition = equals(attribute('x'), number(1));
    const { expressions, flags, problems } = encode({
      shared: [
        { name: 'a', value: condition },
        { name: 'b', value: ['not', ['call', 'a']] },
      ],
      flags: [
        flag({ rules: [serving(['call', 'b']), serving(condition), serving(['call', 'b'])] }),
        flag({ key: 'g', rules: [serving(condition)] }),
      ],
    });
    expect(problems).toEqual([]);
    expect(expressions.length).toBe(3);
    expect(expressions.slice(1)).toEqual([
      [header('not', 3), header('call', 2), 0],
      [header('call', 2), 1],
    ]);
    expect(flags[0]!.rules[1]!.when).toEqual(flags[1]!.rules[0]!.when);
  });

  it('refers to flags by their place, those that fail included', () => {
    const { flags } = encode({
      flags: [
        flag({ key: '' }),
        flag({ key: 'broken', problem: 'no' }),
        flag({ key: 'g' }),
        withRule({ when: ['flag_pick', 'g', ['true'], ['false']] }),
      ],
    });
    expect(flags.map(({ key, invalid }) => [key, invalid])).toEqual([
      ['broken', true],
      ['g', false],
      ['f', false],
    ]);
    expect(flags[2]!.rules[0]!.when).toEqual([header('flag_pick', 4), 1, header('true', 1), header('false', 1)]);
  });

  it('writes the longest and the deepest that is allowed', () => {
    let deep: Expr = ['true'];
    for (let i = 1; i < 64; ++i) deep = ['not', deep];
    const ids = Array.from({ length: 100_000 }, (_, i) => `id ${i}`);
    const { problems, flags } = encode({ flags: [flag({ rules: [serving(deep), serving(oneOfTexts(attribute('x'), ids))] })] });
    expect(problems).toEqual([]);
    expect(flags[0]!.rules[1]!.when!.length).toBe(100_004);
    expect(flags[0]!.rules[1]!.when![0]).toBe(header('one_of_texts', 100_004));
  });

  it('says whether it needs the module with all operations', () => {
    for (const [when, compat] of [
      [equals(attribute('x'), text('a')), false],
      [['not', ['lower', ['cat', attribute('x')]]], true],
    ] as const) {
      expect(encode({ flags: [withRule({ when })] }).compat).toBe(compat);
      expect(encode({ flags: [flag({ problem: 'no' }), { ...withRule({ when: ['not', when] }), problem: 'no', key: 'g' }] }).compat).toBe(
        false,
      );
    }
  });

  it('aligns what the core reads in place', () => {
    for (const length of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const { bytes } = encodeProgram({
        flags: [withRule({ id: 'x'.repeat(length), ...doing({ choose: number(length), ranges: [[0, 1, 0]] }) })],
        sets: [{ name: 's', ids: ['a'] }],
      });
      const view = new DataView(bytes.buffer);
      const table = view.getUint32(0, true);
      const vtable = table - view.getInt32(table, true);
      for (const field of [4, 11, 13]) {
        const at = table + view.getUint16(vtable + 4 + 2 * field, true);
        expect((at + view.getUint32(at, true) + 4) % 8, `field ${field}, ${length}`).toBe(0);
      }
    }
  });
});

const deep = (levels: number): Expr => {
  let expr: Expr = ['null'];
  for (let i = 1; i < levels; ++i) expr = ['not', expr];
  return expr;
};

const WRONG: readonly (readonly [string, ProgramFlag, string])[] = [
  ['a problem of the importer', flag({ problem: 'flags.f: vendor said so' }), 'flags.f: vendor said so'],
  ['an unknown operation', withRule({ when: ['frobnicate'] as unknown as Expr }), 'flags.f.rules[0].when: unknown operation "frobnicate"'],
  [
    'an operation named as what every object has',
    withRule({ when: ['constructor'] as unknown as Expr }),
    'unknown operation "constructor"',
  ],
  ['no operation', withRule({ when: [] as unknown as Expr }), 'unknown operation'],
  ['an operand that is no node', withRule({ when: ['not', 5] }), 'unknown operation 5'],
  ['too few operands', withRule({ when: ['equals', ['null']] }), 'equals: takes 2 to 2 operands, has 1'],
  ['too many operands', withRule({ when: ['not', ['null'], ['null']] }), 'not: takes 1 to 1 operands, has 2'],
  ['a missing immediate', withRule({ when: ['number'] }), 'number: '],
  ['a number that is not finite', withRule({ when: ['number', Number.NaN] }), 'needs a finite number'],
  [
    'a number that is not finite in a list',
    withRule({ when: oneOfNumbers(['null'], [1, Number.POSITIVE_INFINITY]) }),
    'needs a list of numbers',
  ],
  ['half of a surrogate pair', withRule({ when: text(LONE) }), 'needs well-formed text'],
  ['half of a surrogate pair in a list', withRule({ when: oneOfTexts(['null'], [LONE]) }), 'needs a list of texts'],
  ['an attribute that is no text', withRule({ when: ['attribute', 5] }), 'needs well-formed text'],
  ['a word that is negative', withRule({ when: ['is', -1, ['null']] }), 'needs a whole number of 32 bits'],
  ['an unknown flag', withRule({ when: ['flag_variant', 'nobody'] }), 'no flag "nobody"'],
  ['an unknown shared expression', withRule({ when: ['call', '__proto__'] }), 'no shared expression "__proto__"'],
  ['a shared expression that is wrong', withRule({ when: ['call', 'wrong'] }), 'shared "wrong": text: needs well-formed text'],
  [
    'a shared expression that calls a later one',
    withRule({ when: ['call', 'early'] }),
    'shared "early": call: no shared expression "late" before this one',
  ],
  ['a shared name that occurs twice', withRule({ when: ['call', 'twice'] }), 'shared "twice": the name occurs twice'],
  ['an unknown set', withRule({ when: ['in_set', 'nowhere', ['null']] }), 'no set "nowhere"'],
  ['a set that is wrong', withRule({ when: ['in_set', 'wrong', ['null']] }), 'set "wrong": ids[1] must be well-formed text'],
  ['a filter of rate 1', withRule({ when: ['in_set', 'rate', ['null']] }), 'set "rate": falsePositiveRate'],
  ['nesting of 65', withRule({ when: deep(65) }), 'null: nested deeper than 64'],
  ['nesting of 65 through a call', withRule({ when: ['not', ['not', ['call', 'deep']]] }), 'nested deeper than 64'],
  ['an item outside a list', withRule({ when: ['any', ['list'], ['item', 1]] }), 'item: outside the lists'],
  ['an item in the list itself', withRule({ when: ['any', ['item', 0], ['true']] }), 'item: outside the lists'],
  ['an accumulator outside a reduce', withRule({ when: ['map', ['list'], ['accumulator']] }), 'accumulator: outside a reduce'],
  ['names that do not fit the operands', withRule({ when: ['object', ['a'], ['null'], ['null']] }), 'object: needs one operand per name'],
  ['a name that occurs twice', withRule({ when: ['object', ['a', 'a'], ['null'], ['null']] }), 'object: needs one operand per name'],
  ['a prefix of 129', withRule({ when: ['in_cidr', [0, 0, 0, 0, 129], ['null']] }), 'in_cidr: needs five words per block'],
  ['a scale of 0', withRule({ when: ['scale', 0, ['null']] }), 'scale: needs a whole number'],
  ['an unknown type', flag({ type: 'colour' as 'json' }), 'flags.f.type:'],
  ['a default that is no variant', flag({ defaultVariant: 2 }), 'flags.f.defaultVariant:'],
  [
    'a variant named twice',
    flag({
      variants: [
        { key: 'a', json: '1' },
        { key: 'a', json: '2' },
      ],
    }),
    'flags.f.variants: a name occurs twice',
  ],
  ['a rule that serves no variant', withRule(doing({ serve: 2 })), 'flags.f.rules[0].then.serve:'],
  ['a range of no variant', withRule(doing({ choose: number(1), ranges: [[0, 1, -1]] })), 'flags.f.rules[0].then.ranges:'],
  ['a range without an end', withRule(doing({ choose: number(1), ranges: [[0, Number.NaN, 1]] })), 'flags.f.rules[0].then.ranges:'],
  ['an unknown failure', withRule(doing({ fail: 'toString' as 'GENERAL' })), 'flags.f.rules[0].then.fail:'],
  ['an experiment without a unit', withRule({ experiment: 'e' }), 'flags.f.rules[0].unit:'],
  ['an unknown reason', withRule({ reason: 'LUCK' as 'SPLIT' }), 'flags.f.rules[0].reason:'],
];

describe('encodeProgram says of a flag with', () => {
  it.each(WRONG)('%s what is wrong, and encodes the others', (_, wrong, message) => {
    const { problems, flags } = encode({
      shared: [
        { name: 'wrong', value: text(LONE) },
        { name: 'early', value: ['call', 'late'] },
        { name: 'late', value: ['true'] },
        { name: 'twice', value: ['true'] },
        { name: 'twice', value: ['true'] },
        { name: 'deep', value: deep(63) },
      ],
      sets: [
        { name: 'wrong', ids: ['a', LONE] },
        { name: 'rate', ids: ['a'], falsePositiveRate: 1 },
      ],
      flags: [flag({ key: 'before' }), wrong, { ...withRule({ when: ['call', 'late'] }), key: 'after' }],
    });
    expect(problems.map((problem) => problem.flag)).toEqual(['f']);
    expect(problems[0]!.message).toContain(message);
    expect(flags.map(({ key, invalid, variants, rules }) => [key, invalid, variants.length, rules.length])).toEqual([
      ['before', false, 2, 0],
      ['f', true, 0, 0],
      ['after', false, 2, 1],
    ]);
  });

  it.each([
    ['an empty key', ''],
    ['half of a surrogate pair as its key', LONE],
    ['the key of another', 'g'],
  ])('%s that nobody could ask for it', (_, key) => {
    const { problems, flags } = encode({ flags: [flag({ key: 'g' }), flag({ key })] });
    expect(problems.map((problem) => problem.flag)).toEqual([key]);
    expect(flags.map((each) => each.key)).toEqual(['g']);
  });
});

describe('encodeProgram refuses', () => {
  const codeOf = (program: Program): unknown => {
    try {
      encodeProgram(program);
      return undefined;
    } catch (error) {
      return error instanceof AssayError ? error.code : error;
    }
  };
  const manyTexts = (count: number) =>
    oneOfTexts(
      ['null'],
      Array.from({ length: count }, (_, i) => `${'x'.repeat(900)}${i}`),
    );

  it.each([
    ['10,001 flags', { flags: Array.from({ length: 10_001 }, (_, i) => flag({ key: `f${i}` })) }, 'RESOURCE_EXHAUSTED'],
    ['texts of more than 16 MiB', { flags: [withRule({ when: manyTexts(20_000) })] }, 'RESOURCE_EXHAUSTED'],
    [
      'a filter of more than 16 MiB',
      { flags: [], sets: [{ name: 's', ids: Array.from({ length: 400_000 }, (_, i) => `${i}`), falsePositiveRate: 1e-300 }] },
      'RESOURCE_EXHAUSTED',
    ],
    ['a version with a fraction', { flags: [], version: 0.5 }, 'INVALID_ARGUMENT'],
    ['a negative version', { flags: [], version: -1 }, 'INVALID_ARGUMENT'],
  ] satisfies [string, Program, string][])('%s', (_, program, code) => {
    expect(codeOf(program)).toBe(code);
  });

  it('nothing about a program without flags', () => {
    expect(encode({ flags: [] })).toMatchObject({ problems: [], flags: [], format: 2, version: 0n });
  });
});
