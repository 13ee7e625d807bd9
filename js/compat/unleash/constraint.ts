import { compileRegex } from '../../compile/program/regex.js';
import {
  and,
  attribute,
  equals,
  FALSE,
  isNull,
  less,
  lessOrEqual,
  NOW,
  not,
  NULL,
  number,
  oneOfTexts,
  or,
  text,
} from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { cidrWords, holdsV4 } from './cidr.js';
import { type Fields, fieldsOf, listOf } from './fields.js';

/** Versions as semver 2.0.0 writes them, no "v" in front and nothing left out. */
const STRICT_VERSION = 0;
const LENIENT_DATE = 0;
const V4_BLOCK = [0, 0, 0xffff, 0, 96] as const;

/** A context field as Unleash compares it: as a text, null when it is missing. */
export const contextText = (name: unknown): Expr => (typeof name === 'string' ? ['to_text', attribute(name)] : NULL);

/** Told what a constraint asks for that cannot be had; it does not hold then. */
export type Report = (message: string) => void;

/** Whether a constraint holds. One that is malformed or has an unknown operator never does, not even inverted. */
export function constraintExpr(source: unknown, report: Report): Expr {
  const constraint = fieldsOf(source);
  const operator = constraint?.['operator'];
  if (constraint === undefined || typeof operator !== 'string' || !Object.hasOwn(OPERATORS, operator)) return FALSE;
  const holds = (OPERATORS[operator] as Operator)(constraint, contextText(constraint['contextName']), report);
  return constraint['inverted'] ? not(holds) : holds;
}

type Operator = (constraint: Fields, field: Expr, report: Report) => Expr;

/** The values to compare with, trimmed; Unleash passes over empty ones. */
const valuesOf = ({ values }: Fields): string[] =>
  listOf(values).flatMap((value) => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() || [] : []));

const isIn: Operator = (constraint, field) => oneOfTexts(field, valuesOf(constraint));

const onTexts =
  (operation: 'starts_with' | 'ends_with' | 'contains'): Operator =>
  (constraint, field) => {
    // Both sides go through the same operation, so that they agree on what lower case is.
    const fold = (value: Expr): Expr => (constraint['caseInsensitive'] ? ['lower', value] : value);
    const tests = valuesOf(constraint).map((value): Expr => [operation, fold(field), fold(text(value))]);
    return tests.length === 0 ? FALSE : or(...tests);
  };

const onNumbers =
  (compare: (field: Expr, value: Expr) => Expr): Operator =>
  ({ value }, field) => {
    if (typeof value !== 'string' && typeof value !== 'number') return FALSE;
    const operand = Number(value);
    if (Number.isNaN(operand)) return FALSE;
    const constant: Expr = Number.isFinite(operand) ? number(operand) : ['divide', number(operand > 0 ? 1 : -1), number(0)];
    return and(not(isNull(field)), compare(['to_number', field], constant));
  };

const onVersions =
  (compare: (order: Expr, zero: Expr) => Expr): Operator =>
  ({ value }, field) =>
    typeof value === 'string' ? compare(['compare_versions', STRICT_VERSION, field, text(value)], number(0)) : FALSE;

const onDates =
  (compare: (field: Expr, value: Expr) => Expr): Operator =>
  ({ contextName, value }) => {
    if (typeof value !== 'string' || typeof contextName !== 'string') return FALSE;
    const instant = (of: Expr): Expr => ['date', LENIENT_DATE, of];
    const field = attribute(contextName);
    const at = contextName === 'currentTime' ? (['if', field, instant(field), NOW] as const) : instant(field);
    return compare(at, instant(text(value)));
  };

const matches: Operator = ({ value, caseInsensitive }, field, report) => {
  if (typeof value !== 'string') return FALSE;
  const compiled = compileRegex(value, { ignoreCase: Boolean(caseInsensitive) }, 're2');
  if ('words' in compiled) return ['matches', compiled.words, field];
  report(`REGEX ${JSON.stringify(value.slice(0, 80))} matches nothing: ${compiled.problem}`);
  return FALSE;
};

export const isInBlocks = (field: Expr, blocks: readonly string[]): Expr => {
  const all = blocks.map(cidrWords).filter((words) => words !== undefined);
  const wide = all.filter(holdsV4);
  const exact: Expr = ['in_cidr', all.filter((words) => !holdsV4(words)).flat(), field];
  if (wide.length === 0) return exact;
  return or(exact, and(['in_cidr', wide.flat(), field], not(['in_cidr', V4_BLOCK, field])));
};

const reversed =
  (compare: (left: Expr, right: Expr) => Expr) =>
  (left: Expr, right: Expr): Expr =>
    compare(right, left);

const OPERATORS: Readonly<Record<string, Operator>> = {
  IN: isIn,
  NOT_IN: (constraint, field, report) => not(isIn(constraint, field, report)),
  STR_STARTS_WITH: onTexts('starts_with'),
  STR_ENDS_WITH: onTexts('ends_with'),
  STR_CONTAINS: onTexts('contains'),
  NUM_EQ: onNumbers(equals),
  NUM_GT: onNumbers(reversed(less)),
  NUM_GTE: onNumbers(reversed(lessOrEqual)),
  NUM_LT: onNumbers(less),
  NUM_LTE: onNumbers(lessOrEqual),
  DATE_AFTER: onDates(reversed(less)),
  DATE_BEFORE: onDates(less),
  SEMVER_EQ: onVersions(equals),
  SEMVER_GT: onVersions(reversed(less)),
  SEMVER_GTE: onVersions(reversed(lessOrEqual)),
  SEMVER_LT: onVersions(less),
  SEMVER_LTE: onVersions(lessOrEqual),
  REGEX: matches,
  IN_CIDR: (constraint, field) => isInBlocks(field, valuesOf(constraint)),
};
