import {
  and,
  constant,
  equals,
  FALSE,
  isNull,
  item,
  less,
  lessOrEqual,
  not,
  number,
  oneOfNumbers,
  oneOfTexts,
  or,
  text,
} from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { compileRegex } from '../../compile/program/regex.js';
import { attributeOf } from './attribute-reference.js';
import { type Fields, fieldsOf, listOf, textsOf } from './json.js';
import type { Segments } from './segments.js';

/** Ends the evaluation as the vendor's MALFORMED_FLAG does. */
export const MALFORMED: Expr = ['fail', 3];

/** No "v" before a version; minor and patch may be missing. */
const VERSIONS = 2;
/** RFC 3339 in full. */
const DATES = 1;

/**
 * Whether all clauses hold. A list that is missing holds never, an empty one always, as in the vendor's JavaScript SDK. `unsupported` hears
 * of what cannot be translated; a clause that needs it fails.
 */
export function clausesExpr(clauses: unknown, segments: Segments, unsupported: (what: string) => void): Expr {
  if (!Array.isArray(clauses)) return FALSE;
  return and(...clauses.map((clause) => clauseExpr(fieldsOf(clause), segments, unsupported)));
}

function clauseExpr(clause: Fields, segments: Segments, unsupported: (what: string) => void): Expr {
  const { attribute, contextKind, negate, op, values } = clause;
  if (op === 'segmentMatch') {
    const matches = or(...textsOf(values).map((key) => segments.contains(key)));
    return negate ? not(matches) : matches;
  }
  const value = attributeOf(attribute, contextKind);
  if (value === undefined) return MALFORMED;
  // Every item of a list is tried, and another value as if it were the only item.
  const matches: Expr = ['any', ['merge', value], or(...testsOf(op, listOf(values), unsupported))];
  return negate ? and(not(isNull(value)), not(matches)) : matches;
}

/** What of an item would satisfy the clause; nothing for an operator that is not known. */
function testsOf(op: unknown, values: readonly unknown[], unsupported: (what: string) => void): Expr[] {
  if (op === 'in') return equalTo(values);
  const test = typeof op === 'string' && Object.hasOwn(TESTS, op) ? TESTS[op] : undefined;
  return test === undefined ? [] : values.map((value) => test(value, unsupported)).filter((expr) => expr !== undefined);
}

/** No type is taken for another; lists and objects equal nothing. */
function equalTo(values: readonly unknown[]): Expr[] {
  const texts = textsOf(values);
  const numbers = values.filter((value) => typeof value === 'number');
  const booleans = values.filter((value) => typeof value === 'boolean');
  return [
    ...(texts.length > 0 ? [oneOfTexts(item(), texts)] : []),
    ...(numbers.length > 0 ? [oneOfNumbers(item(), numbers)] : []),
    ...booleans.map((value) => equals(item(), constant(value))),
  ];
}

type Test = (value: unknown, unsupported: (what: string) => void) => Expr | undefined;

const ofText =
  (test: (value: string) => Expr): Test =>
  (value) =>
    typeof value === 'string' ? test(value) : undefined;
const ofNumber =
  (test: (value: Expr) => Expr): Test =>
  (value) =>
    typeof value === 'number' ? test(number(value)) : undefined;
const ofDate =
  (test: (value: Expr, date: Expr) => Expr): Test =>
  (value) =>
    typeof value === 'number' || typeof value === 'string' ? test(['date', DATES, item()], ['date', DATES, constant(value)]) : undefined;
const ofVersion = (order: number): Test => ofText((value) => equals(['compare_versions', VERSIONS, item(), text(value)], number(order)));

/** The operators but `in` and `segmentMatch`: each compares the item with one value of the clause. */
const TESTS: Readonly<Record<string, Test>> = {
  startsWith: ofText((value) => ['starts_with', item(), text(value)]),
  endsWith: ofText((value) => ['ends_with', item(), text(value)]),
  contains: ofText((value) => ['contains', item(), text(value)]),
  matches: (value, unsupported) => (typeof value === 'string' ? matching(value, unsupported) : undefined),
  lessThan: ofNumber((value) => less(item(), value)),
  lessThanOrEqual: ofNumber((value) => lessOrEqual(item(), value)),
  greaterThan: ofNumber((value) => less(value, item())),
  greaterThanOrEqual: ofNumber((value) => lessOrEqual(value, item())),
  before: ofDate((date, value) => less(date, value)),
  after: ofDate((date, value) => less(value, date)),
  semVerEqual: ofVersion(0),
  semVerLessThan: ofVersion(-1),
  semVerGreaterThan: ofVersion(1),
};

/** The vendor uses JavaScript's expressions, and one that is none matches nothing. One that the core cannot run is not answered. */
function matching(pattern: string, unsupported: (what: string) => void): Expr {
  const compiled = compileRegex(pattern, {}, 'js');
  if ('words' in compiled) return ['matches', compiled.words, item()];
  if (!isExpression(pattern)) return FALSE;
  unsupported(`matches ${JSON.stringify(pattern.slice(0, 80))}: ${compiled.problem}`);
  return MALFORMED;
}

function isExpression(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern));
  } catch {
    return false;
  }
}
