import { checkName, MAX_TEXT_LENGTH } from '../shared/check-event.js';
import { AssayError } from '../shared/errors.js';
import type { Json } from '../shared/json.js';

/** Beside `user`. The core takes one more in all; if it got too many, every flag would fail. */
const MAX_ATTRIBUTES = 255;

/** The attributes that can be used; the others are reported and left out. `user` becomes a text. Does not throw. */
export function checkContext(context: unknown, report: (error: AssayError) => void): Record<string, Json> {
  const attributes = new Map<string, Json>();
  const checked: { user?: string } = {};
  const leaveOut = (what: string, problem: string): void =>
    report(new AssayError('INVALID_ARGUMENT', `${what}: ${problem}; it was left out`));
  for (const [name, value] of entriesOf(context, report)) {
    if (value === undefined || value === null) continue;
    const problem = checkName(name, 'invalid_property', 'an attribute name')?.message;
    if (problem !== undefined) leaveOut('context', problem);
    else if (name === 'user') {
      const user = userOf(value);
      if (typeof user === 'string') checked['user'] = user;
      else leaveOut('context.user', user.problem);
    } else {
      const valueProblem = attributes.size < MAX_ATTRIBUTES ? problemOf(value) : `more than ${MAX_ATTRIBUTES} attributes`;
      if (valueProblem === undefined) attributes.set(name, value as Json);
      else leaveOut(`context.${name}`, valueProblem);
    }
  }
  // Not `checked[name] = value`: an attribute may be called "__proto__".
  return { ...Object.fromEntries(attributes), ...checked };
}

function entriesOf(context: unknown, report: (error: AssayError) => void): readonly (readonly [string, unknown])[] {
  try {
    if (typeof context === 'object' && context !== null && !Array.isArray(context)) return Object.entries(context);
    report(new AssayError('INVALID_ARGUMENT', 'context: must be an object; it was not used'));
  } catch (cause) {
    report(new AssayError('INVALID_ARGUMENT', 'context: reading it threw; it was not used', { cause }));
  }
  return [];
}

function userOf(value: unknown): string | { readonly problem: string } {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? String(value) : { problem: 'a numeric id must be a whole number within ±(2^53 - 1)' };
  }
  const refused = checkName(value, 'invalid_user', 'the user');
  return refused ? { problem: refused.message } : (value as string);
}

/** The core refuses deeper contexts. */
const MAX_DEPTH = 16;

function problemOf(value: unknown, depth = 0): string | undefined {
  if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return undefined;
  if (typeof value === 'string') {
    if (value.length > MAX_TEXT_LENGTH) return `is longer than ${MAX_TEXT_LENGTH} characters`;
    return value.isWellFormed() ? undefined : 'must be well-formed Unicode (it holds half of a surrogate pair)';
  }
  if (typeof value !== 'object') return 'must be a string, a finite number, a boolean, a list or an object of these';
  if (depth === MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH}`;
  const inside: readonly unknown[] = Array.isArray(value) ? value : [...Object.keys(value), ...Object.values(value)];
  return inside.map((one) => problemOf(one, depth + 1)).find((problem) => problem !== undefined);
}
