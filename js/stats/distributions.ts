import type { PValue } from './answer.js';
import type { Call } from './stats-module.js';

/** Both tails at a point. Neither is one minus the other, so that neither loses digits. */
export interface Tails {
  /** P(X ≤ x). */
  readonly lower: PValue;
  /** P(X > x). */
  readonly upper: PValue;
}

/** Which tail a quantile's `p` is: of a tiny upper tail `1 - p` would have no digits left. @defaultValue 'lower' */
export type Side = 'lower' | 'upper';

/** Degrees of freedom and shapes: above 0, at most 1e15, whole or not. */
export interface DistributionStats {
  normal(z: number): Tails;
  normalQuantile(p: number, side?: Side): number;
  student(t: number, degrees: number): Tails;
  studentQuantile(p: number, degrees: number, side?: Side): number;
  chiSquared(x: number, degrees: number): Tails;
  chiSquaredQuantile(p: number, degrees: number, side?: Side): number;
  fisherF(f: number, numerator: number, denominator: number): Tails;
  fisherFQuantile(p: number, numerator: number, denominator: number, side?: Side): number;
  beta(x: number, a: number, b: number): Tails;
  betaQuantile(p: number, a: number, b: number, side?: Side): number;
  binomial(k: number, trials: number, rate: number): Tails;
  poisson(k: number, mean: number): Tails;
  /** Student's t whose mean is shifted: what a t test's power is made of. */
  noncentralStudent(t: number, degrees: number, shift: number): Tails;
  noncentralChiSquared(x: number, degrees: number, noncentrality: number): Tails;
  noncentralF(f: number, numerator: number, denominator: number, noncentrality: number): Tails;
}

export const distributionStats = (call: Call): DistributionStats => {
  const tails =
    (name: string) =>
    (...numbers: readonly number[]): Tails => {
      const answer = call(name, ...numbers);
      return { lower: answer.pValue() as PValue, upper: answer.pValue() as PValue };
    };
  const quantile = (name: string, side: Side, ...numbers: readonly number[]): number =>
    call(name, ...numbers, side === 'upper' ? 1 : 0).sure();
  return {
    normal: tails('normal'),
    normalQuantile: (p, side = 'lower') => quantile('normal_quantile', side, p),
    student: tails('student'),
    studentQuantile: (p, degrees, side = 'lower') => quantile('student_quantile', side, p, degrees),
    chiSquared: tails('chi_squared'),
    chiSquaredQuantile: (p, degrees, side = 'lower') => quantile('chi_squared_quantile', side, p, degrees),
    fisherF: tails('f'),
    fisherFQuantile: (p, numerator, denominator, side = 'lower') => quantile('f_quantile', side, p, numerator, denominator),
    beta: tails('beta'),
    betaQuantile: (p, a, b, side = 'lower') => quantile('beta_quantile', side, p, a, b),
    binomial: tails('binomial'),
    poisson: tails('poisson'),
    noncentralStudent: tails('noncentral_student'),
    noncentralChiSquared: tails('noncentral_chi_squared'),
    noncentralF: tails('noncentral_f'),
  };
};
