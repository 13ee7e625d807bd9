import { isOperation, MAX_NESTING, MAX_WORDS } from './nodes.js';
import { type Expr, type ImmediateKind, OPERATIONS } from './program.js';

/** What an expression may refer to. A name that is there but unusable comes with the reason. */
export interface Scope {
  readonly flags: ReadonlySet<string>;
  readonly sets: ReadonlyMap<string, { readonly problem?: string }>;
  /** Those before the expression. `nesting` is how deep the evaluation of one goes. */
  readonly shared: ReadonlyMap<string, { readonly problem?: string; readonly nesting: number }>;
}

/** What is wrong with an expression, or how deep its evaluation goes. */
export type Checked = { readonly problem: string } | { readonly nesting: number };

/** Checks everything that the core checks of code (core/assay/targeting/opcode.h), so that one wrong flag never costs a datafile. */
export function checkExpr(expr: unknown, scope: Scope): Checked {
  const walk = new Walk(scope);
  try {
    walk.node(expr, 1, 0, false);
  } catch (error) {
    if (error instanceof WrongExpr) return { problem: error.message };
    throw error;
  }
  return { nesting: walk.nesting };
}

class WrongExpr extends Error {}

const isIndex = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
const isText = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed();

class Walk {
  nesting = 0;
  #words = 0;

  constructor(readonly scope: Scope) {}

  /** `items`: bodies of any, all, filter, map and reduce around the node; `reducing`: one of them is a reduce. */
  node(expr: unknown, depth: number, items: number, reducing: boolean): void {
    if (!Array.isArray(expr) || !isOperation(expr[0])) {
      throw new WrongExpr(`unknown operation ${JSON.stringify(Array.isArray(expr) ? expr[0] : expr)?.slice(0, 80)}`);
    }
    const name = expr[0];
    this.#deepen(depth, name);
    const { immediates, operands } = OPERATIONS[name];
    const count = expr.length - 1 - immediates.length;
    if (count < operands[0] || count > operands[1])
      throw new WrongExpr(`${name}: takes ${operands[0]} to ${operands[1]} operands, has ${count}`);
    this.#count(1);
    for (const [i, kind] of immediates.entries()) this.#immediate(kind, expr[i + 1], name, depth);
    const rule = SPECIAL_RULES[name]?.(expr as unknown as Expr, items, reducing);
    if (rule !== undefined) throw new WrongExpr(`${name}: ${rule}`);
    for (let i = 0; i < count; ++i) {
      const isBody = i === 1 && BINDERS.has(name);
      this.node(expr[1 + immediates.length + i], depth + 1, isBody ? items + 1 : items, isBody ? name === 'reduce' || reducing : reducing);
    }
  }

  #deepen(depth: number, name: string): void {
    if (depth > MAX_NESTING) throw new WrongExpr(`${name}: nested deeper than ${MAX_NESTING}`);
    this.nesting = Math.max(this.nesting, depth);
  }

  #count(words: number): void {
    this.#words += words;
    if (this.#words > MAX_WORDS) throw new WrongExpr(`longer than ${MAX_WORDS} words`);
  }

  #immediate(kind: ImmediateKind, value: unknown, name: string, depth: number): void {
    const wrong = (what: string): WrongExpr => new WrongExpr(`${name}: ${what}`);
    this.#count(1);
    switch (kind) {
      case 'text':
      case 'attribute':
        if (!isText(value)) throw wrong('needs well-formed text');
        return;
      case 'number':
        if (!Number.isFinite(value)) throw wrong('needs a finite number');
        return;
      case 'word':
        if (!isIndex(value)) throw wrong('needs a whole number of 32 bits');
        return;
      case 'flag':
        if (!this.scope.flags.has(value as string)) throw wrong(`no flag ${JSON.stringify(value)}`);
        return;
      case 'set': {
        const set = this.scope.sets.get(value as string);
        if (set === undefined) throw wrong(`no set ${JSON.stringify(value)}`);
        if (set.problem !== undefined) throw wrong(`set ${JSON.stringify(value)}: ${set.problem}`);
        return;
      }
      case 'shared': {
        const shared = this.scope.shared.get(value as string);
        if (shared === undefined) throw wrong(`no shared expression ${JSON.stringify(value)} before this one`);
        if (shared.problem !== undefined) throw wrong(`shared ${JSON.stringify(value)}: ${shared.problem}`);
        this.#deepen(depth + shared.nesting, name);
        return;
      }
      default: {
        if (!Array.isArray(value) || !value.every(IS_ITEM[kind])) throw wrong(`needs a list of ${kind}`);
        this.#count(value.length);
      }
    }
  }
}

const IS_ITEM: Readonly<Record<'texts' | 'names' | 'numbers' | 'words', (item: unknown) => boolean>> = {
  texts: isText,
  names: isText,
  numbers: Number.isFinite,
  words: isIndex,
};

/** Operations whose second operand is evaluated for every item of the first. */
const BINDERS: ReadonlySet<string> = new Set(['any', 'all', 'filter', 'map', 'reduce']);

type Rule = (expr: Expr, items: number, reducing: boolean) => string | undefined;

const wholeNumber =
  (least: number, most: number): Rule =>
  ([, value]) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `needs a whole number of ${least} to ${most}`;

/** What a node must satisfy beyond its operands' and immediates' kinds. */
const SPECIAL_RULES: Readonly<Record<string, Rule>> = {
  item: ([, depth], items) => ((depth as number) < items ? undefined : 'outside the lists that it counts'),
  accumulator: (_, __, reducing) => (reducing ? undefined : 'outside a reduce'),
  is: wholeNumber(0, 63),
  fail: wholeNumber(2, 7),
  scale: wholeNumber(1, 0xffffffff),
  sha256: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  murmur3: ([, , bytes]) => (bytes === 0 || bytes === 1 ? undefined : 'hashes UTF-8 (0) or low bytes (1)'),
  object: ([, names, ...values]) =>
    new Set(names as string[]).size === values.length && (names as string[]).length === values.length
      ? undefined
      : 'needs one operand per name, and distinct names',
  in_cidr: ([, blocks]) =>
    (blocks as number[]).length % 5 === 0 && (blocks as number[]).every((word, i) => i % 5 < 4 || word <= 128)
      ? undefined
      : 'needs five words per block, the last at most 128',
  unit_hash: ([, , salt]) =>
    [...(salt as string)].every((character) => character >= ' ') && salt !== '' ? undefined : 'needs a salt without control characters',
};
