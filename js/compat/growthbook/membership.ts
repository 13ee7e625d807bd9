import { constant, type Expr, equals, item, or } from './exprs.js';
import { isNumber, isText } from './fields.js';

/**
 * In lower case as the core's operation has it: code point by code point, one whose lower case is several staying as it is, so that the
 * texts of both sides are folded alike.
 */
export const lowerCase = (text: string): string =>
  Array.from(text, (point) => {
    const lower = point.toLowerCase();
    return [...lower].length === 1 ? lower : point;
  }).join('');

/** Whether the value, or for a list one of its items, is one of the wanted. Lists and objects never are, being others each time. */
export function membership(value: Expr, wanted: readonly unknown[], ignoreCase = false): Expr {
  const texts = wanted.filter(isText);
  const numbers = wanted.filter(isNumber);
  const others = [null, true, false].filter((one) => wanted.includes(one));
  const ifAny = (list: readonly unknown[], test: Expr): readonly Expr[] => (list.length ? [test] : []);
  const isWanted = (one: Expr): Expr =>
    or(
      ...ifAny(texts, ignoreCase ? ['one_of_texts', texts.map(lowerCase), ['lower', one]] : ['one_of_texts', texts, one]),
      ...ifAny(numbers, ['one_of_numbers', numbers, one]),
      ...others.map((other) => equals(one, constant(other))),
    );
  return or(isWanted(value), ['any', value, isWanted(item())]);
}
