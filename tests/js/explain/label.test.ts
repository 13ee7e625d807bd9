import { describe, expect, it } from 'vitest';
import * as x from '../../../js/compile/program/expr.js';
import { encodeProgram } from '../../../js/compile/program/encode-program.js';
import { type Expr, OPERATIONS, type Program } from '../../../js/compile/program/program.js';
import { compileRegex } from '../../../js/compile/program/regex.js';
import { readNode } from '../../../js/explain/code-node.js';
import { DatafileView } from '../../../js/explain/datafile-view.js';
import { labelOf } from '../../../js/explain/label.js';

const a = x.attribute('a');
const b = x.attribute('b');
const two = x.number(2);
const pattern = (compileRegex('^x+$', {}, 're2') as { words: number[] }).words;
const T = Date.UTC(2026, 10, 27, 8);

/** Every operation, as it is read. */
const LABELS: readonly (readonly [Expr, string])[] = [
  [x.NULL, 'null'],
  [x.TRUE, 'true'],
  [x.FALSE, 'false'],
  [x.number(-1.5e300), '-1.5e+300'],
  [x.text('é "q" 😀'), '"é \\"q\\" 😀"'],
  [x.text('y'.repeat(500)), `"${'y'.repeat(47)}…"`],
  [x.list(two, a), '[2, a]'],
  [x.list(), '[]'],
  [x.attribute('__proto__'), '__proto__'],
  [x.attribute('a b'), '"a b"'],
  [x.get(a, 'city'), 'a.city'],
  [x.member(x.get(a, 'x y'), '0'), 'a["x y"]["0"]'],
  [['any', a, x.equals(x.item(), x.text('q'))], 'any(a, item = "q")'],
  [['all', a, ['any', b, x.equals(x.item(1), x.item())]], 'all(a, any(b, item(1) = item))'],
  [['filter', a, x.item()], 'filter(a, item)'],
  [['map', a, ['add', x.item(), two]], 'map(a, item + 2)'],
  [['reduce', a, ['add', ['accumulator'], x.item()], two], 'reduce(a, accumulator + item, 2)'],
  [x.less(x.NOW, x.number(T)), 'now < 2026-11-27T08:00:00Z'],
  [x.lessOrEqual(x.number(T + 5), x.NOW), 'now >= 2026-11-27T08:00:00.005Z'],
  [x.less(x.NOW, x.number(1e300)), 'now < 1e+300'],
  [x.and(['call', 'shared'], b), '(a or b) and b'],
  [x.and(x.or(a, b), x.not(x.and(a, b))), '(a or b) and not (a and b)'],
  [['and'], 'true'],
  [['or'], 'false'],
  [['and', a], 'a'],
  [x.not(a), 'not a'],
  [x.not(x.isNull(a)), 'a exists'],
  [x.isNull(a), 'a is missing'],
  [['is', 12, a], 'a is a number or a text'],
  [['is', 0, a], 'a is nothing'],
  [['if', a, two, b], 'a ? 2 : b'],
  [['if', a, two], 'a ? 2 : null'],
  [x.equals(x.text('q'), a), 'a = "q"'],
  [['loose_equals', a, two], 'a == 2'],
  [x.less(two, a), 'a > 2'],
  [x.lessOrEqual(a, two), 'a <= 2'],
  [['js_less', a, two], 'a < 2'],
  [['js_less_or_equal', two, a], 'a >= 2'],
  [x.oneOfTexts(a, ['DE', 'FR']), 'a in ["DE", "FR"]'],
  [x.oneOfTexts(a, ['1', '2', '3', '4', '5', '6']), 'a in ["1", "2", "3", "4", … 6 in all]'],
  [x.oneOfTexts(a, []), 'a in []'],
  [x.oneOfNumbers(a, [2, 1]), 'a in [1, 2]'],
  [['in', a, b], 'a in b'],
  [['integer', a], 'integer(a)'],
  [['contains', a, ['lower', b]], 'a contains lower(b)'],
  [['starts_with', a, x.text('q')], 'a starts with "q"'],
  [['ends_with', a, x.text('q')], 'a ends with "q"'],
  [['to_text', a], 'text(a)'],
  [['to_number', a], 'number(a)'],
  [['parse_float', a], 'parse_float(a)'],
  [['cat', a, x.text(':'), b], 'cat(a, ":", b)'],
  [['cat'], 'cat()'],
  [['substring', a, two, two], 'substring(a, 2, 2)'],
  [['length', a], 'length(a)'],
  [['matches', pattern, a], 'a matches /^x+$/'],
  [x.lessOrEqual(x.number(0), ['compare_versions', 3, a, x.text('2.0.0')]), 'version a >= "2.0.0"'],
  [['compare_versions', 3, a, b], 'compare_versions(a, b)'],
  [['padded_version', a], 'padded_version(a)'],
  [x.less(['date', 0, a], x.number(T)), 'date(a) < 2026-11-27T08:00:00Z'],
  [['in_cidr', [0, 0, 0xffff, 0x0a000000, 104, 0x20010db8, 0, 0, 0, 32, 0, 0, 0, 1, 128], a], 'a in [10.0.0.0/8, 2001:db8::/32, ::1]'],
  [['in_set', 'exact', a], 'a in a set of 2 ids'],
  [['in_set', 'filter', a], 'a in a set of ids (Bloom filter)'],
  [['multiply', ['add', a, b], ['subtract', a, ['subtract', b, two]]], '(a + b) * (a - (b - 2))'],
  [['modulo', ['divide', a, b], two], 'a / b % 2'],
  [['min', a, b], 'min(a, b)'],
  [['max'], 'max()'],
  [['merge', a, b], 'merge(a, b)'],
  [['fail', 3], 'fail(PARSE_ERROR)'],
  [
    x.less(['scale', 1_000_000, ['unit_hash', 'coverage', 's', ['unit', x.attribute('user')]]], x.number(200_000)),
    'scale(unit_hash("coverage", "s", user), 1000000) < 200000',
  ],
  [['murmur3', 7, 0, a], 'murmur3(a, seed 7)'],
  [['fnv1a', a], 'fnv1a(a)'],
  [['md5', a], 'md5(a)'],
  [['sha1', a], 'sha1(a)'],
  [['sha256', 1000, a], 'sha256(a) % 1000'],
  [['crc32', a], 'crc32(a)'],
  [['flag_variant', 'other'], 'variant of flag other'],
  [x.oneOfNumbers(['flag_variant', 'other'], [1]), 'flag other serves "on"'],
  [['flag_pick', 'other', a, b], 'value of flag other'],
  [['object', ['x', 'y z'], a, two], '{x: a, "y z": 2}'],
];

