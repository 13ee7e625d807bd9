import { durationOption } from './usage.js';

const NAMED: Readonly<Record<string, string>> = { minute: '1m', hour: '1h', day: '1d', week: '1w' };

/** `--bucket`, ms: `minute`, `hour`, `day`, `week` or a duration. Errors: `UsageError`. */
export const bucketOption = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : durationOption(NAMED[text] ?? text, '--bucket');

export const BUCKET_HELP = `  --bucket DURATION      one line per time span, aligned to UTC: minute, hour, day, week or 15m, 1h, 7d, …
`;
