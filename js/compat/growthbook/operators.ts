import { and, constant, equals, FALSE, isNull, item, not, text } from '../../compile/program/expr.js';
import type { Expr, OpName } from '../../compile/program/program.js';
import { compileRegex } from '../../compile/program/regex.js';
import { type ConditionScope, inGroup, someItem, valueCondition, writtenOut } from './condition.js';
import { isText } from './fields.js';
import { lowerCase, membership } from './membership.js';

/** What an operator of a condition asks of a value; `undefined` for an operand that it is false for, negated or not. */
type Operator = (value: Expr, operand: unknown, scope: ConditionScope) => Expr | undefined;

/** What one of GrowthBook's operators asks of a value. What is false here for an operand of a wrong type is false in GrowthBook too. */
export function operation(name: string, value: Expr, operand: unknown, scope: ConditionScope): Expr {
  const base = Object.hasOwn(NEGATED, name) ? (NEGATED[name] as string) : name;
  if (!Object.hasOwn(OPERATORS, base)) {
    scope.report(`unknown operator ${name}`);
    return FALSE;
  }
  const holds = (OPERATORS[base] as Operator)(value, operand, scope);
  return holds === undefined ? FALSE : base === name ? holds : not(holds);
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

const TYPES: Readonly<Record<string, number>> = { null: 1, boolean: 2, number: 4, string: 8, array: 16, object: 32 };
const isList = (value: Expr): Expr => ['is', 16, value];

/** The text that sorts as the version does; what is neither a text nor a number is version 0. */
const padded = (value: Expr): Expr => ['padded_version', ['if', ['is', 4 + 8, value], ['to_text', value], text('0')]];
const asIs = (value: Expr): Expr => value;

const compared =
  (op: OpName, sides: (side: Expr) => Expr, isSwapped = false): Operator =>
  (value, operand) => {
    const [left, right] = [sides(value), sides(constant(operand))];
    return isSwapped ? [op, right, left] : [op, left, right];
  };

const ofList =
  (operator: (value: Expr, list: readonly unknown[], scope: ConditionScope) => Expr): Operator =>
  (value, operand, scope) =>
    Array.isArray(operand) ? operator(value, operand, scope) : undefined;

const matching =
  (ignoreCase: boolean): Operator =>
  (value, operand, scope) =>
    isText(operand) ? found(operand, ignoreCase, writtenOut(value), scope) : undefined;

/** For each of the wanted, an item of the value that is it. */
const containing = (isWanted: typeof valueCondition): Operator =>
  ofList((value, list, scope) => and(isList(value), ...list.map((wanted): Expr => ['any', value, isWanted(wanted, item(), scope)])));

const OPERATORS: Readonly<Record<string, Operator>> = {
  // JavaScript's ===, for which a list or an object is never another one.
  $eq: (value, operand) => (typeof operand === 'object' && operand !== null ? FALSE : equals(value, constant(operand))),
  $lt: compared('js_less', asIs),
  $lte: compared('js_less_or_equal', asIs),
  $gt: compared('js_less', asIs, true),
  $gte: compared('js_less_or_equal', asIs, true),
  $veq: compared('equals', padded),
  $vlt: compared('js_less', padded),
  $vlte: compared('js_less_or_equal', padded),
  $vgt: compared('js_less', padded, true),
  $vgte: compared('js_less_or_equal', padded, true),
  $exists: (value, operand) => (operand ? not(isNull(value)) : isNull(value)),
  $in: ofList((value, list) => membership(value, list, false)),
  $ini: ofList((value, list) => membership(value, list, true)),
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
  $type: (value, operand) => (isText(operand) && Object.hasOwn(TYPES, operand) ? ['is', TYPES[operand], value] : undefined),
};

/** Whether a regular expression is found in a text; `undefined` when it is none or, reported, beyond what the core matches. */
export function found(pattern: string, ignoreCase: boolean, value: Expr, { report }: ConditionScope): Expr | undefined {
  const compiled = compileRegex(pattern, { ignoreCase }, 'js');
  if ('words' in compiled) return ['matches', compiled.words, value];
  if (isRegex(pattern)) report(`the pattern ${JSON.stringify(pattern)} is not supported: ${compiled.problem}`);
  return undefined;
}

function isRegex(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}
