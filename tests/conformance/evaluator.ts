import type { Details } from '../../js/client/types.js';
import type { Expr, Program } from '../../js/compile/program/program.js';

export interface EvaluateOptions {
  /** The instant of the evaluation, ms since the epoch. @defaultValue 0 */
  readonly now?: number;
  /** Indexes of variants by flag key. */
  readonly forced?: Readonly<Record<string, number>>;
}

/** In the words of `assay.details()`; of an unknown flag ERROR / FLAG_NOT_FOUND. */
export type Answer = Details<unknown>;

/** What the suites ask: one of the evaluators of rule programs, whichever `--target` names. */
export interface Evaluator {
  evaluate(program: Program, flag: string, attributes: Readonly<Record<string, unknown>>, options?: EvaluateOptions): Answer;
}

/** The number that an expression gives, through a flag that chooses by it; `null` when it gives none. */
export function numberOf(evaluator: Evaluator, expr: Expr, attributes: Readonly<Record<string, unknown>> = {}): number | null {
  const anything = [-Number.MAX_VALUE, Number.MAX_VALUE, 0] as const;
  const rule = { id: 'number', then: { choose: expr, ranges: [anything] } };
  return evaluator.evaluate(programOf(rule), 'flag', attributes).bucket ?? null;
}

/** Whether an expression gives something truthy, through a flag that is served when it does. */
export function holds(evaluator: Evaluator, expr: Expr, attributes: Readonly<Record<string, unknown>> = {}): boolean {
  return evaluator.evaluate(programOf({ id: 'holds', when: expr, then: { serve: 0 } }), 'flag', attributes).rule === 'holds';
}

const programOf = (rule: Program['flags'][number]['rules'][number]): Program => ({
  flags: [{ key: 'flag', type: 'boolean', variants: [{ key: 'true', json: 'true' }], defaultVariant: -1, rules: [rule] }],
});
