import { attribute, isNull } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';

/** Expressions that several rules need, each made once and evaluated once per context. */
export class SharedExprs {
  readonly list: { name: string; value: Expr }[] = [];
  readonly #names = new Set<string>();

  call(name: string, make: () => Expr): Expr {
    if (!this.#names.has(name)) {
      const value = make();
      this.#names.add(name);
      this.list.push({ name, value });
    }
    return ['call', name];
  }

  /** The subject's key as it was given, the empty one too. A split asks for it, and fails without. */
  subject(): Expr {
    const key = attribute(SUBJECT);
    return this.call('subject', () => ['if', isNull(key), ['fail', TARGETING_KEY_MISSING], key]);
  }
}

/** The attribute that the subject's key is in. */
export const SUBJECT = 'targetingKey';
const TARGETING_KEY_MISSING = 5;
