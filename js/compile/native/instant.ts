import { parseInstant } from '../../shared/instant.js';
import { invalid } from '../../wire/check.js';

const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;
/** The range of ECMAScript's Date. */
const MAX_MS = 8.64e15;

/**
 * An instant of a datafile in ms since the epoch: whole milliseconds as they are, or RFC 3339 text, which may leave out the zone (UTC), the
 * seconds and the time (midnight). The same texts as core/assay/targeting/date.h, lenient.
 */
export function instantOf(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MAX_MS) return value;
  const ms = typeof value === 'string' && DATE.test(value.toUpperCase()) ? parseInstant(value.toUpperCase()) : undefined;
  if (ms === undefined) throw invalid(path, 'must be an RFC 3339 text, as "2026-11-27T08:00:00Z", or whole milliseconds since the epoch');
  return ms;
}
