import { and, equals, isNull, less, lessOrEqual, NULL, not, number, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { type Compiler, LogicError, operationOf } from './compiler.js';

/** A "v" may lead, minor and patch may be missing. */
const LENIENT = 3;

const NUMBER = '(0|[1-9]\\d*)';
const IDENTIFIERS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const FORM = new RegExp(`^[vV]?${NUMBER}(?:\\.${NUMBER}(?:\\.${NUMBER}(?:-${IDENTIFIERS})?(?:\\+${IDENTIFIERS})?)?)?$`);

/**
 * `{"sem_ver": [version, operator, version]}`: whether the first compares with the second as =, !=, <, <=, > or >= say, has its major version
 * (^), or its major and minor version (~). Null when either is no version, for another operator and another number of arguments.
 */
export function semVer(args: readonly unknown[], on: Compiler): Expr {
  const [left, operator, right] = args;
  if (args.length !== 3) return NULL;
  if (operationOf(operator) !== undefined) throw new LogicError('sem_ver: an operator that is computed is not supported');
  const name = String(operator);
  if (Object.hasOwn(PARTS, name)) return hasSameStart(left, right, PARTS[name] as number, on);
  const test = Object.hasOwn(ORDERS, name) ? ORDERS[name] : undefined;
  if (test === undefined || !canBeVersion(left) || !canBeVersion(right)) return NULL;
  return test(order(versionOf(left, on), versionOf(right, on)));
}

const ZERO = number(0);

/** Each gives null for null. */
const ORDERS: Readonly<Record<string, (order: Expr) => Expr>> = {
  '=': (order) => and(lessOrEqual(order, ZERO), lessOrEqual(ZERO, order)),
  '!=': (order) => ['if', isNull(order), NULL, not(equals(order, ZERO))],
  '<': (order) => less(order, ZERO),
  '<=': (order) => lessOrEqual(order, ZERO),
  '>': (order) => less(ZERO, order),
  '>=': (order) => lessOrEqual(ZERO, order),
};

/** How many numbers of the versions must be the same. */
const PARTS: Readonly<Record<string, number>> = { '^': 1, '~': 2 };

const order = (left: Expr, right: Expr): Expr => ['compare_versions', LENIENT, left, right];

const isRule = (value: unknown): boolean => operationOf(value) !== undefined;
const canBeVersion = (value: unknown): boolean => isRule(value) || FORM.test(String(value));

/** A version as the core reads it, which knows no "V". */
function versionOf(value: unknown, on: Compiler): Expr {
  if (!isRule(value)) return text(String(value).replace('V', 'v'));
  const version: Expr = ['to_text', on.expr(value)];
  return ['if', ['starts_with', version, text('V')], ['substring', version, number(1)], version];
}

/** Between the first version that starts so, which is a pre-release, and the first that does not. */
function hasSameStart(left: unknown, right: unknown, parts: number, on: Compiler): Expr {
  const [version, start] = isRule(right) ? [right, left] : [left, right];
  if (isRule(start)) throw new LogicError('sem_ver: ^ and ~ need a version that is no rule');
  const match = FORM.exec(String(start));
  if (match === null || !canBeVersion(version)) return NULL;
  const numbers = match.slice(1, 1 + parts).map((digits) => BigInt(digits ?? 0));
  const after = [...numbers.slice(0, -1), (numbers.at(-1) ?? 0n) + 1n];
  const first = (of: readonly bigint[]): Expr => text(`${[...of, 0, 0].slice(0, 3).join('.')}-0`);
  const value = versionOf(version, on);
  return and(lessOrEqual(ZERO, order(value, first(numbers))), less(order(value, first(after)), ZERO));
}
