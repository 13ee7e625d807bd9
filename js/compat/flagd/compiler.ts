import { constant, list } from '../../compile/program/expr.js';
import type { Expr, Program } from '../../compile/program/program.js';
import { type Fields, fieldsOf } from './fields.js';

/** What `var` looks into: the context, the item of a map, filter, all, none or some, or `current` and `accumulator` of a reduce. */
export type Scope = 'context' | 'item' | 'reduce';

/** JsonLogic that is wrong, or that cannot be compiled; the message says which operation and why. */
export class LogicError extends Error {}

/** An evaluator uses the key of the flag, so flags cannot share what it gives. */
class NeedsFlag extends Error {}

const CIRCLE = '$ref: evaluators refer to each other in a circle';

/** More than what fits the stack; the core allows less still. */
const MAX_DEPTH = 200;

type Shared = NonNullable<Program['shared']>[number];

/** What an operation with these arguments gives. */
export type Operator = (args: readonly unknown[], on: Compiler) => Expr;

/** The operations, `$evaluators`, and the expressions that flags share. */
export class Library {
  readonly #evaluators: Fields;
  readonly #shared: Shared[] = [];
  /** What refers to an evaluator: a call, or undefined when every flag needs its own. */
  readonly #calls = new Map<string, Expr | undefined>();
  readonly #open = new Set<string>();

  constructor(
    evaluators: unknown,
    readonly operators: Readonly<Record<string, Operator>>,
  ) {
    this.#evaluators = fieldsOf(evaluators) ?? {};
  }

  get shared(): readonly Shared[] {
    return this.#shared;
  }

  rule(name: unknown): unknown {
    if (typeof name !== 'string' || !Object.hasOwn(this.#evaluators, name))
      throw new LogicError(`$ref: no evaluator ${JSON.stringify(name)}`);
    return this.#evaluators[name];
  }

  share(value: Expr): Expr {
    const name = `expression ${this.#shared.length}`;
    this.#shared.push({ name, value });
    return ['call', name];
  }

  call(name: string): Expr | undefined {
    if (this.#calls.has(name)) return this.#calls.get(name);
    if (this.#open.has(name)) throw new LogicError(CIRCLE);
    this.#open.add(name);
    try {
      this.#calls.set(name, this.share(new Compiler(this).expr({ $ref: name }, true)));
    } catch (error) {
      if (!(error instanceof NeedsFlag)) throw error;
      this.#calls.set(name, undefined);
    } finally {
      this.#open.delete(name);
    }
    return this.#calls.get(name);
  }
}

/** Turns flagd's JsonLogic into expressions, for one flag. */
export class Compiler {
  /** @param references evaluators that the rule stands in */
  constructor(
    readonly library: Library,
    readonly flag?: string,
    readonly scope: Scope = 'context',
    readonly references: readonly string[] = [],
    readonly depth = 0,
  ) {}

  get flagKey(): string {
    if (this.flag === undefined) throw new NeedsFlag();
    return this.flag;
  }

  /** @throws LogicError */
  expr(rule: unknown, inline = false): Expr {
    if (this.depth > MAX_DEPTH) throw new LogicError(`nested deeper than ${MAX_DEPTH}`);
    const inner = new Compiler(this.library, this.flag, this.scope, this.references, this.depth + 1);
    if (Array.isArray(rule)) return list(...rule.map((item) => inner.expr(item)));
    const operation = operationOf(rule);
    if (operation === undefined) return constant(rule);
    const [name, args] = operation;
    if (name === '$ref') return this.#reference(String(args[0]), inline);
    const { operators } = this.library;
    if (!Object.hasOwn(operators, name)) throw new LogicError(`${name}: no operation of flagd's`);
    return (operators[name] as Operator)(args, inner);
  }

  /** The rule that is looked at for every item of a list. */
  body(rule: unknown, scope: Scope): Expr {
    return new Compiler(this.library, this.flag, scope, this.references, this.depth).expr(rule);
  }

  /** The rule behind `{"$ref": …}`, which other rules stay as they are. */
  resolve(rule: unknown, seen = 0): unknown {
    const [name, args] = operationOf(rule) ?? [];
    if (name !== '$ref') return rule;
    if (seen > MAX_DEPTH) throw new LogicError(CIRCLE);
    return this.resolve(this.library.rule(args?.[0]), seen + 1);
  }

  /** For an expression that is used several times; the same one inside the bodies of lists, where items differ. */
  share(value: Expr): Expr {
    return this.scope === 'context' ? this.library.share(value) : value;
  }

  #reference(name: string, inline: boolean): Expr {
    const rule = this.library.rule(name);
    if (this.references.includes(name)) throw new LogicError(CIRCLE);
    const call = inline || this.scope !== 'context' ? undefined : this.library.call(name);
    return call ?? new Compiler(this.library, this.flag, this.scope, [...this.references, name], this.depth + 1).expr(rule);
  }
}

/** The operation and its arguments, or undefined for what is data: JsonLogic takes an object of one member for an operation. */
export function operationOf(rule: unknown): readonly [name: string, args: readonly unknown[]] | undefined {
  const entries = Object.entries(fieldsOf(rule) ?? {});
  if (entries.length !== 1) return undefined;
  const [name, args] = entries[0] as [string, unknown];
  return [name, Array.isArray(args) ? args : [args]];
}
