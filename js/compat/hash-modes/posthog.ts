import { lessOrEqual, number } from '../../compile/program/expr.js';
import type { Action, Expr } from '../../compile/program/program.js';
import { keyed } from './keyed.js';

/**
 * PostHog's hash of a unit, in [0, 1]; null without an id. Formula: the first 60 bits of sha1(flag + "." + id + salt) / (2^60 - 1); the salt is
 * "" for the rollout and "variant" for the variant.
 */
export const posthogHash = (flag: string, id: Expr, salt: '' | 'variant' = ''): Expr => ['sha1', keyed(`${flag}.`, id, salt)];

/** Whether a flag's condition with this rollout percentage, 0..100, lets the unit through. */
export const posthogRollout = (flag: string, id: Expr, percentage: number): Expr =>
  lessOrEqual(posthogHash(flag, id), number(percentage / 100));

export interface PosthogVariant {
  /** Index of the variant in the program's flag. */
  readonly variant: number;
  /** Of 100. */
  readonly rolloutPercentage: number;
}

/** The variant of a unit: variants own half-open parts of [0, 1), in their order. */
export function posthogVariants(flag: string, id: Expr, variants: readonly PosthogVariant[]): Action {
  let low = 0;
  const ranges = variants.map(({ variant, rolloutPercentage }) => {
    const start = low;
    low += rolloutPercentage / 100;
    return [start, low, variant] as const;
  });
  return { choose: posthogHash(flag, id, 'variant'), ranges };
}
