import { less, lessOrEqual, number } from '../compile/program/expr.js';
import type { Expr, ProgramRule } from '../compile/program/program.js';

/** A number line that a hash puts units on, and into how many buckets of one size it can be cut. */
export interface Line {
  /** In [0, high), or [0, high] where the buckets are so many that it makes no difference. */
  readonly number: Expr;
  readonly high: number;
  readonly buckets: number;
}

/** The rule of a program that decides who is let in and who gets which variant. */
export type SplitRule = Pick<ProgramRule, 'when' | 'then'>;

/** The hashes, computed by the core: what the tests run over. */
export interface Core {
  /** The bucket of every id on every line: one array per line. An id that is on no bucket, which is a bug, has -1. */
  draw(lines: readonly Line[], ids: readonly string[]): readonly Int32Array[];
  /** The variant that every id gets by every rule, -1 for none: one array per rule. */
  serve(rules: readonly SplitRule[], ids: readonly string[]): readonly Int32Array[];
}

/** The part, of `parts` of one size, that a bucket of the line is in. */
export const partOf = (bucket: number, line: Line, parts: number): number => Math.floor((bucket * parts) / line.buckets);

/** Whether a unit is in the part [start, end) of the line, both between 0 and 1. */
export const within = ({ number: value, high }: Line, start: number, end: number): readonly Expr[] => [
  ...(start > 0 ? [lessOrEqual(number(start * high), value)] : []),
  ...(end < 1 ? [less(value, number(end * high))] : []),
];

/** Arms of these shares one behind the other, each taking the first `coverage` of its part. */
export function armRanges(shares: readonly number[], high: number, coverage = 1): [low: number, high: number, variant: number][] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let start = 0;
  return shares.map((share, variant) => {
    const low = (start / total) * high;
    start += share;
    // The last end lies beyond the line, because of numbers that may reach `high`.
    const last = variant === shares.length - 1 && coverage === 1;
    return [low, last ? 2 * high : low + coverage * ((start / total) * high - low), variant];
  });
}
