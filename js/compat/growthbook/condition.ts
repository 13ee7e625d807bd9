import { and, constant, type Expr, equals, FALSE, item, not, number, or, text } from './exprs.js';
import { type Fields, isObject, isText, own } from './fields.js';
import { membership } from './membership.js';
import { operation } from './operators.js';
import { atPath, isThere, isTruthy, writtenOut } from './values.js';

/** What conditions of one payload share. */
export interface ConditionScope {
  readonly savedGroups: Fields;
  /** Expressions that are worth evaluating once per context, by name. */
  readonly shared: Map<string, Expr>;
  /** Told what cannot be translated; answers what stands for it, which is false. */
  readonly report: (problem: string) => Expr;
}

/**
 * Whether the members of what is tested satisfy all of the condition.
 * @param tested an object; absent: the context's attributes
 */
export function condition(all: unknown, scope: ConditionScope, tested?: Expr): Expr {
  if (!isObject(all)) return scope.report('a condition is malformed');
  return and(
    ...Object.entries(all).map(
      ([name, value]): Expr => own(MEMBERS, name)?.(value, scope, tested) ?? valueCondition(value, atPath(name, tested), scope),
    ),
  );
}

type Member = (value: unknown, scope: ConditionScope, tested?: Expr) => Expr;

const joined =
  (join: (...parts: readonly Expr[]) => Expr): Member =>
  (all, scope, tested) =>
    Array.isArray(all) ? join(...all.map((part) => condition(part, scope, tested))) : scope.report('a condition is malformed');

const some = (...parts: readonly Expr[]): Expr => (parts.length ? or(...parts) : and());

/** The members of a condition that are no attributes. */
const MEMBERS: Readonly<Record<string, Member>> = {
  $not: (all, scope, tested) => not(condition(all, scope, tested)),
  $savedGroup: inSavedGroup,
  $and: joined(and),
  $or: joined(some),
  $nor: joined((...parts) => not(some(...parts))),
};

/** Whether a value is the one wanted, or satisfies all operators of an object of operators. */
export function valueCondition(wanted: unknown, value: Expr, scope: ConditionScope): Expr {
  if (isText(wanted)) return equals(wanted === 'null' ? writtenOut(value) : ['to_text', value], text(wanted));
  if (typeof wanted === 'number') return equals(['to_number', value], number(wanted));
  if (wanted === true) return isTruthy(value);
  if (wanted === false) return and(isThere(value), not(isTruthy(value)));
  if (!isOperators(wanted)) return equals(value, constant(wanted));
  return and(...Object.entries(wanted).map(([name, operand]) => operation(name, value, operand, scope)));
}

/** Whether some item of a list, not null, satisfies the condition, which is one of the item's members or operators. */
export const someItem = (value: Expr, wanted: unknown, scope: ConditionScope): Expr => [
  'any',
  value,
  and(isThere(item()), isOperators(wanted) ? valueCondition(wanted, item(), scope) : condition(wanted, scope, item())),
];

/** Whether the value, or an item of it, is in the saved list, asked once per context for each attribute; `undefined` when it is no list. */
export function inGroup(value: Expr, id: unknown, { savedGroups, shared, report }: ConditionScope): Expr | undefined {
  const group = own(savedGroups, id as string) ?? [];
  const list = isObject(group) && group.type === 'list' ? group.values : group;
  if (!Array.isArray(list)) {
    report(`the saved group ${id} is malformed`);
    return undefined;
  }
  const test = membership(value, list);
  const name = JSON.stringify([id, value]);
  if (list.length < 2 || name.includes('["item"')) return test;
  shared.set(name, test);
  return ['call', name];
}

/** Whether the context is in a saved group, a list of an attribute's values or a condition. A group that needs itself is empty there. */
function inSavedGroup(reference: unknown, scope: ConditionScope, tested?: Expr): Expr {
  const { id, attributeKey }: Fields = isObject(reference) ? reference : {};
  const group = own(scope.savedGroups, id as string);
  if (!tested && isObject(group)) {
    const key = attributeKey ?? group.attributeKey;
    if (group.type === 'list' && isText(key)) return inGroup(atPath(key), id, scope) ?? FALSE;
    if (group.type === 'condition' && isText(attributeKey ?? '')) return sharedCondition(`group ${id}`, group.condition, scope);
  }
  return scope.report(`the saved group ${id} is malformed or missing`);
}

function sharedCondition(name: string, all: unknown, scope: ConditionScope): Expr {
  const { shared } = scope;
  if (!shared.has(name)) {
    shared.set(name, FALSE);
    const value = condition(all, scope);
    shared.delete(name); // it follows those that it calls
    shared.set(name, value);
  }
  return shared.get(name) === FALSE ? FALSE : ['call', name];
}

/** An object whose names all begin with "$", of which there is at least one. */
const isOperators = (value: unknown): value is Fields => {
  const names = isObject(value) ? Object.keys(value) : [];
  return names.length > 0 && names.every((name) => name.startsWith('$'));
};
