import { invalid, listOf, textOf } from '../../wire/check.js';
import * as x from '../program/expr.js';
import type { Expr } from '../program/program.js';
import { PARTS } from './fields.js';

/** The id of the unit that `unit` names: an attribute, or of several the first that is neither missing nor empty. It fails without one. */
export function unitExpr(unit: unknown, path: string): Expr {
  if (!Array.isArray(unit)) return ['unit', x.attribute(textOf(unit ?? 'user', path))];
  const names = listOf(unit, path).map((name, i) => textOf(name, `${path}[${i}]`));
  const last = names.pop();
  if (last === undefined) throw invalid(path, 'needs at least one');
  // Not `or`: 0 is an id, and false is the error it always is.
  const choices = names
    .map((name) => x.attribute(name))
    .flatMap((value) => [x.not(x.or(x.isNull(value), x.equals(value, x.text('')))), value]);
  return ['unit', choices.length === 0 ? x.attribute(last) : ['if', ...choices, x.attribute(last)]];
}

/** A unit's place in [0, total) for a purpose (core/decisions/bucketing.md). */
export const bucketExpr = (purpose: string, salt: string, unit: Expr, total: number): Expr => [
  'scale',
  total,
  ['unit_hash', purpose, salt, unit],
];

/** Whether the unit is among the first `ppm` parts per million. A unit that is missing fails, whatever the share; at 1,000,000 nothing is hashed. */
export function shareGate(purpose: string, salt: string, unit: Expr, ppm: number): readonly Expr[] {
  if (ppm === PARTS) return [];
  if (ppm === 0) return [x.not(x.isNull(unit)), x.FALSE];
  return [x.less(bucketExpr(purpose, salt, unit, PARTS), x.number(ppm))];
}

/** Whether the unit is in none of the first `ppm` parts per million. */
export function holdoutGate(salt: string, unit: Expr, ppm: number): readonly Expr[] {
  if (ppm === 0) return [];
  if (ppm === PARTS) return [x.not(x.isNull(unit)), x.FALSE];
  return [x.lessOrEqual(x.number(ppm), bucketExpr('holdout', salt, unit, PARTS))];
}
