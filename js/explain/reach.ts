import { holds, type TracedNode } from './traced-node.js';

/** How a node took part in the answer. The core evaluates every node for an explanation; answering stops as soon as it can. */
export interface Part {
  /** Answering came by here. */
  readonly reached: boolean;
  /** Were its value another, the whole might be. */
  readonly decisive: boolean;
}

/** The parts of a node's operands, given its own. */
export function partsOf(node: TracedNode, { reached, decisive }: Part): readonly Part[] {
  const { operands } = node;
  const count = reached ? reachedOperands(node) : new Set<number>();
  return operands.map((operand, i) => {
    const isReached = count.has(i);
    return { reached: isReached, decisive: decisive && isReached && decides(node, operand) };
  });
}

/** Of several conditions joined, only those decide that say what the whole says. */
const decides = (node: TracedNode, operand: TracedNode): boolean =>
  (node.op !== 'and' && node.op !== 'or') || operand.error !== undefined || holds(operand) === holds(node);

function reachedOperands({ op, operands }: TracedNode): ReadonlySet<number> {
  const reached = new Set<number>();
  /** Whether answering goes on behind this operand. */
  const pass = (i: number): boolean => {
    reached.add(i);
    return operands[i]?.error === undefined;
  };
  const says = (i: number): boolean => holds(operands[i] as TracedNode);
  for (let i = 0; i < operands.length; i++) {
    if (!pass(i)) break;
    if (op === 'and' && !says(i)) break;
    if (op === 'or' && says(i)) break;
    if (op !== 'if' || i === operands.length - 1) continue;
    if (says(i)) {
      pass(i + 1);
      break;
    }
    i++;
  }
  return reached;
}
