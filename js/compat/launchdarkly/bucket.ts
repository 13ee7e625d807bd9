import { equals, number, or, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { attributeOf, keyOf } from './attribute-reference.js';
import { type Fields, nameOf } from './json.js';

/** Weights are counted in these. */
export const WHOLE = 100_000;

/**
 * The bucket in [0, 1] of a text or a whole number: the first 60 bits of SHA-1 of `<prefix>.<value>`. Anything else, a missing context
 * included, is in bucket 0.
 */
export function bucketOf(value: Expr, prefix: string): Expr {
  const isWhole = equals(['modulo', value, number(1)], number(0));
  return ['if', or(['is', 8, value], isWhole), ['sha1', ['cat', text(`${prefix}.`), value]], number(0)];
}

/** What buckets are made of: the attribute that `bucketBy` refers to, the key without it. Undefined: no valid reference. */
export const bucketBy = (reference: unknown, kind: unknown): Expr | undefined =>
  nameOf(reference) === undefined ? keyOf(kind) : attributeOf(reference, kind);

/** `key.salt` of a flag or a segment. */
export const saltedKey = (key: string, { salt }: Fields): string => `${key}.${nameOf(salt) ?? ''}`;
