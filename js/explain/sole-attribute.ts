import type { OpName } from '../compile/program/program.js';
import { type CodeNode, readNode } from './code-node.js';
import { nameText } from './constants.js';
import type { DatafileView } from './datafile-view.js';

/** After these a value says nothing of the attribute any more. */
const HASHES: ReadonlySet<OpName> = new Set<OpName>(['unit_hash', 'murmur3', 'fnv1a', 'md5', 'sha1', 'sha256', 'crc32', 'in_set']);

/** Larger expressions are not searched. */
const MAX_NODES = 200;

/** The name of the only attribute that an expression converts; undefined when there are several, or none, or it hashes. */
export function soleAttribute(code: CodeNode, view: DatafileView): string | undefined {
  const names = new Set<string>();
  let left = MAX_NODES;
  const isPlain = (node: CodeNode): boolean => {
    if (left-- <= 0 || HASHES.has(node.op)) return false;
    const [first] = node.immediates;
    if (node.op === 'attribute') names.add(first as string);
    return node.op === 'call' ? isPlain(readNode(view, first as number)) : node.operands.every(isPlain);
  };
  return isPlain(code) && names.size === 1 ? nameText([...names][0] as string) : undefined;
}
