import { compileRegex } from '../../compile/program/regex.js';
import type { OpName } from '../../compile/program/program.js';
import { type ConditionScope, inGroup, someItem, valueCondition } from './condition.js';
import { and, constant, type Expr, equals, FALSE, isNull, item, not, or, text } from './exprs.js';
import { isText, own } from './fields.js';
import { lowerCase, membership } from './membership.js';
import { isList, isThere, writtenOut } from './values.js';

/** What an operator of a condition asks of a value; `undefined` for an operand that it is false for, negated or not. */
type Operator = (value: Expr, operand: unknown, scope: ConditionScope) => Expr | undefined;

/** What one of GrowthBook's operators asks of a value. What is false here for an operand of a wrong type is false in GrowthBook too. */
export function operation(name: string, value: Expr, operand: unknown, scope: ConditionScope): Expr {
  const base = own(NEGATED, name);
  const operator = own(OPERATORS, base ?? name);
  if (!operator) return scope.report(`unknown operator ${name}`);
  const holds = operator(value, operand, scope);
  return holds && base ? not(holds) : (holds ?? FALSE);
}

const NEGATED: Readonly<Record<string, string>> = {
  $ne: '$eq',
  $vne: '$veq',
  $nin: '$in',
  $nini: '$ini',
  $notInGroup: '$inGroup',
  $notRegex: '$regex',
  $notRegexi: '$regexi',
};

/** In the order of the bits of `is`. */
const TYPES: readonly unknown[] = 'null boolean number string array object'.split(' ');

/** The text that sorts as the version does; what is neither a text nor a number is version 0. */
const padded = (value: Expr): Expr => ['padded_version', ['if', ['is', 4 + 8, value], ['to_text', value], text('0')]];

/** Less, greater and so on of values or of what is made of them. */
function comparisons(prefix: string, sideOf: (value: Expr) => Expr): Readonly<Record<string, Operator>> {
  const less =
    (op: OpName): Operator =>
    (value, operand) => [op, sideOf(value), sideOf(constant(operand))];
  const greater =
    (op: OpName): Operator =>
    (value, operand) => [op, sideOf(constant(operand)), sideOf(value)];
  return {
    [`${prefix}lt`]: less('js_less'),
    [`${prefix}lte`]: less('js_less_or_equal'),
    [`${prefix}gt`]: greater('js_less'),
    [`${prefix}gte`]: greater('js_less_or_equal'),
  };
}

const listed =
  (ignoreCase: boolean): Operator =>
  (value, operand) =>
    Array.isArray(operand) ? membership(value, operand, ignoreCase) : undefined;

const matching =
  (ignoreCase: boolean): Operator =>
  (value, operand, scope) =>
    isText(operand) ? found(operand, ignoreCase, scope, writtenOut(value)) : undefined;

/** For each of the wanted, an item of the value that is it. */
const containing =
  (isWanted: typeof valueCondition): Operator =>
  (value, operand, scope) =>
    Array.isArray(operand)
      ? and(isList(value), ...operand.map((wanted): Expr => ['any', value, isWanted(wanted, item(), scope)]))
      : undefined;

const OPERATORS: Readonly<Record<string, Operator>> = {
  ...comparisons('$', (value) => value),
  ...comparisons('$v', padded),
  // JavaScript's ===, for which a list or an object is never another one.
  $eq: (value, operand) => (typeof operand === 'object' && operand ? FALSE : equals(value, constant(operand))),
  $veq: (value, operand) => equals(padded(value), padded(constant(operand))),
  $exists: (value, operand) => (operand ? isThere(value) : isNull(value)),
  $in: listed(false),
  $ini: listed(true),
  $inGroup: inGroup,
  $not: (value, operand, scope) => not(valueCondition(operand, value, scope)),
  $size: (value, operand, scope) => and(isList(value), valueCondition(operand, ['length', value], scope)),
  $elemMatch: someItem,
  $all: containing(valueCondition),
  $alli: containing((wanted, value, scope) =>
    isText(wanted) ? equals(['lower', writtenOut(value)], text(lowerCase(wanted))) : valueCondition(wanted, value, scope),
  ),
  $regex: matching(false),
  $regexi: matching(true),
  $type: (value, operand) => (TYPES.includes(operand) ? ['is', 1 << TYPES.indexOf(operand), value] : undefined),
};

/** Whether a regular expression is found in one of the texts; `undefined` when it is none or, reported, beyond what the core matches. */
export function found(pattern: string, ignoreCase: boolean, { report }: ConditionScope, ...texts: readonly Expr[]): Expr | undefined {
  const compiled = compileRegex(pattern, { ignoreCase }, 'js');
  if ('words' in compiled) return or(...texts.map((value): Expr => ['matches', compiled.words, value]));
  try {
    new RegExp(pattern);
    report(`the pattern ${JSON.stringify(pattern)} is not supported: ${compiled.problem}`);
  } catch {
    // JavaScript refuses it too: it is found nowhere, and nothing is lost.
  }
  return undefined;
}
