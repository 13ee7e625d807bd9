import { AssayError } from '../shared/errors.js';

/** The error for input that breaks a rule: `where` names the field, `rule` says what is expected. */
export function invalid(where: string, rule: string): AssayError {
  return new AssayError('INVALID_ARGUMENT', `${where}: ${rule}`);
}

/** `value` as an object with no other fields than `allowed`. */
export function fieldsOf(value: unknown, where: string, allowed: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(where, 'must be an object');
  for (const name of Object.keys(value)) {
    if (!allowed.includes(name)) throw invalid(`${where}.${name}`, `unknown; known are ${allowed.join(', ')}`);
  }
  return value as Record<string, unknown>;
}

export function textOf(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw invalid(where, 'must be a non-empty string');
  if (!value.isWellFormed()) throw invalid(where, 'must be well-formed Unicode (it holds half of a surrogate pair)');
  return value;
}

export function listOf(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(where, 'must be a list');
  return value;
}
