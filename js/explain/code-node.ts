import { type ImmediateKind, OPERATIONS, type Operation, type OpName } from '../compile/program/program.js';
import type { DatafileView } from './datafile-view.js';

/** What an immediate of a node stands for. A `flag` is its place, a `shared` expression where it starts in the code. */
export type Immediate = string | number | readonly string[] | readonly number[] | { readonly isExact: boolean; readonly ids: number };

/** One node of a rule program, read back from the code. */
export interface CodeNode {
  /** Place in the code. */
  readonly at: number;
  readonly op: OpName;
  readonly immediates: readonly Immediate[];
  readonly operands: readonly CodeNode[];
}

const NAMES: readonly OpName[] = Object.entries(OPERATIONS)
  .sort(([, a], [, b]) => a.code - b.code)
  .map(([name]) => name as OpName);

/** Operations whose operands but the first are run once per item. */
const ITERATIONS: ReadonlySet<OpName> = new Set<OpName>(['any', 'all', 'filter', 'map', 'reduce']);

export const isIteration = (op: OpName): boolean => ITERATIONS.has(op);

/** The node that starts at `at`, with everything below it; what shared expressions hold is not below. */
export function readNode(view: DatafileView, at: number): CodeNode {
  const { code } = view;
  const header = code[at] as number;
  const op = NAMES[header & 0xff] as OpName;
  const end = at + (header >>> 8);
  const immediates: Immediate[] = [];
  let next = at + 1;
  for (const kind of (OPERATIONS[op] as Operation).immediates) {
    const word = code[next] as number;
    const size = isList(kind) ? word : 0;
    immediates.push(readImmediate(view, kind, word, code.subarray(next + 1, next + 1 + size)));
    next += 1 + size;
  }
  const operands: CodeNode[] = [];
  for (; next < end; next += (code[next] as number) >>> 8) operands.push(readNode(view, next));
  return { at, op, immediates, operands };
}

const isList = (kind: ImmediateKind): boolean => kind === 'texts' || kind === 'numbers' || kind === 'names' || kind === 'words';

function readImmediate(view: DatafileView, kind: ImmediateKind, word: number, words: Uint32Array): Immediate {
  switch (kind) {
    case 'text':
      return view.text(word);
    case 'number':
      return view.number(word);
    case 'attribute':
      return view.attribute(word);
    case 'shared':
      return view.expression(word);
    case 'set':
      return view.set(word);
    case 'texts':
    case 'names':
      return Array.from(words, (index) => view.text(index));
    case 'numbers':
      return Array.from(words, (index) => view.number(index));
    case 'words':
      return Array.from(words);
    case 'word':
    case 'flag':
      return word;
  }
}
