import type { OpName } from '../compile/program/program.js';

/** What code and traces have in common. */
interface Nodes<N> {
  readonly op: OpName;
  readonly operands: readonly N[];
}

export type Relation = '=' | '==' | '<' | '<=' | '>' | '>=';

/** A comparison read so that the constant, if there is one, stands on the right. */
export interface Comparison<N> {
  readonly subject: N;
  readonly relation: Relation;
  readonly object: N;
}

const RELATIONS: Readonly<Partial<Record<OpName, Relation>>> = {
  equals: '=',
  loose_equals: '==',
  less: '<',
  less_or_equal: '<=',
  js_less: '<',
  js_less_or_equal: '<=',
};

const MIRRORED: Readonly<Record<Relation, Relation>> = { '=': '=', '==': '==', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

const CONSTANTS: ReadonlySet<OpName> = new Set<OpName>(['null', 'true', 'false', 'number', 'text']);

/** Whether a node is the same for every context. */
export const isConstant = <N extends Nodes<N>>({ op, operands }: N): boolean =>
  CONSTANTS.has(op) || ((op === 'list' || op === 'object') && operands.every(isConstant));

/** `undefined` for what is no comparison. */
export function comparisonOf<N extends Nodes<N>>({ op, operands }: N): Comparison<N> | undefined {
  const relation = RELATIONS[op];
  const [left, right] = operands;
  if (relation === undefined || left === undefined || right === undefined) return undefined;
  // The hash that a share is compared with, and the instant, are what is asked about.
  const swaps = isConstant(left) || (right.op === 'now' && left.op !== 'now');
  return swaps ? { subject: right, relation: MIRRORED[relation], object: left } : { subject: left, relation, object: right };
}
