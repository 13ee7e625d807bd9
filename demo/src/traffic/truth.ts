import type { Arm } from '../datafile.js';
import type { VisitorProps } from '../events.js';
import {
  beginsForm,
  COMES_BACK,
  confirmsDetails,
  confirmsShipment,
  fieldError,
  leavesAfterError,
  SHIPMENT_FIELDS,
  segments,
  selectsCarrier,
  startsShipment,
} from './population.js';

export interface Truth {
  /** Probability that a visitor of the arm who reaches the carrier step completes the shipment. */
  readonly rates: Readonly<Record<Arm, number>>;
  /** `recommended` minus `control`. */
  readonly effect: number;
}

/**
 * What the experiment estimates, from the population's own probabilities and no sample: each kind of visitor weighs as much as its share of
 * those who reach the carrier step. Exact, because an attempt's steps are independent given the kind of visitor, a second attempt follows
 * only one that ended before the carrier step, and the arm plays no part before it.
 */
export function trueConversion(): Truth {
  let reached = 0;
  const completed = { control: 0, recommended: 0 };
  for (const { visitor, share } of segments()) {
    const inOneAttempt = reachesCarrier(visitor);
    const weight = share * startsShipment(visitor) * inOneAttempt * (1 + (1 - inOneAttempt) * COMES_BACK);
    reached += weight;
    completed.control += weight * selectsCarrier(visitor, 'control') * confirmsShipment(visitor);
    completed.recommended += weight * selectsCarrier(visitor, 'recommended') * confirmsShipment(visitor);
  }
  const rates = { control: completed.control / reached, recommended: completed.recommended / reached };
  return { rates, effect: rates.recommended - rates.control };
}

function reachesCarrier(visitor: VisitorProps): number {
  const throughFields = SHIPMENT_FIELDS.reduce((p, field) => p * (1 - fieldError(field, visitor) * leavesAfterError(visitor)), 1);
  return beginsForm(visitor) * throughFields * confirmsDetails(visitor);
}
