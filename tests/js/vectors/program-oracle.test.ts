import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Action, Expr, Program, ProgramFlag, ProgramRule } from '../../../js/compile/program/program.js';
import { OPERATIONS } from '../../../js/compile/program/program.js';
import { decodeValue, evaluateExpr, evaluateFlag, evaluateProgram, ProgramFailure } from '../../vectors/oracle/program.mjs';
import { repositoryPath } from './vector-files.js';

interface ExpressionRow {
  readonly name: string;
  readonly expr: Expr;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly now?: number;
  /** What the expression refers to. */
  readonly program?: Partial<Program>;
  readonly expect: unknown;
}

const { rows } = JSON.parse(readFileSync(repositoryPath('tests/vectors/expressions.json'), 'utf8')) as { rows: readonly ExpressionRow[] };

const attributesOf = (row: ExpressionRow) => decodeValue(row.attributes) as Record<string, unknown>;

function answerOf(row: ExpressionRow): unknown {
  try {
    return evaluateExpr(row.expr, attributesOf(row), { now: row.now ?? 0, program: { flags: [], ...row.program } });
  } catch (failure) {
    if (failure instanceof ProgramFailure) return { error: failure.code };
    throw failure;
  }
}

describe('what every operator does with every type', () => {
  it('has distinct names', () => expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length));

  it.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const answer = answerOf(row);
    expect(answer).toEqual(decodeValue(row.expect));
    // toEqual() takes { a, b } and { b, a } for the same, and these are not.
    expect(JSON.stringify(answer)).toBe(JSON.stringify(decodeValue(row.expect)));
  });

  it('covers every operation', () => {
    const used = new Set<unknown>();
    const visit = (part: unknown): void => {
      if (!Array.isArray(part)) return;
      used.add(part[0]);
      part.forEach(visit);
    };
    for (const { expr } of rows) visit(expr);
    const unused = Object.keys(OPERATIONS).filter((name) => !used.has(name));
    expect(unused).toEqual([]);
  });
});

describe("the rows of JavaScript's operations are what JavaScript answers", () => {
  const JAVASCRIPT: Readonly<Record<string, (a: never, b: never) => unknown>> = {
    // biome-ignore lint/suspicious/noDoubleEquals: it is the operation that is described
    loose_equals: (a, b) => a == b,
    js_less: (a, b) => a < b,
    js_less_or_equal: (a, b) => a <= b,
    to_number: (a) => Number(a),
    to_text: (a) => (a === null ? null : String(a)),
    parse_float: (a) => Number.parseFloat(a),
  };
  for (const [name, apply] of Object.entries(JAVASCRIPT)) {
    it(name, () => {
      const own = rows.filter(({ expr }) => expr[0] === name && expr.slice(1).every((operand) => (operand as Expr)[0] === 'attribute'));
      expect(own.length).toBeGreaterThan(30);
      for (const row of own) {
        const { a = null, b = null } = attributesOf(row);
        expect(apply(a as never, b as never), row.name).toEqual(decodeValue(row.expect));
      }
    });
  }
});

const variants = ['off', 'on', 'true', '__proto__'].map((key, i) => ({ key, json: JSON.stringify({ i }) }));
const flag = (rules: readonly ProgramRule[], rest: Partial<ProgramFlag> = {}): ProgramFlag => ({
  key: 'f',
  type: 'json',
  variants,
  defaultVariant: 0,
  rules,
  ...rest,
});
const rule = (action: Action, rest: Partial<ProgramRule> = {}): ProgramRule => ({ id: 'r', then: action, ...rest });
const always = (action: Action): ProgramFlag => flag([rule(action)]);
const A: Expr = ['attribute', 'a'];
const ranges = [
  [0, 10, 1],
  [20, 30, 2],
  [5, 25, 3],
] as const;

