import { AssayError } from '../shared/errors.js';

/** `error` as callers are promised it: an `AssayError`, with what was thrown as its cause when that is something else. */
export function asAssayError(error: unknown): AssayError {
  if (error instanceof AssayError) return error;
  return new AssayError('INTERNAL', error instanceof Error ? error.message : 'something that is no Error was thrown', { cause: error });
}
