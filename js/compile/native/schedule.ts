import { fieldsOf, invalid, listOf } from '../../wire/check.js';
import * as x from '../program/expr.js';
import type { Expr } from '../program/program.js';
import { ppmOf } from './fields.js';
import { instantOf } from './instant.js';

interface Step {
  readonly at: number;
  readonly ppm: number;
}

/** Whether now is in [from, until). */
export function windowGate(from: unknown, until: unknown, path: string): readonly Expr[] {
  const start = from === undefined ? undefined : instantOf(from, `${path}.from`);
  const end = until === undefined ? undefined : instantOf(until, `${path}.until`);
  if (start !== undefined && end !== undefined && start >= end) throw invalid(`${path}.until`, 'must be later than from');
  return [
    ...(start === undefined ? [] : [x.lessOrEqual(x.number(start), x.NOW)]),
    ...(end === undefined ? [] : [x.less(x.NOW, x.number(end))]),
  ];
}

/**
 * The coverage of now, in parts per million, perhaps with a fraction. It never falls: the instants ascend, the coverages do not descend, and
 * each rounding of the arithmetic keeps the order of its operands.
 */
export function rampExpr(ramp: unknown, path: string): Expr {
  const { steps, mode } = Array.isArray(ramp) ? { steps: ramp, mode: undefined } : fieldsOf(ramp, path, ['steps', 'mode']);
  if (mode !== undefined && mode !== 'steps' && mode !== 'linear') throw invalid(`${path}.mode`, "must be 'steps' or 'linear'");
  const all = stepsOf(steps, Array.isArray(ramp) ? path : `${path}.steps`);
  const pieces = all.flatMap((step, i): Expr[] => {
    const next = all[i + 1];
    const value = mode === 'linear' && next !== undefined ? between(step, next) : x.number(step.ppm);
    return next === undefined ? [value] : [x.less(x.NOW, x.number(next.at)), value];
  });
  return ['if', x.less(x.NOW, x.number((all[0] as Step).at)), x.number(0), ...pieces];
}

function stepsOf(steps: unknown, path: string): readonly Step[] {
  const all = listOf(steps, path).map((step, i): Step => {
    const { at, coverage } = fieldsOf(step, `${path}[${i}]`, ['at', 'coverage']);
    return { at: instantOf(at, `${path}[${i}].at`), ppm: ppmOf(coverage, `${path}[${i}].coverage`) };
  });
  if (all.length === 0) throw invalid(path, 'needs at least one step');
  for (const [i, step] of all.entries()) {
    const before = all[i - 1];
    if (before === undefined) continue;
    if (step.at <= before.at) throw invalid(`${path}[${i}].at`, 'must be later than the step before');
    if (step.ppm < before.ppm) throw invalid(`${path}[${i}].coverage`, 'must not be below the step before: a ramp throws nobody out');
  }
  return all;
}

function between(from: Step, to: Step): Expr {
  if (from.ppm === to.ppm) return x.number(from.ppm);
  const passed: Expr = ['subtract', x.NOW, x.number(from.at)];
  return ['add', x.number(from.ppm), ['divide', ['multiply', passed, x.number(to.ppm - from.ppm)], x.number(to.at - from.at)]];
}
