import type { Scalar } from '../shared/query.js';

const CANONICAL_NUMBER = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const MAX_FAST_DIGITS = 15;

/**
 * The value that the untyped text `source.slice(start, end)` stands for, `undefined` when it is empty:
 * - a number when it is written the usual way (`12`, `-3.5`, `1e3`) and a double holds it: `007`, `+5`, `.5`, `1-10`, `1e999` and integers
 *   beyond ±(2^53 − 1), such as long ids, stay text
 * - a boolean when it is `true`, `True`, `TRUE` or `false` in the same ways
 * - else the text
 */
export function inferScalar(source: string, start: number, end: number): Scalar | undefined {
  const length = end - start;
  if (length === 0) return undefined;
  const first = source.charCodeAt(start);
  if ((first >= 48 && first <= 57) || first === 45) {
    const fast = smallInteger(source, start, end);
    if (fast !== undefined) return fast;
    const text = source.slice(start, end);
    const match = CANONICAL_NUMBER.exec(text);
    if (match === null) return text;
    const value = Number(text);
    const isInteger = match[1] === undefined && match[2] === undefined;
    return Number.isFinite(value) && (!isInteger || Number.isSafeInteger(value)) ? value + 0 : text;
  }
  const text = source.slice(start, end);
  if (length === 4) {
    if (text === 'true' || text === 'True' || text === 'TRUE') return true;
  } else if (length === 5) {
    if (text === 'false' || text === 'False' || text === 'FALSE') return false;
  }
  return text;
}

/** The value of plain decimal digits, without making a string of them first. */
function smallInteger(source: string, start: number, end: number): number | undefined {
  if (end - start > MAX_FAST_DIGITS || (source.charCodeAt(start) === 48 && end - start > 1)) return undefined;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = source.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}
