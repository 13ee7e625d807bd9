import { and, FALSE, NULL, not, number, oneOfNumbers, oneOfTexts } from '../../compile/program/expr.js';
import type { Expr, OpName } from '../../compile/program/program.js';
import { type Compiler, type Operator, operationOf, type Scope } from './compiler.js';
import { fractional } from './fractional.js';
import { semVer } from './sem-ver.js';
import { missing, missingSome, variable } from './var.js';

/** The first `count` arguments as expressions, null for those that are not there. */
const operands = (args: readonly unknown[], on: Compiler, count: number): Expr[] =>
  Array.from({ length: count }, (_, i) => (i < args.length ? on.expr(args[i]) : NULL));

const every = (args: readonly unknown[], on: Compiler): Expr[] => args.map((arg) => on.expr(arg));

const unary =
  (make: (operand: Expr) => Expr): Operator =>
  (args, on) =>
    make(operands(args, on, 1)[0] as Expr);

const binary =
  (make: (left: Expr, right: Expr) => Expr): Operator =>
  (args, on) => {
    const [left, right] = operands(args, on, 2) as [Expr, Expr];
    return make(left, right);
  };

/** a < b < c … */
const ascending =
  (make: (left: Expr, right: Expr) => Expr): Operator =>
  (args, on) => {
    const all = operands(args, on, Math.max(2, args.length));
    return and(...all.slice(1).map((right, i) => make(all[i] as Expr, right)));
  };

const isLess = (left: Expr, right: Expr): Expr => ['js_less', left, right];
const isLessOrEqual = (left: Expr, right: Expr): Expr => ['js_less_or_equal', left, right];
const looselyEquals = (left: Expr, right: Expr): Expr => ['loose_equals', left, right];
const strictlyEquals = (left: Expr, right: Expr): Expr => ['equals', left, right];
const toNumber = (value: Expr): Expr => (value[0] === 'number' ? value : ['to_number', value]);
const parsed = (value: Expr): Expr => (value[0] === 'number' ? value : ['parse_float', value]);

const several =
  (op: OpName): Operator =>
  (args, on) => [op, ...every(args, on)];

/** An `if` in the place of the last otherwise goes on where the outer one ends. */
function choice(args: readonly unknown[], on: Compiler): Expr {
  if (args.length === 0) return NULL;
  const [name, inner] = args.length % 2 === 1 ? (operationOf(args.at(-1)) ?? []) : [];
  const goesOn = args.length > 1 && (name === 'if' || name === '?:') && inner !== undefined && inner.length > 0;
  if (!goesOn) return ['if', ...every(args, on)];
  const [, ...rest] = choice(inner, on);
  return ['if', ...every(args.slice(0, -1), on), ...rest];
}

function within(args: readonly unknown[], on: Compiler): Expr {
  const [needle, haystack] = operands(args, on, 2) as [Expr, Expr];
  const items: readonly unknown[] = Array.isArray(args[1]) ? args[1] : [];
  if (items.length > 0 && items.every((item) => typeof item === 'string')) return oneOfTexts(needle, items as string[]);
  if (items.length > 0 && items.every((item) => typeof item === 'number')) return oneOfNumbers(needle, items as number[]);
  return ['in', needle, haystack];
}

const overItems =
  (op: 'map' | 'filter' | 'any' | 'all', scope: Scope = 'item'): Operator =>
  (args, on) => [op, operands(args, on, 1)[0] as Expr, on.body(args[1] ?? null, scope)];

/** True for some item and all; JsonLogic's `all` is false for an empty list and for what is none. */
const all: Operator = (args, on) => {
  const items = operands(args, on, 1)[0] as Expr;
  return ['if', and(['is', 16, items], items), overItems('all')(args, on), FALSE];
};

const reduce: Operator = (args, on) => [
  'reduce',
  operands(args, on, 1)[0] as Expr,
  on.body(args[1] ?? null, 'reduce'),
  args.length > 2 ? on.expr(args[2]) : NULL,
];

const substring: Operator = (args, on) => {
  const [source, start, length] = operands(args, on, 3) as [Expr, Expr, Expr];
  const from: Expr = ['substring', ['to_text', source], toNumber(start)];
  return length === NULL ? from : [...from, toNumber(length)];
};

/** Whether both are texts and the second starts or ends the first; null for anything else. */
const affix =
  (op: 'starts_with' | 'ends_with'): Operator =>
  (args, on) => {
    if (args.length !== 2) return NULL;
    const [whole, part] = operands(args, on, 2) as [Expr, Expr];
    return ['if', and(['is', 8, whole], ['is', 8, part]), [op, whole, part], NULL];
  };

const sum: Operator = (args, on) => (args.length === 0 ? number(0) : ['add', ...every(args, on).map(parsed)]);
const product: Operator = (args, on) => (args.length === 0 ? NULL : ['multiply', ...every(args, on).map(parsed)]);
const difference: Operator = (args, on) => {
  const [left, right] = operands(args, on, 2) as [Expr, Expr];
  return args.length < 2 ? ['multiply', toNumber(left), number(-1)] : ['subtract', toNumber(left), toNumber(right)];
};

/** JsonLogic's operations and flagd's own. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  var: variable,
  missing,
  missing_some: missingSome,
  if: choice,
  '?:': choice,
  and: several('and'),
  or: several('or'),
  '!': unary(not),
  '!!': unary((value) => not(not(value))),
  '==': binary(looselyEquals),
  '!=': binary((left, right) => not(looselyEquals(left, right))),
  '===': binary(strictlyEquals),
  '!==': binary((left, right) => not(strictlyEquals(left, right))),
  '<': ascending(isLess),
  '<=': ascending(isLessOrEqual),
  '>': ascending((left, right) => isLess(right, left)),
  '>=': ascending((left, right) => isLessOrEqual(right, left)),
  min: (args, on) => ['min', ...every(args, on).map(toNumber)],
  max: (args, on) => ['max', ...every(args, on).map(toNumber)],
  '+': sum,
  '*': product,
  '-': difference,
  '/': binary((left, right) => ['divide', toNumber(left), toNumber(right)]),
  '%': binary((left, right) => ['modulo', toNumber(left), toNumber(right)]),
  map: overItems('map'),
  filter: overItems('filter'),
  some: overItems('any'),
  none: (args, on) => not(overItems('any')(args, on)),
  all,
  reduce,
  merge: several('merge'),
  in: within,
  cat: several('cat'),
  substr: substring,
  log: unary((value) => value),
  fractional,
  sem_ver: semVer,
  starts_with: affix('starts_with'),
  ends_with: affix('ends_with'),
};
