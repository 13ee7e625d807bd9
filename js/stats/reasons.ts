/** Why data give no estimate, in the order of core/assay/stats/gap.h; a test compares the two lists. */
export const REASONS = [
  'NONE',
  'NO_DATA',
  'TOO_FEW',
  'NO_VARIANCE',
  'ZERO_BASELINE',
  'NEGATIVE',
  'UNBOUNDED',
  'CANCELLATION',
  'NOT_ATTAINABLE',
  'COLLINEAR',
  'SEPARATED',
] as const;

/**
 * Why something has no value.
 * - `NO_DATA`: an arm has no observation
 * - `TOO_FEW`: a variance needs two observations, or the method more than there are
 * - `NO_VARIANCE`: all values are the same, so nothing says how far off they may be
 * - `ZERO_BASELINE`: relative to 0 there is no change
 * - `NEGATIVE`: the method needs positive means
 * - `UNBOUNDED`: the data do not rule out a baseline of 0, so no finite interval holds the ratio
 * - `CANCELLATION`: sum and sum of squares agree in too many digits to leave a variance
 * - `NOT_ATTAINABLE`: even the widest interval does not reach the level
 * - `COLLINEAR`: a covariate is constant or a combination of the others
 * - `SEPARATED`: a stratum has nobody in one arm, so no stratum can be compared
 */
export type Reason = Exclude<(typeof REASONS)[number], 'NONE'>;
