import type { Answer, Interval, PValue } from './answer.js';
import { type Alternative, alternativeOf, numberOf } from './choices.js';
import type { Reason } from './reasons.js';
import type { Call } from './stats-module.js';

/** When intervals that may be looked at any time are narrowest; chosen before the experiment and kept. */
export interface SequenceTuning {
  /** Users of both arms together at which the intervals are narrowest. */
  readonly bestSample: number;
  /** Error probability over all looks, 0 to 1. @defaultValue 0.05 */
  readonly alpha?: number;
  /** @defaultValue 'two-sided' */
  readonly alternative?: Alternative;
  /** `approximate` is what GrowthBook, Eppo and confseq compute. @defaultValue 'approximate' */
  readonly formula?: 'approximate' | 'exact';
}

/** mSPRT's: the variance of the mixture over effects, and that of one observation. */
export interface MixingTuning {
  readonly tau: number;
  readonly unitVariance: number;
  /** @defaultValue 0.05 */
  readonly alpha?: number;
  /** @defaultValue 'two-sided' */
  readonly alternative?: Alternative;
}

export interface SequenceLook {
  /** Valid at all looks together; an end that the alternative leaves open is infinite. */
  readonly interval: Interval;
  /** ln of the evidence against "no effect" at this look: the largest of all looks is what counts. */
  readonly logEvidence: number;
  /** Of this look alone. */
  readonly pValue: PValue;
}

export interface MeanWithError {
  readonly mean: number;
  /** 0 or more. */
  readonly standardError: number;
}

export interface LiftLook {
  /** Treatment over control, less 1. */
  readonly estimate: number | undefined;
  /** Holds 0 exactly as long as the test does not reject. */
  readonly interval: Interval | undefined;
  readonly logEvidence: number;
  readonly pValue: PValue;
  readonly reason: Reason | undefined;
}

export interface HybridLook {
  readonly interval: Interval;
  /** Reject while at or below `error`. */
  readonly pValue: PValue;
  /** The part of alpha that this look may use. */
  readonly error: number;
  /** The planned sample is reached: the fixed look. */
  readonly isEnd: boolean;
}

export interface SequenceStats {
  /** An estimate after `sample` users of both arms together. */
  sequenceLook(tuning: SequenceTuning | MixingTuning, estimate: number, standardError: number, sample: number): SequenceLook;
  /** How many standard errors the sequence reaches: the stopping boundary as a curve over samples. */
  sequenceCriticalValue(tuning: SequenceTuning | MixingTuning, sample: number): number;
  /** A relative lift that may be looked at any time, tested as the absolute difference. */
  liftSequence(tuning: SequenceTuning, control: MeanWithError, treatment: MeanWithError, sample: number): LiftLook;
  /** Sequential until `plannedSample`, fixed there. @param sequentialShare of alpha for the looks before; 0.5 unless given */
  hybridLook(
    tuning: SequenceTuning,
    look: { readonly estimate: number; readonly standardError: number; readonly sample: number; readonly plannedSample: number },
    sequentialShare?: number,
  ): HybridLook;
  /** p value of all looks so far, of the largest `logEvidence` among them. */
  anytimePValue(logEvidence: readonly number[]): PValue;
}

const DEFAULT_ALPHA = 0.05;

export const sequenceStats = (call: Call): SequenceStats => {
  const priorSample = (tuning: SequenceTuning | MixingTuning, alpha = tuning.alpha ?? DEFAULT_ALPHA): number =>
    'tau' in tuning
      ? call('sequence_mixing_variance', tuning.tau, tuning.unitVariance).sure()
      : call(
          'sequence_tuning',
          tuning.bestSample,
          alpha,
          alternativeOf(tuning.alternative),
          numberOf('formula', ['approximate', 'exact'], tuning.formula ?? 'approximate'),
        ).sure();
  return {
    sequenceLook(tuning, estimate, standardError, sample) {
      const { alpha = DEFAULT_ALPHA, alternative } = tuning;
      const look = call('sequence_look', priorSample(tuning), estimate, standardError, sample, alpha, alternativeOf(alternative));
      return { interval: intervalOf(look), logEvidence: look.sure(), pValue: look.pValue() as PValue };
    },
    sequenceCriticalValue: (tuning, sample) =>
      call('sequence_critical_value', priorSample(tuning), sample, tuning.alpha ?? DEFAULT_ALPHA, alternativeOf(tuning.alternative)).sure(),
    liftSequence(tuning, control, treatment, sample) {
      const arms = [control.mean, control.standardError, treatment.mean, treatment.standardError];
      const look = call('lift_sequence', priorSample(tuning), arms, sample, tuning.alpha ?? DEFAULT_ALPHA);
      return {
        reason: look.reason(),
        estimate: look.number(),
        interval: look.interval(),
        logEvidence: look.sure(),
        pValue: look.pValue() as PValue,
      };
    },
    hybridLook(tuning, { estimate, standardError, sample, plannedSample }, sequentialShare = 0.5) {
      const alpha = tuning.alpha ?? DEFAULT_ALPHA;
      const prior = priorSample(tuning, alpha * sequentialShare);
      const look = call('hybrid_look', prior, estimate, standardError, sample, plannedSample, alpha, sequentialShare);
      return { interval: intervalOf(look), pValue: look.pValue() as PValue, error: look.sure(), isEnd: look.sure() === 1 };
    },
    anytimePValue(logEvidence) {
      const most = logEvidence.reduce((largest, value) => Math.max(largest, value), 0);
      // 0 counts against nothing; the core turns the largest into a p value, so that it has the same bits everywhere.
      return call('anytime_p_value', most).pValue() as PValue;
    },
  };
};

const intervalOf = (answer: Answer): Interval => answer.interval() as Interval;
