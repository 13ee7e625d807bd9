import { attribute, type Expr, isNull, or, text } from './exprs.js';

/** Not null, and there. */
export const isThere = (value: Expr): Expr => ['is', 62, value];

export const isList = (value: Expr): Expr => ['is', 16, value];

/** JavaScript's truth: here an empty list is true. */
export const isTruthy = (value: Expr): Expr => or(value, isList(value));

/** JavaScript's String(), of null as well. */
export const writtenOut = (value: Expr): Expr => ['if', isNull(value), text('null'), ['to_text', value]];

/** The value at a path of names between dots, from an object or, without one, from the attributes. A list has a length. */
export function atPath(path: string, from?: Expr): Expr {
  const step = (of: Expr | undefined, key: string): Expr => {
    if (of === undefined) return attribute(key);
    const found: Expr = ['get', key, of];
    return key === 'length' ? ['if', isList(of), ['length', of], found] : found;
  };
  return path.split('.').reduce(step, from) as Expr;
}
