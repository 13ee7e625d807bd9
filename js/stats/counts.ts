import type { Interval, PValue } from './answer.js';
import { list } from './choices.js';
import type { Call } from './stats-module.js';

export interface CountEvidence {
  /** ln of the evidence at this look; the largest of all looks is what counts. */
  readonly logEvidence: number;
  /** Of this look alone. */
  readonly pValue: PValue;
}

export interface ConversionLook extends CountEvidence {
  /** Treatment's rate over control's, less 1; `undefined` while the control has no conversion. */
  readonly lift: number | undefined;
  /** From -1, and to infinity while the control has no conversion; holds 0 exactly while the evidence is too low. */
  readonly interval: Interval;
}

/** Users who converted, each once, of two arms. */
export interface ConvertedUsers {
  readonly control: number;
  readonly treatment: number;
  /** By which visitors are assigned to control and treatment, in any unit. @defaultValue [1, 1] */
  readonly weights?: readonly [control: number, treatment: number];
}

export interface CountStats {
  /** Do the arms have the intended shares? Valid at every moment. @param concentration after about how many users a mismatch should be found; 100 unless given */
  sampleRatioSequence(observed: readonly number[], weights: readonly number[], concentration?: number): CountEvidence;
  /** The shares that the evidence does not exclude, all arms at once and at all times. */
  sampleShares(observed: readonly number[], weights: readonly number[], concentration?: number, alpha?: number): readonly Interval[];
  /** Conversions of two arms, exact from the first visitor on. @param concentration 10 unless given */
  conversionSequence(converted: ConvertedUsers, concentration?: number, alpha?: number): ConversionLook;
}

export const countStats = (call: Call): CountStats => ({
  sampleRatioSequence(observed, weights, concentration = 100) {
    const answer = call('multinomial_evidence', concentration, list(observed), list(weights));
    return { logEvidence: answer.sure(), pValue: answer.pValue() as PValue };
  },
  sampleShares(observed, weights, concentration = 100, alpha = 0.05) {
    const answer = call('multinomial_shares', concentration, alpha, list(observed), list(weights));
    return observed.map(() => answer.interval() as Interval);
  },
  conversionSequence({ control, treatment, weights = [1, 1] }, concentration = 10, alpha = 0.05) {
    const answer = call('conversion_sequence', control, treatment, weights, concentration, alpha);
    return {
      lift: answer.number(),
      interval: answer.interval() as Interval,
      logEvidence: answer.sure(),
      pValue: answer.pValue() as PValue,
    };
  },
});
