import type { Expr } from '../../compile/program/program.js';
import { keyed } from './keyed.js';

const SEED = 1;
const BUCKETS = 10_000;

/**
 * Optimizely's bucket of a unit, 0..9999; null without an id. `entity` is the id of the experiment, or of the group for its exclusion.
 * Formula: floor(murmur3_32(id + entity, seed 1) / 2^32 * 10000), over UTF-8.
 */
export const optimizelyBucket = (id: Expr, entity: string): Expr => ['scale', BUCKETS, ['murmur3', SEED, 0, keyed('', id, entity)]];
