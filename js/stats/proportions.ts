import type { Interval, PValue } from './answer.js';
import { counts, type Proportion } from './check.js';
import type { Reason } from './reasons.js';
import type { Call } from './stats-module.js';

/** @defaultValue 0.95 */
export type Level = number;

export interface DifferenceOfRates {
  /** Treatment's rate minus control's. */
  readonly estimate: number | undefined;
  readonly interval: Interval | undefined;
  readonly reason: Reason | undefined;
}

export interface ZTest {
  /** Positive when the treatment's rate is the higher one. */
  readonly z: number | undefined;
  readonly pValue: PValue | undefined;
  readonly reason: Reason | undefined;
}

export interface ProportionStats {
  /** Wilson's score interval of one rate. */
  wilson(proportion: Proportion, level?: Level): { readonly interval: Interval | undefined; readonly reason: Reason | undefined };
  /** The difference of two rates with Newcombe's interval, which never collapses to a point. */
  newcombe(control: Proportion, treatment: Proportion, level?: Level): DifferenceOfRates;
  /** "Both rates are the same", two-sided, with one common rate. Nobody or everybody converted: z = 0 and p = 1. */
  pooledZTest(control: Proportion, treatment: Proportion): ZTest;
}

export const proportionStats = (call: Call): ProportionStats => ({
  wilson(proportion, level = 0.95) {
    const answer = call('wilson', counts('proportion', proportion), level);
    return { reason: answer.reason(), interval: answer.interval() };
  },
  newcombe(control, treatment, level = 0.95) {
    const answer = call('newcombe', counts('control', control), counts('treatment', treatment), level);
    return { reason: answer.reason(), estimate: answer.number(), interval: answer.interval() };
  },
  pooledZTest(control, treatment) {
    const answer = call('pooled_z_test', counts('control', control), counts('treatment', treatment));
    return { reason: answer.reason(), z: answer.number(), pValue: answer.pValue() };
  },
});
