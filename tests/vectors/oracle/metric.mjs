// Counts, sums and quantiles by filtering lists: core/assay/aggregate/metric.h.

import { propertyOf, satisfies, selects } from './conditions.mjs';
import { collect, groupBy, heaviest, keyOf } from './groups.mjs';
import { bucketStart, inRange, quantile } from './time.mjs';

const PROBABILITIES = { median: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };
const COUNTING = ['count', 'users', 'sessions', 'per_user'];

function specsOf({ aggregate = 'count', property, q }) {
  return [aggregate].flat().map((one) => {
    const spec = typeof one === 'string' ? { aggregate: one, property, q } : one;
    const prefix = spec.aggregate === 'quantile' ? `q${spec.q}` : spec.aggregate;
    return { as: COUNTING.includes(spec.aggregate) ? spec.aggregate : `${prefix}_${spec.property}`, ...spec };
  });
}

/** A sum without rounding until the end: the exact partial sums of Shewchuk's algorithm, 1997. */
function exactSum(values) {
  const partials = [];
  for (let value of values) {
    let kept = 0;
    for (let partial of partials) {
      if (Math.abs(value) < Math.abs(partial)) [value, partial] = [partial, value];
      const high = value + partial;
      const low = partial - (high - value);
      if (low !== 0) partials[kept++] = low;
      value = high;
    }
    partials.length = kept;
    partials.push(value);
  }
  return partials.reduce((sum, partial) => sum + partial, 0);
}

function valueOf(events, { aggregate, property, q }) {
  if (aggregate === 'count') return events.length;
  if (aggregate === 'users') return new Set(events.map(({ user }) => user)).size;
  if (aggregate === 'sessions') return new Set(events.map(({ session }) => session).filter((session) => session !== null)).size;
  if (aggregate === 'per_user') return events.length / new Set(events.map(({ user }) => user)).size;
  if (aggregate === 'distinct') return new Set(events.map((event) => propertyOf(event, property)).filter((value) => value != null)).size;
  const numbers = events.map((event) => propertyOf(event, property)).filter((value) => typeof value === 'number');
  if (numbers.length === 0) return null;
  if (aggregate === 'sum') return exactSum(numbers);
  if (aggregate === 'mean') return exactSum(numbers) / numbers.length;
  if (aggregate === 'min') return Math.min(...numbers);
  if (aggregate === 'max') return Math.max(...numbers);
  return quantile(numbers, PROBABILITIES[aggregate] ?? q);
}

export function answerMetric(events, query, now) {
  const { metric, filter, range, bucket, zone, maxGroups = 1000 } = query;
  const by = [query.by ?? []].flat();
  const specs = specsOf(metric);
  const scanned = inRange(events, range, now);
  const matching = scanned.filter((event) => selects(metric, event) && satisfies(event, filter));
  const { kept, omitted } = heaviest(
    groupBy(matching, (event) => by.map((property) => propertyOf(event, property))),
    maxGroups,
  );
  const rowOf = (values, items, start) => ({
    key: keyOf(by, values),
    ...(start !== undefined && { bucketStart: start }),
    values: Object.fromEntries(specs.map((spec) => [spec.as, valueOf(items, spec)])),
  });
  const rows = kept.flatMap(({ values, items }) => {
    if (bucket === undefined) return [rowOf(values, items)];
    const buckets = collect(items, ({ time }) => bucketStart(time, bucket, zone));
    return [...buckets].map(([start, some]) => rowOf(values, some, start));
  });
  // A stable sort: groups stay in their order within a bucket.
  rows.sort((a, b) => (a.bucketStart ?? 0) - (b.bucketStart ?? 0));
  if (by.length === 0 && bucket === undefined && rows.length === 0) rows.push(rowOf([], []));
  return { rows, groupsOmitted: omitted, eventsScanned: scanned.length };
}
