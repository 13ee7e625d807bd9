import { oneOfTexts } from '../../compile/program/expr.js';
import type { Expr, IdSet } from '../../compile/program/program.js';

/** Longer lists become sets of 64-bit hashes, an eighth of the bytes or less. */
const LONG = 1000;

/** Lists of keys, which may be long: a segment names its members one by one. */
export class KeyLists {
  readonly sets: IdSet[] = [];

  /** Whether `key` is one of `keys`. */
  has(keys: readonly string[], key: Expr): Expr {
    if (keys.length <= LONG) return oneOfTexts(key, keys);
    const name = `keys:${this.sets.length}`;
    this.sets.push({ name, ids: keys });
    return ['in_set', name, key];
  }
}
