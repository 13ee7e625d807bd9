import type { BucketUnit } from '../shared/query.js';
import { durationOption } from './usage.js';

/** A time bucket: of the calendar, or of a fixed width in ms. */
export type Bucket = BucketUnit | number;

/** The units of the calendar, the shortest first. */
export const UNITS: readonly BucketUnit[] = ['minute', 'hour', 'day', 'week', 'month', 'quarter'];

/** A time bucket given as a unit of the calendar or a duration. Errors: `UsageError`. */
export const bucketOption = (text: string | undefined, option = '--bucket'): Bucket | undefined =>
  text === undefined ? undefined : (UNITS.find((unit) => unit === text) ?? durationOption(text, option));

export const BUCKET_HELP = `  --bucket SPAN          one line per time span: minute, hour, day, week (from Mondays), month, quarter, or 15m, 1h, 7d, …
`;