const answered = (variant: number, reason: string, rule: string | null = null, bucket: number | null = null) => ({
  variant,
  variantKey: variants[variant]?.key,
  value: { i: variant },
  rule,
  reason,
  errorCode: null,
  bucket,
});
const empty = { variant: null, variantKey: null, value: undefined, rule: null, reason: 'DEFAULT', errorCode: null, bucket: null };
const failed = (errorCode: string, rule: string | null) => ({ ...empty, rule, reason: 'ERROR', errorCode });

describe('a flag', () => {
  const named: Action = { named: A, unknown: 'PARSE_ERROR' };
  const choose: Action = { choose: A, ranges };
  it.each<[name: string, flag: ProgramFlag, attributes: Record<string, unknown>, expected: object, forced?: Record<string, number>]>([
    ['without rules answers its default', flag([]), {}, answered(0, 'STATIC')],
    ['without rules and default answers nothing', flag([], { defaultVariant: -1 }), {}, { ...empty, reason: 'STATIC' }],
    ['that is off answers its default', flag([rule({ serve: 1 })], { enabled: false }), {}, answered(0, 'DISABLED')],
    ['that is malformed fails', flag([], { problem: 'no variants' }), {}, failed('PARSE_ERROR', null)],
    ['that is malformed and off fails', flag([], { problem: 'x', enabled: false }), {}, failed('PARSE_ERROR', null)],
    ['that is malformed fails even when forced', flag([], { problem: 'x' }), {}, failed('PARSE_ERROR', null), { f: 1 }],
    ['that is forced does not look at its rules', always({ fail: 'GENERAL' }), {}, answered(2, 'STATIC'), { f: 2 }],
    ['that is off can be forced', flag([], { enabled: false }), {}, answered(1, 'STATIC'), { f: 1 }],
    ['is not forced by the name of another', flag([]), {}, answered(0, 'STATIC'), { F: 1 }],
    ['serves', always({ serve: 1 }), {}, answered(1, 'TARGETING_MATCH', 'r')],
    ['serves no variant', always({ serve: -1 }), {}, { ...empty, rule: 'r', reason: 'TARGETING_MATCH' }],
    ['serves with another reason', flag([rule({ serve: 1 }, { reason: 'STATIC' })]), {}, answered(1, 'STATIC', 'r')],
    ['skips a rule that does not hold', flag([rule({ serve: 1 }, { when: A })]), { a: 0 }, answered(0, 'DEFAULT')],
    ['takes a truthy condition', flag([rule({ serve: 1 }, { when: A })]), { a: 'x' }, answered(1, 'TARGETING_MATCH', 'r')],
    ['is decided by the first rule', flag([rule({ serve: 2 }, { id: 'q' }), rule({ serve: 1 })]), {}, answered(2, 'TARGETING_MATCH', 'q')],
    ['without a decision and default answers nothing', flag([rule({ serve: 1 }, { when: A })], { defaultVariant: -1 }), {}, empty],
    ['fails with its condition', flag([rule({ serve: 1 }, { when: ['fail', 6] })]), {}, failed('INVALID_CONTEXT', 'r')],
    ['fails on demand', always({ fail: 'TYPE_MISMATCH' }), {}, failed('TYPE_MISMATCH', 'r')],
    ['fails with its unit', always({ choose: ['unit', A], ranges }), {}, failed('TARGETING_KEY_MISSING', 'r')],
    ['divides at the start of a range', always(choose), { a: 0 }, answered(1, 'SPLIT', 'r', 0)],
    ['divides by the first range of two', always(choose), { a: 9.5 }, answered(1, 'SPLIT', 'r', 9.5)],
    ['divides behind the end of a range', always(choose), { a: 10 }, answered(3, 'SPLIT', 'r', 10)],
    ['divides out of order', always(choose), { a: 20 }, answered(2, 'SPLIT', 'r', 20)],
    ['does not divide outside of its ranges', always(choose), { a: 30 }, answered(0, 'DEFAULT')],
    ['does not divide below its ranges', always(choose), { a: -1 }, answered(0, 'DEFAULT')],
    ['does not divide by NaN', always(choose), { a: Number.NaN }, answered(0, 'DEFAULT')],
    ['does not divide by a text', always(choose), { a: '5' }, answered(0, 'DEFAULT')],
    ['does not divide by nothing', always(choose), {}, answered(0, 'DEFAULT')],
    ['divides with another reason', flag([rule(choose, { reason: 'TARGETING_MATCH' })]), { a: 1 }, answered(1, 'TARGETING_MATCH', 'r', 1)],
    ['is named', always(named), { a: 'on' }, answered(1, 'TARGETING_MATCH', 'r')],
    ['is named by a boolean', always(named), { a: true }, answered(2, 'TARGETING_MATCH', 'r')],
    ['is named by a text of a boolean', always(named), { a: 'true' }, answered(2, 'TARGETING_MATCH', 'r')],
    ['is named __proto__', always(named), { a: '__proto__' }, answered(3, 'TARGETING_MATCH', 'r')],
    ['is named by nothing', always(named), {}, answered(0, 'DEFAULT', 'r')],
    ['is named by nothing and has no default', flag([rule(named)], { defaultVariant: -1 }), {}, { ...empty, rule: 'r' }],
    ['is named by nothing whatever the reason', flag([rule(named, { reason: 'SPLIT' })]), {}, answered(0, 'DEFAULT', 'r')],
    ['fails by an unknown name', always(named), { a: 'ON' }, failed('PARSE_ERROR', 'r')],
    ['fails by an unknown boolean', always(named), { a: false }, failed('PARSE_ERROR', 'r')],
    ['fails by a number for a name', always(named), { a: 1 }, failed('PARSE_ERROR', 'r')],
    ['fails by a list for a name', always(named), { a: ['on'] }, failed('PARSE_ERROR', 'r')],
    ['goes on after an unknown name', always({ named: A, unknown: 'next' }), { a: 'x' }, answered(0, 'DEFAULT')],
  ])('%s', (_name, one, attributes, expected, forced = {}) => {
    expect(evaluateFlag({ flags: [one] }, 'f', attributes, { forced })).toEqual(expected);
  });
});

