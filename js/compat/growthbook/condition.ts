import { and, constant, equals, FALSE, isNull, item, not, number, or, TRUE, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { type Fields, isObject, isText } from './fields.js';
import { atPath, isTruthy } from './hash.js';
import { membership } from './membership.js';
import { operation } from './operators.js';

/** What conditions of one payload share. */
export interface ConditionScope {
  readonly savedGroups: Fields;
  /** Expressions that are worth evaluating once per context, by name. */
  readonly shared: Map<string, Expr>;
  /** Told what cannot be translated; the condition it stands in is false. */
  readonly report: (problem: string) => unknown;
}

/**
 * Whether the members of what is tested satisfy all of the condition.
 * @param tested an object; `undefined`: the context's attributes
 */
export function condition(tested: Expr | undefined, all: unknown, scope: ConditionScope): Expr {
  if (!isObject(all)) {
    scope.report('a condition is no object');
    return FALSE;
  }
  return and(
    ...Object.entries(all).map(([name, value]): Expr => {
      if (name === '$not') return not(condition(tested, value, scope));
      if (name === '$savedGroup') return inSavedGroup(tested, value, scope);
      if (name !== '$or' && name !== '$nor' && name !== '$and') return valueCondition(value, atPath(name, tested), scope);
      if (!Array.isArray(value)) {
        scope.report(`${name} needs a list`);
        return FALSE;
      }
      const parts = value.map((part) => condition(tested, part, scope));
      if (name === '$and') return and(...parts);
      const some = parts.length === 0 ? TRUE : or(...parts);
      return name === '$or' ? some : not(some);
    }),
  );
}

/** Whether a value is the one wanted, or satisfies all operators of an object of operators. */
export function valueCondition(wanted: unknown, value: Expr, scope: ConditionScope): Expr {
  if (typeof wanted === 'string') return isWrittenAs(value, wanted);
  if (typeof wanted === 'number') return equals(['to_number', value], number(wanted));
  if (wanted === true) return isTruthy(value);
  if (wanted === false) return and(not(isNull(value)), not(isTruthy(value)));
  if (!isOperators(wanted)) return equals(value, constant(wanted));
  return and(...Object.entries(wanted).map(([name, operand]): Expr => operation(name, value, operand, scope)));
}

/** Whether some item of a list, not null, satisfies the condition, which is one of the item's members or operators. */
export function someItem(value: Expr, wanted: unknown, scope: ConditionScope): Expr {
  const holds = isOperators(wanted) ? valueCondition(wanted, item(), scope) : condition(item(), wanted, scope);
  return ['any', value, and(not(isNull(item())), holds)];
}

/** Whether the value, or an item of it, is in the saved list, asked once per context for each attribute; `undefined` when it is no list. */
export function inGroup(value: Expr, id: unknown, scope: ConditionScope): Expr | undefined {
  const group = groupOf(id, scope) ?? [];
  const list = isObject(group) && group.type === 'list' ? group.values : group;
  if (!Array.isArray(list)) {
    scope.report(`the saved group ${JSON.stringify(id)} is no list`);
    return undefined;
  }
  const test = membership(value, list, false);
  if (list.length < 2 || JSON.stringify(value).includes('["item"')) return test;
  const name = JSON.stringify([id, value]);
  scope.shared.set(name, test);
  return ['call', name];
}

/** Whether the context is in a saved group, a list of an attribute's values or a condition. A group that needs itself is empty there. */
function inSavedGroup(tested: Expr | undefined, reference: unknown, scope: ConditionScope): Expr {
  const { id, attributeKey }: Fields = isObject(reference) ? reference : {};
  const group = groupOf(id, scope);
  if (tested === undefined && isObject(group)) {
    const key = attributeKey ?? group.attributeKey;
    if (group.type === 'list' && isText(key)) return inGroup(atPath(key), id, scope) ?? FALSE;
    if (group.type === 'condition' && (attributeKey === undefined || isText(attributeKey)))
      return sharedCondition(`group ${id}`, group.condition, scope);
  }
  scope.report(`$savedGroup ${JSON.stringify(id)}: no such group, or not usable here`);
  return FALSE;
}

function sharedCondition(name: string, all: unknown, { shared, ...scope }: ConditionScope): Expr {
  if (!shared.has(name)) {
    shared.set(name, FALSE);
    const value = condition(undefined, all, { shared, ...scope });
    shared.delete(name); // it follows those that it calls
    shared.set(name, value);
  }
  return shared.get(name) === FALSE ? FALSE : ['call', name];
}

const groupOf = (id: unknown, { savedGroups }: ConditionScope): unknown =>
  isText(id) && Object.hasOwn(savedGroups, id) ? savedGroups[id] : undefined;

/** JavaScript's String(), of null as well. */
export const writtenOut = (value: Expr): Expr => ['if', isNull(value), text('null'), ['to_text', value]];

const isWrittenAs = (value: Expr, wanted: string): Expr =>
  wanted === 'null' ? equals(writtenOut(value), text(wanted)) : equals(['to_text', value], text(wanted));

/** An object whose names all begin with "$", of which there is at least one. */
const isOperators = (value: unknown): value is Fields =>
  isObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((name) => name.startsWith('$'));
