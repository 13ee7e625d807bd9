import { AssayError } from '../../shared/errors.js';
import { immediatesOf, operandsOf, operationOf } from './nodes.js';
import type { Pools } from './pools.js';
import { COMPAT_OPERATIONS, type Expr, type ImmediateKind } from './program.js';

/** What fills the largest datafile. */
const MAX_CODE_WORDS = 1024 * 1024;

/** Where names stand in the datafile. */
export interface Indexes {
  readonly flags: ReadonlyMap<string, number>;
  readonly sets: ReadonlyMap<string, number>;
  /** The expression of a shared name. */
  readonly shared: ReadonlyMap<string, number>;
}

/** Writes checked expressions as words: a header, immediates, operands (core/assay/targeting/opcode.h). */
export class CodeWriter {
  /** Where each expression starts. */
  readonly starts: number[] = [];
  /** Whether an operation was written that only flags-compat.wasm has. */
  compat = false;
  readonly #expressions = new Map<string, number>();
  #words = new Uint32Array(1024);
  #size = 0;

  constructor(
    readonly pools: Pools,
    readonly indexes: Indexes,
  ) {}

  /** The index of the expression. Conditions repeat from flag to flag; each is written once. */
  add(expr: Expr): number {
    const key = JSON.stringify(expr);
    const known = this.#expressions.get(key);
    if (known !== undefined) return known;
    this.#expressions.set(key, this.starts.length);
    this.starts.push(this.#size);
    this.#node(expr);
    return this.starts.length - 1;
  }

  words(): Uint32Array {
    return this.#words.subarray(0, this.#size);
  }

  #node(expr: Expr): void {
    const start = this.#size;
    if (COMPAT_OPERATIONS.has(expr[0])) this.compat = true;
    this.#put(0);
    for (const [kind, value] of immediatesOf(expr)) for (const word of this.#immediate(kind, value)) this.#put(word);
    for (const operand of operandsOf(expr)) this.#node(operand);
    this.#words[start] = operationOf(expr).code | ((this.#size - start) << 8);
  }

  #immediate(kind: ImmediateKind, value: unknown): readonly number[] {
    const { pools, indexes } = this;
    switch (kind) {
      case 'text':
        return [pools.texts.index(value as string)];
      case 'number':
        return [pools.numberIndex(value as number)];
      case 'attribute':
        return [pools.attributeIndex(value as string)];
      case 'flag':
        return [indexes.flags.get(value as string) as number];
      case 'shared':
        return [indexes.shared.get(value as string) as number];
      case 'set':
        return [indexes.sets.get(value as string) as number];
      case 'word':
        return [value as number];
      case 'words':
        return counted(value as readonly number[]);
      case 'names':
        return counted((value as readonly string[]).map((name) => pools.texts.index(name)));
      case 'texts':
        return counted(ascending((value as readonly string[]).map((text) => pools.texts.index(text))));
      case 'numbers':
        return counted(ascending((value as readonly number[]).map((item) => pools.numberIndex(item))));
    }
  }

  #put(word: number): void {
    if (this.#size === this.#words.length) {
      if (this.#size >= MAX_CODE_WORDS) throw new AssayError('RESOURCE_EXHAUSTED', 'rules: too many for a datafile of 4 MiB');
      const grown = new Uint32Array(this.#size * 2);
      grown.set(this.#words);
      this.#words = grown;
    }
    this.#words[this.#size++] = word;
  }
}

const counted = (words: readonly number[]): readonly number[] => [words.length, ...words];
const ascending = (indexes: readonly number[]): number[] => [...new Set(indexes)].sort((a, b) => a - b);

/** What `CodeWriter` will ask the pools for. */
export function collect(expr: Expr, pools: Pools): void {
  for (const [kind, value] of immediatesOf(expr)) {
    if (kind === 'text') pools.texts.add(value as string);
    else if (kind === 'number') pools.addNumber(value as number);
    else if (kind === 'attribute') pools.addAttribute(value as string);
    else if (kind === 'texts' || kind === 'names') for (const text of value as readonly string[]) pools.texts.add(text);
    else if (kind === 'numbers') for (const item of value as readonly number[]) pools.addNumber(item);
  }
  for (const operand of operandsOf(expr)) collect(operand, pools);
}
