import type { Bucket } from '../bucket-option.js';
import { formatDuration } from '../../shared/duration.js';
import type { Period } from '../../shared/query.js';
import type { Proportion } from '../../shared/result.js';

/** What stands where there is no answer. */
export const NONE = '–';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

export const formatCount = (count: number): string => whole.format(count);

/** `1 user`, `2 users`. */
export const plural = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** A measured number: whole when large, else four significant digits. */
export function formatNumber(value: number | null): string {
  if (value === null) return NONE;
  return (Math.abs(value) >= 1000 || Number.isInteger(value) ? whole : significant).format(value).replace('-', '−');
}

/** Decimals of a percentage that its interval supports: none when it is wider than ±2 points, one down to ±0.2, else two. */
function decimalsFor(low: number | null, high: number | null): number {
  if (low === null || high === null) return 0;
  const half = (high - low) / 2;
  return half >= 0.02 ? 0 : half >= 0.002 ? 1 : 2;
}

/** The digits of a percentage, without a sign when they are all zero. */
function percent(share: number, decimals: number): string {
  const digits = (share * 100).toFixed(decimals);
  return Number(digits) === 0 ? digits.replace('-', '') : digits.replace('-', '−');
}

/** `34 %`, with as many decimals as the interval supports. */
export function formatRate(rate: number | null, low: number | null, high: number | null): string {
  return rate === null ? NONE : `${percent(rate, decimalsFor(low, high))} %`;
}

/** `30–38 %`. */
export function formatInterval(low: number | null, high: number | null): string {
  if (low === null || high === null) return NONE;
  const decimals = decimalsFor(low, high);
  return `${percent(low, decimals)}–${percent(high, decimals)} %`;
}

/** `34 % (30–38 %)`. */
export const formatProportion = ({ rate, low, high }: Proportion): string =>
  rate === null ? NONE : `${formatRate(rate, low, high)} (${formatInterval(low, high)})`;

/** `+2.1 points (0.3 to 3.9)`; `unit` is `points` or the like. */
export function formatDifference(value: number | null, low: number | null, high: number | null, unit: string): string {
  if (value === null) return NONE;
  const decimals = decimalsFor(low, high);
  const sign = value > 0 ? '+' : '';
  const interval = low === null || high === null ? '' : ` (${percent(low, decimals)} to ${percent(high, decimals)})`;
  return `${sign}${percent(value, decimals)} ${unit}${interval}`;
}

/** `p = 0.032`, `p < 0.001`. */
export const formatPValue = (p: number | null): string => (p === null ? `p ${NONE}` : p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`);

export const formatTime = (ms: number | null): string => (ms === null ? NONE : formatDuration(ms));

// Days and longer begin at midnight.
const unitMs = (bucket: Bucket): number =>
  typeof bucket === 'number' ? bucket : bucket === 'minute' ? 60_000 : bucket === 'hour' ? 3_600_000 : 86_400_000;

/** The start of a time bucket, as exact as the bucket's width needs: by the clocks of `zone`, in UTC where buckets have a fixed width. */
export function formatBucket(startMs: number, bucket: Bucket, zone = 'UTC'): string {
  if (typeof bucket === 'string' && zone !== 'UTC') return formatPeriod(startMs, bucket, zone);
  const bucketMs = unitMs(bucket);
  const text = new Date(startMs).toISOString().replace('T', ' ');
  if (bucketMs % 86_400_000 === 0) return text.slice(0, -14);
  if (bucketMs % 60_000 === 0) return text.slice(0, -8);
  return bucketMs % 1_000 === 0 ? text.slice(0, -5) : text.slice(0, -1);
}

/** Whose clocks `formatBucket` goes by. */
export const bucketZone = (bucket: Bucket, zone: string): string => (typeof bucket === 'string' ? zone : 'UTC');

/** What the clocks of a zone show, to the minute. */
const wallClock = (ms: number, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(ms);

/** Minutes that the clocks of a zone are ahead of UTC. */
const offsetMinutes = (ms: number, zone: string): number =>
  Math.floor(Date.parse(`${wallClock(ms, zone).replace(' ', 'T')}Z`) / 60_000) - Math.floor(ms / 60_000);

/** Longer than clocks are ever put back. */
const CHANGE_MS = 12 * 3_600_000;

/** Whether the clocks of a zone show the same at another instant, before or after they are put back. */
function isRepeated(ms: number, zone: string): boolean {
  const offset = offsetMinutes(ms, zone);
  return [ms - CHANGE_MS, ms + CHANGE_MS].some((beside) => {
    const twin = ms + (offset - offsetMinutes(beside, zone)) * 60_000;
    return twin !== ms && wallClock(twin, zone) === wallClock(ms, zone);
  });
}

function offsetText(minutes: number): string {
  const digits = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '−' : '+'}${digits(Math.floor(size / 60))}:${digits(size % 60)}`;
}

/**
 * The start of a period of the calendar, by the clocks of `zone`: its day, and the time of periods that are shorter, with the offset from UTC
 * where the clocks show that time twice.
 */
export function formatPeriod(startMs: number, period: Period, zone = 'UTC'): string {
  const text = wallClock(startMs, zone);
  if (period !== 'minute' && period !== 'hour') return text.split(' ')[0] as string;
  return isRepeated(startMs, zone) ? `${text} ${offsetText(offsetMinutes(startMs, zone))}` : text;
}