const SURROUNDINGS: Omit<Program, 'flags'> = {
  shared: [{ name: 'shared', value: x.or(a, b) }],
  sets: [
    { name: 'exact', ids: ['1', '2'] },
    { name: 'filter', ids: ['1', '2'], falsePositiveRate: 0.01 },
  ],
};
const OTHER = {
  key: 'other',
  type: 'boolean' as const,
  variants: [
    { key: 'off', json: 'false' },
    { key: 'on', json: 'true' },
  ],
  defaultVariant: 0,
  rules: [],
};

function labelFor(when: Expr): string {
  const flag = { key: 'f', type: 'boolean' as const, variants: [], defaultVariant: -1, rules: [{ id: 'r', when, then: { serve: -1 } }] };
  const { bytes, problems } = encodeProgram({ ...SURROUNDINGS, flags: [flag, OTHER] });
  expect(problems).toEqual([]);
  const view = new DatafileView(bytes);
  return labelOf(readNode(view, view.flag('f')?.rules[0]?.when as number), view);
}

const operationsOf = (expr: Expr): readonly string[] => [
  expr[0],
  ...expr
    .slice(1)
    .flatMap((part) =>
      Array.isArray(part) && typeof part[0] === 'string' && part[0] in OPERATIONS ? operationsOf(part as unknown as Expr) : [],
    ),
];

describe('the label of an expression', () => {
  it.each(LABELS)('%j', (expr, label) => {
    expect(labelFor(expr)).toBe(label);
  });

  it('is there for every operation', () => {
    const shown = new Set(LABELS.flatMap(([expr]) => operationsOf(expr)));
    expect(Object.keys(OPERATIONS).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('ends where an expression is too large to be read, also when shared expressions multiply', () => {
    const wide = labelFor(x.or(...Array.from({ length: 3000 }, (_, i) => x.attribute(`attribute ${i}`))));
    expect(wide.length).toBeLessThan(20_000);
    const doubled = Array.from({ length: 30 }, (_, i) => ({
      name: `s${i}`,
      value: (i === 0 ? a : ['or', ['call', `s${i - 1}`], ['call', `s${i - 1}`]]) as Expr,
    }));
    const rule = { id: 'r', when: ['call', 's29'] as Expr, then: { serve: -1 } };
    const flag = { key: 'f', type: 'boolean' as const, variants: [], defaultVariant: -1, rules: [rule] };
    const view = new DatafileView(encodeProgram({ shared: doubled, flags: [flag] }).bytes);
    expect(labelOf(readNode(view, view.flag('f')?.rules[0]?.when as number), view)).toContain('…');
  });
});
