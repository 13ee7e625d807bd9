import { less, number } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { keyed } from './keyed.js';

const PASS_BUCKETS = 10_000;
const USER_BUCKETS = 1_000;

/**
 * Whether a Statsig rule lets a unit through. `salt` is the gate's or experiment's, `ruleSalt` the rule's (its id when it has none),
 * `percentage` 0..100. Formula: the first 64 bits of sha256(salt + "." + ruleSalt + "." + id) % 10000 < percentage * 100. Nobody without an id.
 */
export const statsigPasses = (id: Expr, salt: string, ruleSalt: string, percentage: number): Expr =>
  less(['sha256', PASS_BUCKETS, keyed(`${salt}.${ruleSalt}.`, id)], number(percentage * 100));

/** Statsig's user_bucket, 0..999: the first 64 bits of sha256(salt + "." + id) % 1000; null without an id. */
export const statsigBucket = (id: Expr, salt: string): Expr => ['sha256', USER_BUCKETS, keyed(`${salt}.`, id)];
