import { type Alternative, alternativeOf, numberOf } from './choices.js';
import type { Call } from './stats-module.js';

/** What a test should be able to show. */
export interface PowerTarget {
  /** @defaultValue 0.05 */
  readonly alpha?: number;
  /** @defaultValue 0.8 */
  readonly power?: number;
  /** @defaultValue 'two-sided' */
  readonly alternative?: Alternative;
  /** Users of the treatment per user of the control. @defaultValue 1 */
  readonly ratio?: number;
  /** Under "no effect": of one common rate, of each arm's own, or of the control's. @defaultValue 'pooled' */
  readonly variance?: 'pooled' | 'unpooled' | 'control';
}

/** The difference of means that matters, and the standard deviations. */
export interface MeanEffect {
  readonly effect: number;
  readonly deviation: number;
  /** If another than `deviation`. */
  readonly treatmentDeviation?: number;
}

/** An experiment under way. */
export interface MidExperiment {
  /** Of the estimate now. */
  readonly standardError: number;
  /** Of both arms now. */
  readonly users: number;
  /** The effect that matters, in the estimate's unit. */
  readonly effect: number;
  /** @defaultValue 0.05 */
  readonly alpha?: number;
  /** @defaultValue 0.8 */
  readonly power?: number;
  /** Decided by the confidence sequence with this best sample. */
  readonly sequence?: number;
  /** Decided by the credible interval with this normal prior. */
  readonly prior?: { readonly mean: number; readonly variance: number };
}

export interface MidExperimentPlan {
  /** With the users there are. */
  readonly power: number;
  /** More users needed, as a multiple of those there are; 0: none; `undefined`: no multiple up to 2^27 suffices. */
  readonly additionalFactor: number | undefined;
}

/** Sizes are users of the control, not rounded. */
export interface PowerStats {
  /** Of a normal statistic with deviation 1 and mean `shift`. */
  normalPower(shift: number, target?: PowerTarget): number;
  /** Of Student's t with noncentrality `shift`. */
  studentPower(shift: number, degrees: number, target?: PowerTarget): number;
  /** Of the F test; `f2` is Cohen's. */
  fPower(f2: number, numerator: number, denominator: number, alpha?: number): number;
  /** Of the goodness-of-fit test; `w` is Cohen's. */
  chiSquaredPower(w: number, n: number, degrees: number, alpha?: number): number;
  rateSampleSize(control: number, treatment: number, target?: PowerTarget): number;
  /** By Cohen's h, for arms of the same size. */
  rateSampleSizeByAngle(control: number, treatment: number, target?: PowerTarget): number;
  /** @param strict counts the tail on the wrong side, too */
  ratePower(rates: readonly [number, number], users: readonly [number, number], target?: PowerTarget, strict?: boolean): number;
  /** @param exactT by Student's or Welch's t instead of the normal distribution */
  meanSampleSize(effect: MeanEffect, target?: PowerTarget, exactT?: boolean): number;
  /** "Not worse by more than `margin`", one-sided; `effect` is the true change towards better. */
  nonInferioritySampleSize(margin: number, effect: MeanEffect, target?: PowerTarget): number;
  /** The least effect that is detected with this standard error. */
  detectableEffect(standardError: number, target?: PowerTarget): number;
  /** The least rate above (or below) the control's that is detected; `undefined` when not even 1 (or 0) is. */
  detectableRate(control: number, users: readonly [number, number], target?: PowerTarget, upwards?: boolean): number | undefined;
  /** By how much a sample has to grow when the decision is a confidence sequence's, tuned to this multiple of it. */
  sequentialInflation(target?: PowerTarget, tuningOverSample?: number): number;
  powerSoFar(experiment: MidExperiment): MidExperimentPlan;
  /** Whole days until `users` have come. */
  daysFor(users: number, usersPerDay: number): number;
}

const ALPHA = 0.05;
const POWER = 0.8;
const varianceOf = ({ variance = 'pooled' }: PowerTarget): number => numberOf('variance', ['pooled', 'unpooled', 'control'], variance);

export const powerStats = (call: Call): PowerStats => ({
  normalPower: (shift, { alpha = ALPHA, alternative } = {}) => call('normal_power', shift, alpha, alternativeOf(alternative)).sure(),
  studentPower: (shift, degrees, { alpha = ALPHA, alternative } = {}) =>
    call('student_power', shift, degrees, alpha, alternativeOf(alternative)).sure(),
  fPower: (f2, numerator, denominator, alpha = ALPHA) => call('f_power', f2, numerator, denominator, alpha).sure(),
  chiSquaredPower: (w, n, degrees, alpha = ALPHA) => call('chi_squared_power', w, n, degrees, alpha).sure(),
  rateSampleSize(control, treatment, target = {}) {
    const { alpha = ALPHA, power = POWER, ratio = 1, alternative } = target;
    return call('rate_sample_size', control, treatment, alpha, power, ratio, varianceOf(target), alternativeOf(alternative)).sure();
  },
  rateSampleSizeByAngle: (control, treatment, { alpha = ALPHA, power = POWER, alternative } = {}) =>
    call('rate_sample_size_by_angle', control, treatment, alpha, power, alternativeOf(alternative)).sure(),
  ratePower(rates, users, target = {}, strict = false) {
    const { alpha = ALPHA, alternative } = target;
    return call('rate_power', rates, users, alpha, varianceOf(target), alternativeOf(alternative), strict ? 1 : 0).sure();
  },
  meanSampleSize({ effect, deviation, treatmentDeviation = deviation }, target = {}, exactT = false) {
    const { alpha = ALPHA, power = POWER, ratio = 1, alternative } = target;
    const deviations = [deviation, treatmentDeviation];
    return call('mean_sample_size', effect, deviations, alpha, power, ratio, exactT ? 1 : 0, alternativeOf(alternative)).sure();
  },
  nonInferioritySampleSize: (
    margin,
    { effect, deviation, treatmentDeviation = deviation },
    { alpha = ALPHA, power = POWER, ratio = 1 } = {},
  ) => call('non_inferiority_sample_size', margin, effect, deviation, treatmentDeviation, alpha, power, ratio).sure(),
  detectableEffect: (standardError, { alpha = ALPHA, power = POWER, alternative } = {}) =>
    call('detectable_effect', standardError, alpha, power, alternativeOf(alternative)).sure(),
  detectableRate(control, users, target = {}, upwards = true) {
    const { alpha = ALPHA, power = POWER } = target;
    return call('detectable_rate', control, users, alpha, power, varianceOf(target), upwards ? 1 : 0).number();
  },
  sequentialInflation: ({ alpha = ALPHA, power = POWER } = {}, tuningOverSample = 1) =>
    call('sequential_inflation', alpha, power, tuningOverSample).sure(),
  powerSoFar({ standardError, users, effect, alpha = ALPHA, power = POWER, sequence, prior }) {
    const rule = prior !== undefined ? [2, prior.mean, prior.variance] : sequence !== undefined ? [1, sequence] : [0];
    const answer = call('power_so_far', standardError, users, effect, alpha, power, rule);
    return { power: answer.sure(), additionalFactor: answer.number() };
  },
  daysFor: (users, usersPerDay) => Math.ceil(users / usersPerDay),
});
