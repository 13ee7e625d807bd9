import type { Expr } from './program.js';

/** Expressions of rule programs, shorter than writing the tuples. What each answers: core/assay/targeting/opcode.h. */
export const NULL: Expr = ['null'];
export const TRUE: Expr = ['true'];
export const FALSE: Expr = ['false'];
export const NOW: Expr = ['now'];
export const number = (value: number): Expr => ['number', value];
export const text = (value: string): Expr => ['text', value];
export const list = (...items: Expr[]): Expr => ['list', ...items];
export const attribute = (name: string): Expr => ['attribute', name];
export const get = (of: Expr, key: string): Expr => ['get', key, of];
export const member = (of: Expr, key: string): Expr => ['member', key, of];
export const item = (depth = 0): Expr => ['item', depth];
export const and = (...all: Expr[]): Expr => (all.length === 1 ? (all[0] as Expr) : ['and', ...all]);
export const or = (...any: Expr[]): Expr => (any.length === 1 ? (any[0] as Expr) : ['or', ...any]);
export const not = (value: Expr): Expr => ['not', value];
export const equals = (left: Expr, right: Expr): Expr => ['equals', left, right];
export const less = (left: Expr, right: Expr): Expr => ['less', left, right];
export const lessOrEqual = (left: Expr, right: Expr): Expr => ['less_or_equal', left, right];
export const isNull = (value: Expr): Expr => ['is', 1, value];
export const oneOfTexts = (value: Expr, texts: readonly string[]): Expr => ['one_of_texts', texts, value];
export const oneOfNumbers = (value: Expr, numbers: readonly number[]): Expr => ['one_of_numbers', numbers, value];

/** A JSON value as a constant. */
export function constant(value: unknown): Expr {
  if (typeof value === 'boolean') return value ? TRUE : FALSE;
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return list(...value.map(constant));
  if (typeof value !== 'object' || value === null) return NULL;
  return ['object', Object.keys(value), ...Object.values(value).map(constant)];
}
