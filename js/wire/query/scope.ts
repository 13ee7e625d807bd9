import { parseInstant } from '../../shared/instant.js';
import { BucketUnit } from '../generated/assay/fb/bucket-unit.js';
import { fieldsOf, invalid, listOf, textOf } from '../check.js';
import { durationOf } from './parts.js';

/** The fields that may stand beside a kind that has no groups. */
export const SCOPE: readonly string[] = ['filter', 'cohort', 'range'];
/** The same, with groups. */
export const GROUPED: readonly string[] = [...SCOPE, 'by', 'maxGroups'];
/** The same, with groups and time buckets. */
export const BUCKETED: readonly string[] = [...GROUPED, 'bucket', 'zone'];
/** The same, with what metrics and formulas have. */
export const COMPARED: readonly string[] = [...BUCKETED, 'other', 'compare'];

const UNITS: ReadonlyMap<unknown, BucketUnit> = new Map([
  ['minute', BucketUnit.Minute],
  ['hour', BucketUnit.Hour],
  ['day', BucketUnit.Day],
  ['week', BucketUnit.Week],
  ['month', BucketUnit.Month],
  ['quarter', BucketUnit.Quarter],
]);

/** The names in `by`; a single name may be written without a list. */
export function byOf(by: unknown): readonly string[] {
  if (by === undefined) return [];
  return (typeof by === 'string' ? [by] : listOf(by, 'by')).map((name, i) => textOf(name, `by[${i}]`));
}

/** A period of the calendar; `fallback` where it is left out. */
export function periodOf(period: unknown, path: string, fallback: BucketUnit): BucketUnit {
  if (period === undefined) return fallback;
  const unit = UNITS.get(period);
  if (unit === undefined) throw invalid(path, `must be one of ${[...UNITS.keys()].join(', ')}`);
  return unit;
}

/** A time bucket: a unit of the calendar, or a width in ms. */
export function bucketOf(bucket: unknown, path: string): { readonly unit?: BucketUnit; readonly ms?: number } {
  const unit = UNITS.get(bucket);
  return unit === undefined ? { ms: durationOf(bucket, path) } : { unit };
}

export function otherOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw invalid('other', 'must be true or false');
  return value;
}

/** How much earlier the range to compare with is, ms; 0: the one before of equal length. */
export function compareOf(value: unknown, range: { readonly start?: number; readonly end?: number }): number {
  if (range.start === undefined || range.end === undefined) throw invalid('compare', 'needs a range with both ends');
  if (value === 'previous') return 0;
  if (typeof value === 'string') throw invalid('compare', "must be 'previous' or { offset }");
  return durationOf(fieldsOf(value, 'compare', ['offset'])['offset'], 'compare.offset');
}

export function maxGroupsOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 100_000) {
    throw invalid('maxGroups', 'must be a whole number from 1 to 100,000');
  }
  return value;
}

/** Event time, [start, end), in ms since the epoch; `last` counts back from `now`. */
export function rangeOf(value: unknown, now: number, path = 'range'): { readonly start?: number; readonly end?: number } {
  if (value === undefined) return {};
  const source = fieldsOf(value, path, ['start', 'end', 'last']);
  if (source['last'] !== undefined) {
    if (source['start'] !== undefined || source['end'] !== undefined) throw invalid(path, "has either 'last' or 'start' and 'end'");
    return { start: now - durationOf(source['last'], `${path}.last`), end: now };
  }
  const start = instantOf(source['start'], `${path}.start`);
  const end = instantOf(source['end'], `${path}.end`);
  if (start !== undefined && end !== undefined && start > end) throw invalid(path, 'start must not be after end');
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}

export function instantOf(value: unknown, path: string): number | undefined {
  if (value === undefined) return undefined;
  const instant =
    typeof value === 'number' ? (Number.isInteger(value) ? value : undefined) : typeof value === 'string' ? parseInstant(value) : undefined;
  if (instant === undefined) throw invalid(path, 'must be an ISO-8601 text or whole milliseconds since the epoch');
  return instant;
}
