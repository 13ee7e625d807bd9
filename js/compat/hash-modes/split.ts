import { number } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';

/** Split's hash of a key: MurmurHash3 of 32 bits over UTF-8. `seed` is a whole number of 32 bits, also a negative one; a key that is no text gives null. */
export const splitHash = (key: Expr, seed: number): Expr => ['murmur3', seed >>> 0, 0, key];

/** Split's bucket of a key, 1..100: hash % 100 + 1. NaN, which is in no range, when the key is no text. */
export const splitBucket = (key: Expr, seed: number): Expr => ['add', ['modulo', splitHash(key, seed), number(100)], number(1)];
