import { FALSE, item, NULL, oneOfNumbers, oneOfTexts, or } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';

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
export function membership(value: Expr, wanted: readonly unknown[], ignoreCase: boolean): Expr {
  if (wanted.length === 0) return FALSE;
  const isWanted = oneOf(wanted, ignoreCase);
  return or(isWanted(value), ['any', value, isWanted(item())]);
}

function oneOf(wanted: readonly unknown[], ignoreCase: boolean): (value: Expr) => Expr {
  const texts = wanted.filter((one) => typeof one === 'string');
  const numbers = wanted.filter((one): one is number => Number.isFinite(one));
  const others = ([null, true, false] as const).filter((one) => wanted.includes(one));
  return (value) =>
    or(
      ...(texts.length === 0 ? [] : [ignoreCase ? oneOfTexts(['lower', value], texts.map(lowerCase)) : oneOfTexts(value, texts)]),
      ...(numbers.length === 0 ? [] : [oneOfNumbers(value, numbers)]),
      ...others.map((one): Expr => ['equals', value, one === null ? NULL : one ? ['true'] : ['false']]),
    );
}
