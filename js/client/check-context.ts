import { checkName, MAX_NAME_LENGTH, MAX_TEXT_LENGTH } from '../shared/check-event.js';
import { AssayError } from '../shared/errors.js';
import type { Json } from '../shared/json.js';

/** A context that every flag can be evaluated for. */
export type CheckedContext = Readonly<Record<string, Json>> & { readonly user: string };

/**
 * Beside `user`; with it as many as an event may have properties. The core takes 1,024 (kMaxContextAttributes of core/assay/wire/context.h), but a
 * page writes all of them anew for every context.
 */
const MAX_ATTRIBUTES = 255;
/** What Assay itself puts into a context. */
const RESERVED: readonly string[] = ['$sticky', '$now'];

/**
 * A copy of the attributes that can be used; the others are reported and left out. `user` becomes a text. Does not throw.
 * @param user who it is when the context does not say
 */
export function checkContext(context: unknown, report: (error: AssayError) => void, user: string): CheckedContext {
  return plainCopy(context, user) ?? checkedCopy(context, report, user);
}

/** The copy of a context that nothing is wrong with, by far the most; `undefined` for any other. Copying first is what makes it fast. */
function plainCopy(context: unknown, user: string): CheckedContext | undefined {
  let copy: Record<string, unknown>;
  try {
    if (typeof context !== 'object' || context === null || Array.isArray(context)) return undefined;
    copy = { ...context };
  } catch {
    return undefined;
  }
  let count = 0;
  for (const name in copy) {
    const value = copy[name];
    const isPlain = typeof value === 'string' ? isText(value, MAX_TEXT_LENGTH) : typeof value === 'boolean' || Number.isFinite(value);
    if (!isPlain || count === MAX_ATTRIBUTES) return undefined;
    if (goodNames[count] !== name) {
      if (!isText(name, MAX_NAME_LENGTH) || name === '' || RESERVED.includes(name)) return undefined;
      goodNames[count] = name;
    }
    count++;
  }
  copy['user'] ??= user;
  return isUser(copy['user']) ? (copy as CheckedContext) : undefined;
}

/** Names that nothing is wrong with, in the order of the last contexts: a page's contexts have the same ones over and over. */
const goodNames: string[] = [];

const isText = (value: string, maxLength: number): boolean => value.length <= maxLength && value.isWellFormed();

const isUser = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= MAX_NAME_LENGTH;

function checkedCopy(context: unknown, report: (error: AssayError) => void, user: string): CheckedContext {
  const attributes = new Map<string, Json>();
  let checkedUser = user;
  const leaveOut = (what: string, problem: string): void =>
    report(new AssayError('INVALID_ARGUMENT', `${what}: ${problem}; it was left out`));
  for (const [name, value] of entriesOf(context, report)) {
    if (value === undefined || value === null) continue;
    const problem = checkName(name, 'invalid_property', 'an attribute name')?.message;
    if (problem !== undefined) leaveOut('context', problem);
    else if (RESERVED.includes(name)) leaveOut(`context.${name}`, "is an attribute of Assay's own");
    else if (name === 'user') {
      const given = userOf(value);
      if (typeof given === 'string') checkedUser = given;
      else leaveOut('context.user', given.problem);
    } else {
      const valueProblem = attributes.size < MAX_ATTRIBUTES ? problemOf(value) : `more than ${MAX_ATTRIBUTES} attributes`;
      if (valueProblem === undefined) attributes.set(name, value as Json);
      else leaveOut(`context.${name}`, valueProblem);
    }
  }
  // Not `checked[name] = value`: an attribute may be called "__proto__".
  return { ...Object.fromEntries(attributes), user: checkedUser };
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
