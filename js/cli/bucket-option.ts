import type { BucketUnit } from '../shared/query.js';
import { durationOption } from './usage.js';

/** A time bucket: of the calendar, in UTC, or of a fixed width in ms. */
export type Bucket = BucketUnit | number;

/** The units of the calendar, the shortest first. */
export const UNITS: readonly BucketUnit[] = ['minute', 'hour', 'day', 'week', 'month', 'quarter'];

/** `--bucket`: a unit of the calendar or a duration. Errors: `UsageError`. */
export const bucketOption = (text: string | undefined): Bucket | undefined =>
  text === undefined ? undefined : (UNITS.find((unit) => unit === text) ?? durationOption(text, '--bucket'));

export const BUCKET_HELP = `  --bucket SPAN          one line per time span in UTC: minute, hour, day, week (from Mondays), month, quarter, or 15m, 1h, 7d, …
`;
