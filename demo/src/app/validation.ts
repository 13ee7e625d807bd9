import type { FieldFault } from '../events.js';
import { type CountryCode, HOME } from './countries.js';

/** Why a value is refused: the fault as it is recorded, and the sentence that is shown. */
export interface Refusal {
  readonly fault: FieldFault;
  readonly message: string;
}

/** `undefined`: the value is good. */
export type Check = (value: string) => Refusal | undefined;

const POSTCODES: Readonly<Record<CountryCode, readonly [RegExp, string]>> = {
  DE: [/^\d{5}$/, '10115'],
  FR: [/^\d{5}$/, '75011'],
  NL: [/^\d{4} ?[A-Z]{2}$/i, '1017 AB'],
  PL: [/^\d{2}-\d{3}$/, '00-001'],
  GB: [/^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i, 'SW1A 1AA'],
  US: [/^\d{5}(-\d{4})?$/, '10001'],
  JP: [/^\d{3}-?\d{4}$/, '100-0001'],
};

export function required(what: string): Check {
  return (value) => (value.trim() === '' ? { fault: 'missing', message: `Enter ${what}.` } : undefined);
}

/** `country` is asked at each check, since it may change after the postcode was typed. */
export function postcode(country: () => CountryCode): Check {
  return (value) => {
    const [pattern, example] = POSTCODES[country()];
    if (value.trim() === '') return { fault: 'missing', message: 'Enter a postcode.' };
    return pattern.test(value.trim()) ? undefined : { fault: 'format', message: `Write it like ${example}.` };
  };
}

export function pattern(expression: RegExp, what: string, example: string): Check {
  return (value) => {
    if (value.trim() === '') return { fault: 'missing', message: `Enter ${what}.` };
    return expression.test(value.trim()) ? undefined : { fault: 'format', message: `Enter ${what} like ${example}.` };
  };
}

export function numberBetween(low: number, high: number, unit: string): Check {
  return (value) => {
    const number = Number(value.trim().replace(',', '.'));
    if (value.trim() === '') return { fault: 'missing', message: 'Enter a number.' };
    if (!Number.isFinite(number)) return { fault: 'format', message: 'Write a number like 2.5.' };
    return number >= low && number <= high ? undefined : { fault: 'range', message: `Enter ${low} to ${high} ${unit}.` };
  };
}

export function isInternational(country: CountryCode): boolean {
  return country !== HOME;
}
