import { UsageError } from './usage.js';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?(\s*%)?$/i;

/** An option that is a number, `10%` being 0.1. Errors: `UsageError`. */
export function numberOption(text: string, option: string): number {
  const value = NUMBER.test(text) ? (text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)) : Number.NaN;
  if (!Number.isFinite(value)) throw new UsageError(`${option} ${text}: a number such as 0.05 or 5% expected`);
  return value;
}

/** A number between 0 and 1, neither of them. Errors: `UsageError`. */
export function shareOption(text: string, option: string): number {
  const value = numberOption(text, option);
  if (value > 0 && value < 1) return value;
  const hint = value >= 1 && value < 100 && !text.includes('%') ? `; ${text}% is meant?` : '';
  throw new UsageError(`${option} ${text}: more than 0 and less than 1 (100%) expected${hint}`);
}

/** A number above 0. Errors: `UsageError`. */
export function positiveOption(text: string, option: string): number {
  const value = numberOption(text, option);
  if (!(value > 0)) throw new UsageError(`${option} ${text}: a number above 0 expected`);
  return value;
}
