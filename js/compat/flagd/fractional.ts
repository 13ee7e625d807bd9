import { attribute, less, lessOrEqual, NULL, number, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { type Compiler, LogicError, operationOf } from './compiler.js';

/** The largest sum of weights. */
const MAX_TOTAL = 0x7fffffff;

/** `{"fractional": …}` with weights that are constants: the unit's number below `total`, and the part [low, high) of each bucket. */
export interface Division {
  /** Null without a key. */
  readonly bucket: Expr;
  readonly parts: readonly { readonly low: number; readonly high: number; readonly variant: unknown }[];
}

/**
 * Buckets `[variant, weight]` by a hash of a key: floor(murmur3_32(key, seed 0) * sum of weights / 2^32), over UTF-8. The key is the text that
 * the first argument gives, else the flag's key and the targeting key. Null without a key, and when buckets or weights are malformed.
 */
export function fractional(args: readonly unknown[], on: Compiler): Expr {
  const buckets = bucketsOf(args);
  if (buckets === undefined) return NULL;
  const weights = buckets.map(weightOf);
  if (weights.includes(undefined)) return NULL;
  const division = divisionOf(args, on);
  if (division !== undefined) {
    const { parts } = division;
    const bucket = parts.length > 1 ? on.share(division.bucket) : division.bucket;
    return ['if', ...parts.flatMap(({ high, variant }) => [less(bucket, number(high)), on.expr(variant)])];
  }
  return weights.some((weight) => typeof weight !== 'number') ? weighed(buckets, weights, keyOf(args, on), on) : NULL;
}

/** Undefined when it is malformed, when weights are computed, and when they sum to nothing or too much. */
export function divisionOf(args: readonly unknown[], on: Compiler): Division | undefined {
  const parts: { readonly low: number; readonly high: number; readonly variant: unknown }[] = [];
  let total = 0;
  const buckets = bucketsOf(args);
  if (buckets === undefined) return undefined;
  for (const bucket of buckets) {
    const weight = weightOf(bucket);
    if (typeof weight !== 'number') return undefined;
    if (weight > 0) parts.push({ low: total, high: total + weight, variant: bucket[0] });
    total += weight;
  }
  if (total === 0 || total > MAX_TOTAL) return undefined;
  return { bucket: ['scale', total, hashOf(keyOf(args, on))], parts };
}

function bucketsOf(args: readonly unknown[]): readonly (readonly unknown[])[] | undefined {
  const buckets = Array.isArray(args[0]) ? args : args.slice(1);
  if (buckets.some((bucket) => operationOf(bucket) !== undefined))
    throw new LogicError('fractional: a bucket that is computed is not supported');
  if (!buckets.every((bucket): bucket is unknown[] => Array.isArray(bucket) && (bucket.length === 1 || bucket.length === 2)))
    return undefined;
  return buckets;
}

/** A number, a rule that gives one, or undefined for what can be no weight. What is below 0 counts as 0. */
function weightOf([, weight = 1]: readonly unknown[]): number | object | undefined {
  if (typeof weight === 'number') return Number.isInteger(weight) ? Math.max(0, weight) : undefined;
  return operationOf(weight) === undefined ? undefined : (weight as object);
}

function keyOf([first]: readonly unknown[], on: Compiler): Expr {
  if (typeof first === 'string') return text(first);
  const explicit = Array.isArray(first) ? NULL : on.expr(first);
  if (explicit[0] === 'cat') return explicit;
  const unit = attribute('targetingKey');
  const implicit: Expr = ['if', unit, ['cat', text(on.flagKey), unit], NULL];
  return explicit === NULL ? implicit : ['if', ['is', 8, explicit], explicit, implicit];
}

const hashOf = (key: Expr): Expr => ['murmur3', 0, 0, key];

/** Weights that the context decides. One that is no whole number spoils them all: it is NaN, and so is the sum. */
function weighed(
  buckets: readonly (readonly unknown[])[],
  weights: readonly (number | object | undefined)[],
  key: Expr,
  on: Compiler,
): Expr {
  if (on.scope !== 'context') throw new LogicError('fractional: weights that are computed are not supported inside lists');
  let sum: Expr = number(0);
  const ends = weights.map((weight) => {
    const value: Expr = typeof weight === 'number' ? number(weight) : ['max', ['integer', on.expr(weight)], number(0)];
    sum = on.share(['add', sum, value]);
    return sum;
  });
  const bucket = on.share(scaled(on.share(hashOf(key)), sum, on));
  const branches = buckets.flatMap(([variant], i) => [less(bucket, ends[i] as Expr), on.expr(variant)]);
  return ['if', lessOrEqual(sum, number(MAX_TOTAL)), ['if', ...branches]];
}

/** floor(hash * total / 2^32) in two steps of 16 bits, as the product has more bits than a double. */
function scaled(hash: Expr, total: Expr, on: Compiler): Expr {
  const low: Expr = ['modulo', hash, number(0x10000)];
  const high = withoutLow(hash);
  const carry = withoutLow(on.share(['multiply', low, total]));
  return withoutLow(on.share(['add', ['multiply', high, total], carry]));
}

const withoutLow = (value: Expr): Expr => ['divide', ['subtract', value, ['modulo', value, number(0x10000)]], number(0x10000)];