describe('a program', () => {
  const depends = (key: string, on: string): ProgramFlag => ({
    ...flag([rule({ serve: 1 }, { id: `${key} on ${on}`, when: ['equals', ['flag_variant', on], ['number', 1]] })]),
    key,
  });

  it('answers every flag, and those that depend on each other fail wherever one begins', () => {
    const flags = [depends('a', 'b'), depends('b', 'c'), depends('c', 'a'), depends('d', 'a'), depends('e', 'f'), always({ serve: 1 })];
    const expected = {
      a: failed('PARSE_ERROR', 'a on b'),
      b: failed('PARSE_ERROR', 'b on c'),
      c: failed('PARSE_ERROR', 'c on a'),
      d: failed('PARSE_ERROR', 'd on a'),
      e: answered(1, 'TARGETING_MATCH', 'e on f'),
      f: answered(1, 'TARGETING_MATCH', 'r'),
    };
    expect(Object.fromEntries(evaluateProgram({ flags }, {}))).toEqual(expected);
    expect(Object.fromEntries(evaluateProgram({ flags: flags.toReversed() }, {}))).toEqual(expected);
  });

  it('breaks a cycle where a flag is forced', () => {
    const answers = evaluateProgram({ flags: [depends('a', 'b'), depends('b', 'a')] }, {}, { forced: { a: 1 } });
    expect(Object.fromEntries(answers)).toEqual({ a: answered(1, 'STATIC'), b: answered(1, 'TARGETING_MATCH', 'b on a') });
  });

  it('that refers to what it has not is refused, not answered', () => {
    const exprs = [
      ['flag_variant', 'x'],
      ['call', 'x'],
      ['in_set', 'x', ['null']],
      ['item', 0],
      ['accumulator'],
      ['nonsense'],
    ] as readonly unknown[];
    for (const expr of exprs as readonly Expr[]) {
      expect(() => evaluateExpr(expr, {}), String(expr)).toThrow(Error);
      expect(() => evaluateExpr(expr, {}), String(expr)).not.toThrow(ProgramFailure);
    }
  });
});
