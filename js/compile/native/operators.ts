import type { Scalar } from '../../shared/query.js';
import { fieldsOf, invalid, listOf, textOf } from '../../wire/check.js';
import * as x from '../program/expr.js';
import type { Expr } from '../program/program.js';
import { compileRegex } from '../program/regex.js';
import { cidrWords } from './cidr.js';
import { booleanOf, textsOf } from './fields.js';
import { instantOf } from './instant.js';
import { isVersion, NATIVE_VERSIONS } from './version.js';

/** How an operator's operand reads, as the condition on `subject`. */
type Operator = (subject: Expr, operand: unknown, path: string, ignoreCase: boolean) => Expr;

const MAX_NESTING = 64;
const LIST = 16;
const LENIENT_DATES = 0;

/**
 * A condition on a value: a bare value it equals, or operators that all hold.
 * @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks
 */
export function compileCondition(subject: Expr, condition: unknown, path: string, depth = 0): Expr {
  if (typeof condition !== 'object' || condition === null) return equalTo(subject, condition, path);
  if (depth > MAX_NESTING) throw invalid(path, `nested deeper than ${MAX_NESTING}`);
  const source = fieldsOf(condition, path, [...Object.keys(OPERATORS), 'any', 'all', 'ignore_case']);
  const ignoreCase = source['ignore_case'] !== undefined && booleanOf(source['ignore_case'], `${path}.ignore_case`);
  const written = Object.entries(source).filter(([name, operand]) => operand !== undefined && name !== 'ignore_case');
  if (written.length === 0) throw invalid(path, `needs an operator: ${Object.keys(OPERATORS).join(', ')}, any, all`);
  if (ignoreCase && !written.some(([name]) => CASED.has(name))) throw invalid(`${path}.ignore_case`, `is for ${[...CASED].join(', ')}`);
  return x.and(
    ...written.map(([name, operand]): Expr => {
      const field = `${path}.${name}`;
      if (name !== 'any' && name !== 'all') return (OPERATORS[name] as Operator)(subject, operand, field, ignoreCase);
      // Each body looks at the innermost item only, however deep lists nest.
      return x.and(['is', LIST, subject], [name, subject, compileCondition(x.item(), operand, field, depth + 1)]);
    }),
  );
}

/** Operators on texts that `ignore_case` is for. */
const CASED: ReadonlySet<string> = new Set(['contains', 'starts_with', 'ends_with', 'matches']);

const OPERATORS: Readonly<Record<string, Operator>> = {
  equals: equalTo,
  not_equals: (subject, operand, path) => x.not(equalTo(subject, operand, path)),
  in: oneOf,
  not_in: (subject, operand, path) => x.not(oneOf(subject, operand, path)),
  gt: (subject, operand, path) => x.less(boundOf(operand, path), subject),
  gte: (subject, operand, path) => x.lessOrEqual(boundOf(operand, path), subject),
  lt: (subject, operand, path) => x.less(subject, boundOf(operand, path)),
  lte: (subject, operand, path) => x.lessOrEqual(subject, boundOf(operand, path)),
  exists: (subject, operand, path) => (booleanOf(operand, path) ? x.not(x.isNull(subject)) : x.isNull(subject)),
  semver_equals: (subject, operand, path) => x.equals(versionOrder(subject, operand, path), x.number(0)),
  semver_gt: (subject, operand, path) => x.less(x.number(0), versionOrder(subject, operand, path)),
  semver_gte: (subject, operand, path) => x.lessOrEqual(x.number(0), versionOrder(subject, operand, path)),
  semver_lt: (subject, operand, path) => x.less(versionOrder(subject, operand, path), x.number(0)),
  semver_lte: (subject, operand, path) => x.lessOrEqual(versionOrder(subject, operand, path), x.number(0)),
  contains: anyText('contains'),
  starts_with: anyText('starts_with'),
  ends_with: anyText('ends_with'),
  matches,
  before: (subject, operand, path) => x.less(dateOf(subject), x.number(instantOf(operand, path))),
  after: (subject, operand, path) => x.less(x.number(instantOf(operand, path)), dateOf(subject)),
  in_cidr: inCidr,
  not_in_cidr: (subject, operand, path) => x.not(inCidr(subject, operand, path)),
};

const dateOf = (subject: Expr): Expr => ['date', LENIENT_DATES, subject];

function scalarOf(value: unknown, path: string): Scalar {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw invalid(path, 'must be well-formed Unicode (it holds half of a surrogate pair)');
    return value;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw invalid(path, 'must be a finite number');
    return value;
  }
  if (typeof value !== 'boolean') throw invalid(path, 'must be a string, a number or a boolean');
  return value;
}

function equalTo(subject: Expr, operand: unknown, path: string): Expr {
  return x.equals(subject, x.constant(scalarOf(operand, path)));
}

/** Of a mixed list, each type by itself. */
function oneOf(subject: Expr, operand: unknown, path: string): Expr {
  const values = listOf(operand, path).map((value, i) => scalarOf(value, `${path}[${i}]`));
  const texts = values.filter((value) => typeof value === 'string');
  const numbers = values.filter((value) => typeof value === 'number');
  return x.or(
    ...(texts.length > 0 ? [x.oneOfTexts(subject, texts)] : []),
    ...(numbers.length > 0 ? [x.oneOfNumbers(subject, numbers)] : []),
    ...[true, false].filter((value) => values.includes(value)).map((value) => x.equals(subject, x.constant(value))),
  );
}

function boundOf(operand: unknown, path: string): Expr {
  const bound = scalarOf(operand, path);
  if (typeof bound === 'boolean') throw invalid(path, 'must be a number or a string');
  return x.constant(bound);
}

function versionOrder(subject: Expr, operand: unknown, path: string): Expr {
  if (typeof operand !== 'string') throw invalid(path, 'must be a version, as text');
  if (!isVersion(operand)) throw invalid(path, 'must be a version, as "1.4.0" or "v2.0.0-rc.1"');
  return ['compare_versions', NATIVE_VERSIONS, subject, x.text(operand)];
}

function anyText(name: 'contains' | 'starts_with' | 'ends_with'): Operator {
  return (subject, operand, path, ignoreCase) => {
    // Lower case is a table of the core's, so both sides go through it.
    const cased = (value: Expr): Expr => (ignoreCase ? ['lower', value] : value);
    return x.or(...textsOf(operand, path).map((part): Expr => [name, cased(subject), cased(x.text(part))]));
  };
}

function matches(subject: Expr, operand: unknown, path: string, ignoreCase: boolean): Expr {
  const pattern = compileRegex(textOf(operand, path), { ignoreCase }, 're2');
  if ('problem' in pattern) throw invalid(path, pattern.problem);
  return ['matches', pattern.words, subject];
}

function inCidr(subject: Expr, operand: unknown, path: string): Expr {
  const blocks = textsOf(operand, path).map((block, i) => cidrWords(block, typeof operand === 'string' ? path : `${path}[${i}]`));
  return ['in_cidr', blocks.flat(), subject];
}
