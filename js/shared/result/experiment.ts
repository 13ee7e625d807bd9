import type { Counted } from './counted.js';
import type { Proportion } from './parts.js';

export interface ArmResult {
  readonly arm: string;
  readonly conversion: Proportion;
}

/** A treatment against the control. */
export interface EffectResult {
  readonly arm: string;
  /** Difference of the rates. */
  readonly absolute: number | null;
  readonly absoluteLow: number | null;
  readonly absoluteHigh: number | null;
  /** Ratio of the rates, minus one. */
  readonly relative: number | null;
  readonly relativeLow: number | null;
  readonly relativeHigh: number | null;
  /** Two-sided, fixed horizon: valid for one look, decided beforehand. */
  readonly pValue: number | null;
}

export interface ExperimentResult extends Counted {
  /** Control first. */
  readonly arms: readonly ArmResult[];
  readonly effects: readonly EffectResult[];
  /** Probability of arm sizes at least this uneven when the intended shares are true. Below 0.001: do not trust the comparison. */
  readonly srmPValue: number | null;
  /** Users seen in more than one arm; they are in no arm. */
  readonly excludedMultipleArms: number;
  /** Users exposed to an arm that `arms` does not name; they are in no arm. */
  readonly unknownArmUsers: number;
}
