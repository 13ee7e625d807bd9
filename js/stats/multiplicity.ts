import type { Interval } from './answer.js';
import { list, numberOf } from './choices.js';
import type { Call } from './stats-module.js';

const CORRECTIONS = [
  'none',
  'bonferroni',
  'sidak',
  'holm',
  'holm-sidak',
  'hochberg',
  'hommel',
  'benjamini-hochberg',
  'benjamini-yekutieli',
] as const;

/** How several hypotheses share an error probability. */
export type Correction = (typeof CORRECTIONS)[number];

const VERDICTS = ['undecided', 'safe', 'better', 'worse-but-safe', 'harmful'] as const;

/**
 * What a guardrail's interval says.
 * - `undecided`: it holds both acceptable and unacceptable changes
 * - `safe`: worse by less than the margin at most; `better`, `worse-but-safe`: and known to be so
 * - `harmful`: worse by at least the margin
 */
export type GuardrailVerdict = (typeof VERDICTS)[number];

export interface HolmInterval {
  /** The error probability of the interval before it is cut. */
  readonly error: number;
  /** The hypothesis is rejected: the end towards the null is at least the null. */
  readonly cutAtNull: boolean;
}

export interface MultiplicityStats {
  /** Adjusted p values, in the order given: reject those at or below alpha. */
  adjustPValues(pValues: readonly number[], correction: Correction): readonly number[];
  /** Benjamini-Hochberg with the true nulls estimated in a first stage: reject those at or below alpha / (1 + alpha). */
  adjustTwoStage(pValues: readonly number[], alpha?: number): readonly number[];
  /** Which hypotheses e-values reject so that few of the rejections are false, whatever their dependence and at any time. */
  rejectByEvidence(logEvidence: readonly number[], alpha?: number): readonly boolean[];
  /** The error probability of each interval so that intervals and decision agree. */
  intervalError(correction: Correction, hypotheses: number, rejected: number, alpha?: number): number;
  /** Simultaneous intervals that agree with Holm's decision. */
  holmIntervals(pValues: readonly number[], alpha?: number): readonly HolmInterval[];
  /** "Not worse by more than a margin", read off any interval of the change. */
  guardrail(interval: Interval, margin: number, better?: 'higher' | 'lower'): GuardrailVerdict;
}

export const multiplicityStats = (call: Call): MultiplicityStats => ({
  adjustPValues: (pValues, correction) => [
    ...call('adjust_p_values', numberOf('correction', CORRECTIONS, correction), list(pValues)).numbers,
  ],
  adjustTwoStage: (pValues, alpha = 0.05) => [...call('adjust_two_stage', alpha, list(pValues)).numbers],
  rejectByEvidence: (logEvidence, alpha = 0.05) =>
    Array.from(call('reject_by_evidence', alpha, list(logEvidence)).numbers, (rejected) => rejected === 1),
  intervalError: (correction, hypotheses, rejected, alpha = 0.05) =>
    call('interval_error', numberOf('correction', CORRECTIONS, correction), alpha, hypotheses, rejected).sure(),
  holmIntervals(pValues, alpha = 0.05) {
    const answer = call('holm_intervals', alpha, list(pValues));
    return pValues.map(() => ({ error: answer.sure(), cutAtNull: answer.sure() === 1 }));
  },
  guardrail: (interval, margin, better = 'higher') =>
    VERDICTS[call('guardrail', interval, margin, numberOf('better', ['higher', 'lower'], better)).sure()] as GuardrailVerdict,
});
