// Durations, instants, buckets, and summaries of durations (core/assay/behavior/time_stats.h).

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
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
  const [, amount, unit] = /^([0-9.]+)(ms|s|m|h|d|w)$/.exec(duration);
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

/** What a unit of the calendar is called, the same for all its instants: from the local date and hour of a time zone. */
const LABELS = {
  minute: ({ year, month, day, hour, minute, ahead }) => [year, month, day, hour, minute, ahead],
  hour: ({ year, month, day, hour, ahead }) => [year, month, day, hour, ahead],
  day: ({ year, month, day }) => [year, month, day],
  week: ({ year, month, day }) => [Math.floor((Date.UTC(year, month - 1, day) / UNITS.d + 3) / 7)], // the epoch began on a Thursday
  month: ({ year, month }) => [year, month],
  quarter: ({ year, month }) => [year, Math.ceil(month / 3)],
};

const labelOf = (time, unit, format) => {
  const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const { year, month, day, hour, minute } = parts;
  // An hour that comes twice is two: the clock is not as far ahead of UTC, in whole minutes.
  const ahead = Date.UTC(year, month - 1, day, hour, minute) / UNITS.m - Math.floor(time / UNITS.m);
  return LABELS[unit]({ ...parts, ahead }).join('-');
};

const starts = new Map();

/** The start of the bucket that holds `time`: a multiple of a duration, or the first instant in a row that the calendar calls the same. */
export function bucketStart(time, bucket, zone = 'UTC') {
  if (LABELS[bucket] === undefined) return Math.floor(time / milliseconds(bucket)) * milliseconds(bucket);
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23', timeZone: zone };
  const format = new Intl.DateTimeFormat('en-US', fields);
  const label = labelOf(time, bucket, format);
  const known = `${zone} ${bucket} ${label}`;
  if (!starts.has(known)) {
    let [before, inside] = [time - 93 * UNITS.d, time];
    while (inside - before > 1) {
      const middle = Math.floor((before + inside) / 2);
      if (labelOf(middle, bucket, format) === label) inside = middle;
      else before = middle;
    }
    starts.set(known, inside);
  }
  return starts.get(known);
}

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
