import type { Answer } from './answer.js';
import { list, numberOf } from './choices.js';
import type { Call } from './stats-module.js';

const FAMILIES = ['obrien-fleming', 'pocock', 'hwang-shih-decani', 'power'] as const;

/** How fast the error probability may be spent. */
export interface Spending {
  readonly family: (typeof FAMILIES)[number];
  /** Of the last two families: gamma, and the exponent. @defaultValue 0 */
  readonly shape?: number;
}

/** One entry per look; a look without a bound has infinite ones. */
export interface GroupBounds {
  /** z at and above which the look stops for an effect. */
  readonly upper: readonly number[];
  /** z at and below which it stops for the opposite effect or for futility. */
  readonly lower: readonly number[];
  /** Error probability spent up to the look, both sides together. */
  readonly spent: readonly number[];
}

export interface GroupOutcome {
  /** Probability to stop at an upper bound. */
  readonly power: number;
  /** Of the planned information at the stop. */
  readonly expectedFraction: number;
  readonly above: readonly number[];
  readonly below: readonly number[];
}

export interface GroupOptions {
  /** Of both sides together when two-sided. @defaultValue 0.05 */
  readonly alpha?: number;
  /** @defaultValue true */
  readonly twoSided?: boolean;
}

export interface FutilityOptions {
  /** One-sided. */
  readonly alpha: number;
  readonly power: number;
  readonly efficacy: Spending;
  readonly futility: Spending;
}

/** `fractions`: of the planned sample at each look, ascending. */
export interface GroupStats {
  /** The error probability spent up to a fraction, for `alpha`. */
  spentError(spending: Spending, alpha: number, fraction: number): number;
  /** Needs only the looks up to now: later ones do not move earlier bounds. */
  spendingBounds(fractions: readonly number[], spending: Spending, options?: GroupOptions): GroupBounds;
  /** z in proportion to fraction^(shape - 1/2): 0 is O'Brien and Fleming's, 1/2 Pocock's. */
  wangTsiatisBounds(fractions: readonly number[], shape: number, options?: GroupOptions): GroupBounds;
  /** One-sided bounds with lower ones that give up; `drift` is the effect for which they have the power. */
  futilityBounds(fractions: readonly number[], options: FutilityOptions): GroupBounds & { readonly drift: number };
  /** What a design does when z at fraction 1 has the mean `drift`. */
  groupOutcome(fractions: readonly number[], bounds: Pick<GroupBounds, 'upper' | 'lower'>, drift: number): GroupOutcome;
  /** The drift at which it has the power: its square over that of a fixed test is by how much the largest sample grows. */
  groupDrift(fractions: readonly number[], bounds: Pick<GroupBounds, 'upper' | 'lower'>, power: number): number;
}

export const groupStats = (call: Call): GroupStats => {
  const spendingOf = ({ family, shape = 0 }: Spending): readonly number[] => [numberOf('family', FAMILIES, family), shape];
  const numbers = (answer: Answer, count: number): readonly number[] => Array.from({ length: count }, () => answer.sure());
  const boundsOf = (answer: Answer, looks: number): GroupBounds => ({
    upper: numbers(answer, looks),
    lower: numbers(answer, looks),
    spent: numbers(answer, looks),
  });
  return {
    spentError: (spending, alpha, fraction) => call('spent_error', spendingOf(spending), alpha, fraction).sure(),
    spendingBounds: (fractions, spending, { alpha = 0.05, twoSided = true } = {}) =>
      boundsOf(call('spending_bounds', spendingOf(spending), alpha, twoSided ? 1 : 0, list(fractions)), fractions.length),
    wangTsiatisBounds: (fractions, shape, { alpha = 0.05, twoSided = true } = {}) =>
      boundsOf(call('wang_tsiatis_bounds', shape, alpha, twoSided ? 1 : 0, list(fractions)), fractions.length),
    futilityBounds(fractions, { alpha, power, efficacy, futility }) {
      const answer = call('futility_bounds', alpha, power, spendingOf(efficacy), spendingOf(futility), list(fractions));
      return { drift: answer.sure(), ...boundsOf(answer, fractions.length) };
    },
    groupOutcome(fractions, { upper, lower }, drift) {
      const answer = call('group_outcome', drift, list(fractions), lower, upper);
      const looks = fractions.length;
      return { power: answer.sure(), expectedFraction: answer.sure(), above: numbers(answer, looks), below: numbers(answer, looks) };
    },
    groupDrift: (fractions, { upper, lower }, power) => call('group_drift', power, list(fractions), lower, upper).sure(),
  };
};
