import { and, attribute, equals, isNull, less, lessOrEqual, not, number, oneOfTexts, or, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { type Fields, fieldsOf, listOf, Malformed, textOf } from './malformed.js';
import { patternExpr } from './pattern.js';
import type { SharedExprs } from './shared-exprs.js';

/** Bits of Opcode::kIs: a boolean, a number or a text. Lists and objects have no text to compare. */
const SCALAR = 14;
const NUMBER = 4;

/** What is a number in a text: no blanks, no hexadecimal digits, no infinities. */
const DECIMAL = '^[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?$';

/** Dialects of versions (semver.h): the two vendors'. */
const WITH_V = 1;
const PARTS_MAY_MISS = 2;

/** Whether some rule holds: each is a list of conditions that hold together. */
export function rulesExpr(rules: readonly unknown[], where: string, shared: SharedExprs): Expr {
  return or(
    ...rules.map((rule, i) => {
      const here = `${where}[${i}].conditions`;
      const conditions = listOf(fieldsOf(rule, `${where}[${i}]`)['conditions'], here);
      return and(...conditions.map((condition, j) => conditionExpr(fieldsOf(condition, `${here}[${j}]`), `${here}[${j}]`, shared)));
    }),
  );
}

function conditionExpr(condition: Fields, where: string, shared: SharedExprs): Expr {
  const name = textOf(condition['attribute'], `${where}.attribute`);
  const operator = textOf(condition['operator'], `${where}.operator`);
  if (!Object.hasOwn(OPERATORS, operator)) throw new Malformed(`${where}.operator: unknown ${JSON.stringify(operator.slice(0, 80))}`);
  return (OPERATORS[operator] as Operator)(name, condition['value'], `${where}.value`, shared);
}

type Operator = (name: string, value: unknown, where: string, shared: SharedExprs) => Expr;

/** A comparison in terms of the two that there are. */
type Comparison = (left: Expr, right: Expr) => Expr;
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  LT: less,
  LTE: lessOrEqual,
  GT: (left, right) => less(right, left),
  GTE: (left, right) => lessOrEqual(right, left),
};

/** With a number, numbers and texts that say one; with a version of three parts, versions. */
const compares =
  (comparison: Comparison): Operator =>
  (name, value, where, shared) => {
    const isNumeric = typeof value === 'number' || (typeof value === 'string' && new RegExp(DECIMAL).test(value));
    if (!isNumeric) return comparison(versionOrder(name, value, where, WITH_V), number(0));
    if (!Number.isFinite(Number(value))) throw new Malformed(`${where}: must be finite`);
    return comparison(numberIn(name, shared), number(Number(value)));
  };

const comparesVersions =
  (comparison: Comparison): Operator =>
  (name, value, where) =>
    comparison(versionOrder(name, value, where, PARTS_MAY_MISS), number(0));

/** -1, 0 or 1; null, which compares with nothing, for what is no version. */
function versionOrder(name: string, value: unknown, where: string, dialect: number): Expr {
  const version = textOf(value, where);
  if (!(VERSIONS[dialect] as RegExp).test(version)) throw new Malformed(`${where}: must be a number or a version`);
  return ['compare_versions', dialect, attribute(name), text(version)];
}

/** Semantic Versioning 2.0.0, sections 2, 9 and 10, and each dialect's liberty. */
const CORE = '(?:0|[1-9]\\d*)';
const IDENTIFIER = `(?:${CORE}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;
const TAIL = `(?:-${IDENTIFIER}(?:\\.${IDENTIFIER})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`;
const VERSIONS: Readonly<Record<number, RegExp>> = {
  [WITH_V]: new RegExp(`^v?${CORE}\\.${CORE}\\.${CORE}${TAIL}`),
  [PARTS_MAY_MISS]: new RegExp(`^${CORE}(?:\\.${CORE}){0,2}${TAIL}`),
};

function numberIn(name: string, shared: SharedExprs): Expr {
  return shared.call(`number:${name}`, () => {
    const value = attribute(name);
    return ['if', ['is', NUMBER, value], value, patternExpr(DECIMAL, value), ['to_number', value]];
  });
}

/** Negated or not, what has no text satisfies neither. */
const onText =
  (test: (subject: Expr, value: unknown, where: string) => Expr, negated: boolean): Operator =>
  (name, value, where) => {
    const subject = attribute(name);
    const holds = test(['to_text', subject], value, where);
    return and(['is', SCALAR, subject], negated ? not(holds) : holds);
  };

function isOneOf(subject: Expr, value: unknown, where: string): Expr {
  return oneOfTexts(
    subject,
    listOf(value, where).map((item, i) => textOf(item, `${where}[${i}]`)),
  );
}

function doesMatch(subject: Expr, value: unknown, where: string): Expr {
  const pattern = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return patternExpr(textOf(pattern, where), subject, where);
}

function nullness(name: string, value: unknown, where: string): Expr {
  if (typeof value !== 'boolean') throw new Malformed(`${where}: must be true or false`);
  return value ? isNull(attribute(name)) : not(isNull(attribute(name)));
}

/** No version is not another version either. */
const NEQ: Comparison = (left, right) => and(not(isNull(left)), not(equals(left, right)));

const OPERATORS: Readonly<Record<string, Operator>> = {
  ONE_OF: onText(isOneOf, false),
  NOT_ONE_OF: onText(isOneOf, true),
  MATCHES: onText(doesMatch, false),
  NOT_MATCHES: onText(doesMatch, true),
  IS_NULL: nullness,
  ...Object.fromEntries(
    Object.entries(COMPARISONS).flatMap(([name, comparison]) => [
      [name, compares(comparison)],
      [`SEMVER_${name}`, comparesVersions(comparison)],
    ]),
  ),
  SEMVER_EQ: comparesVersions(equals),
  SEMVER_NEQ: comparesVersions(NEQ),
};
