import { invalid } from './check.js';

/** Which way an effect counts. @defaultValue 'two-sided' */
export type Alternative = 'two-sided' | 'greater' | 'less';

// In the order of the enumerators in core/assay/stats.
const ALTERNATIVES = ['two-sided', 'greater', 'less'] as const;

/** The number of a choice in the core. @throws AssayError INVALID_ARGUMENT naming the argument */
export function numberOf<T extends string>(name: string, choices: readonly T[], choice: T): number {
  const number = choices.indexOf(choice);
  if (number < 0) throw invalid(name, `must be one of ${choices.join(', ')}`);
  return number;
}

export const alternativeOf = (choice: Alternative = 'two-sided'): number => numberOf('alternative', ALTERNATIVES, choice);

/** A list as the core reads it: how many, then as many numbers. */
export const list = (values: readonly number[]): readonly number[] => [values.length, ...values];
