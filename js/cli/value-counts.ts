import type { MetricQuery } from '../shared/query.js';
import type { MetricResult, MetricRow } from '../shared/result.js';
import type { Session } from './answer.js';

/**
 * The same rows, each with how many of its events have `property` as a number, as `count_<property>` right behind the other counts: without
 * it nobody knows what a mean is a mean of. `null` where a row is not among the groups that the second query kept.
 */
export function withValueCounts(result: MetricResult, query: MetricQuery, property: string, session: Session): MetricResult {
  const { event } = query.metric;
  const counted = session.query({
    ...query,
    // Numbers are ordered with numbers only, so this holds for every number and nothing else.
    metric: { aggregate: 'count', where: { [property]: { gte: -Number.MAX_VALUE } }, ...(event === undefined ? {} : { event }) },
  });
  const counts = new Map(counted.rows.map((row) => [identityOf(row), row.values.count ?? 0]));
  const none = counted.groupsOmitted > 0 ? null : 0;
  const name = `count_${property}`;
  const rows = result.rows.map((row) => {
    const { events = null, users = null, sessions, ...statistics } = row.values;
    const known = sessions === undefined ? { events, users } : { events, users, sessions };
    return { ...row, values: { ...known, [name]: counts.get(identityOf(row)) ?? none, ...statistics } };
  });
  return { ...result, rows };
}

const identityOf = (row: MetricRow): string => JSON.stringify([row.bucketStart ?? null, row.key]);
