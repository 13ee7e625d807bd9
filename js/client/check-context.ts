import { checkName, MAX_TEXT_LENGTH } from '../shared/check-event.js';
import { AssayError } from '../shared/errors.js';
import type { Scalar } from '../shared/query.js';
import type { Context } from './types.js';

/** The attributes that can be used; the others are reported and left out. `user` becomes a text. */
export function checkContext(context: Context, report: (error: AssayError) => void): Record<string, Scalar> {
  const checked: Record<string, Scalar> = {};
  for (const [name, value] of Object.entries(context)) {
    if (value === undefined || value === null) continue;
    const problem = name === 'user' ? userProblem(value) : valueProblem(value);
    if (problem !== undefined) report(new AssayError('INVALID_ARGUMENT', `context.${name}: ${problem}; it was left out`));
    else checked[name] = name === 'user' ? String(value) : value;
  }
  return checked;
}

function userProblem(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? undefined : 'a numeric id must be a whole number within ±(2^53 - 1)';
  return checkName(value, 'invalid_user', 'the user')?.message;
}

function valueProblem(value: unknown): string | undefined {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return undefined;
  if (typeof value !== 'string') return 'must be a string, a finite number or a boolean';
  if (value.length > MAX_TEXT_LENGTH) return `is longer than ${MAX_TEXT_LENGTH} characters`;
  return value.isWellFormed() ? undefined : 'must be well-formed Unicode (it holds half of a surrogate pair)';
}
