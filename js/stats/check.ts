import { AssayError } from '../shared/errors.js';

/** `successes` of `trials`. */
export interface Proportion {
  /** Whole, 0 to `trials`. */
  readonly successes: number;
  /** Whole, 0 to 2^53. */
  readonly trials: number;
}

const MAX_TRIALS = 2 ** 53;

/** @throws AssayError INVALID_ARGUMENT naming the argument */
export function counts(name: string, { successes, trials }: Proportion): readonly [number, number] {
  if (!(Number.isInteger(trials) && trials >= 0 && trials <= MAX_TRIALS)) {
    throw invalid(`${name}.trials`, 'must be a whole number of 0 or more');
  }
  if (!(Number.isInteger(successes) && successes >= 0 && successes <= trials)) {
    throw invalid(`${name}.successes`, 'must be a whole number from 0 to trials');
  }
  return [successes, trials];
}

/** @throws AssayError INVALID_ARGUMENT naming the argument, unless `value` is finite */
export function finite(name: string, value: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(name, 'must be a finite number');
  return value;
}

/** @throws AssayError INVALID_ARGUMENT naming the argument, unless every value is finite */
export function allFinite(name: string, values: readonly number[]): readonly number[] {
  values.forEach((value, i) => {
    finite(`${name}[${i}]`, value);
  });
  return values;
}

export const invalid = (name: string, rule: string): AssayError => new AssayError('INVALID_ARGUMENT', `${name}: ${rule}`);
