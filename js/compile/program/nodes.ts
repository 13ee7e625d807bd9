import { type Expr, type ImmediateKind, OPERATIONS, type Operation, type OpName } from './program.js';

/** Nodes inside nodes, calls of shared expressions included: the evaluator and this compiler go down by recursion. */
export const MAX_NESTING = 64;

/** Word counts of nodes are of 24 bits. */
export const MAX_WORDS = 2 ** 24 - 1;

export const operationOf = (expr: Expr): Operation => OPERATIONS[expr[0]];

export const isOperation = (name: unknown): name is OpName => typeof name === 'string' && Object.hasOwn(OPERATIONS, name);

/** The immediates of a well-formed node with their kinds. */
export function immediatesOf(expr: Expr): readonly (readonly [ImmediateKind, unknown])[] {
  return operationOf(expr).immediates.map((kind, i) => [kind, expr[i + 1]]);
}

export const operandsOf = (expr: Expr): readonly Expr[] =>
  expr.slice(1 + operationOf(expr).immediates.length) as readonly unknown[] as Expr[];
