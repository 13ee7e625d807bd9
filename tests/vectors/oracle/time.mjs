// Durations, instants, calendar-free buckets, and summaries of durations (core/assay/behavior/time_stats.h).

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const NAMED = { minute: '1m', hour: '1h', day: '1d', week: '1w' };
const { s, m, h, d } = UNITS;
const EDGES = [
  0,
  s,
  2 * s,
  5 * s,
  10 * s,
  20 * s,
  30 * s,
  m,
  2 * m,
  5 * m,
  10 * m,
  20 * m,
  30 * m,
  h,
  2 * h,
  6 * h,
  12 * h,
  d,
  2 * d,
  7 * d,
  14 * d,
  30 * d,
];

export function milliseconds(duration) {
  if (typeof duration === 'number') return duration;
  const [, amount, unit] = /^([0-9.]+)(ms|s|m|h|d|w)$/.exec(NAMED[duration] ?? duration);
  return Number(amount) * UNITS[unit];
}

const instant = (value, absent) => (value === undefined ? absent : typeof value === 'number' ? value : Date.parse(value));

/** The events inside a query's `range`, `[start, end)`. */
export function inRange(events, range = {}, now = 0) {
  const isLast = range.last !== undefined;
  const start = isLast ? now - milliseconds(range.last) : instant(range.start, -Infinity);
  const end = isLast ? now : instant(range.end, Infinity);
  return events.filter(({ time }) => time >= start && time < end);
}

/** The greatest multiple of `bucket` not above `time`. */
export const bucketStart = (time, bucket) => Math.floor(time / bucket) * bucket;

/** The quantile by Hyndman and Fan's definition 7. */
export function quantile(values, p) {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * p;
  const low = Math.floor(place);
  const next = sorted[Math.min(low + 1, sorted.length - 1)];
  return sorted[low] + (place - low) * (next - sorted[low]);
}

export function timeStats(durations) {
  if (durations.length === 0) return { count: 0, meanMs: null, medianMs: null, p90Ms: null, histogram: { edgesMs: [], counts: [] } };
  return {
    count: durations.length,
    meanMs: durations.reduce((sum, duration) => sum + duration, 0) / durations.length,
    medianMs: quantile(durations, 0.5),
    p90Ms: quantile(durations, 0.9),
    histogram: {
      edgesMs: EDGES,
      counts: EDGES.map((edge, i) => durations.filter((duration) => duration >= edge && duration < (EDGES[i + 1] ?? Infinity)).length),
    },
  };
}
