import type { TopResult } from '../../shared/result.js';
import { MetricResult as FbMetricResult } from '../generated/assay/fb/metric-result.js';
import type { Result } from '../generated/assay/fb/result.js';
import type { Value } from '../generated/assay/fb/value.js';
import { groupedOf, list, scalarOf } from './parts.js';

/** The answer to a metric of counts by one property, the most frequent value first. */
export function decodeTop(result: Result): TopResult {
  const metric: FbMetricResult = result.kind(new FbMetricResult());
  const { groupsOmitted, eventsScanned } = groupedOf(result);
  const counts = Array.from(metric.valuesArray() ?? []);
  const count = counts.reduce((sum, each) => sum + each, 0);
  // Rows are in the order of the values, and that of all others, where there is one, is the last.
  const values = list(metric.keysLength(), (i) => ({
    value: scalarOf(metric.keys(i) as Value) ?? '',
    count: counts[i] as number,
    share: (counts[i] as number) / count,
  }));
  const rest = groupsOmitted > 0 ? (counts.at(-1) as number) : 0;
  return {
    values: values.sort((a, b) => b.count - a.count),
    other: { values: groupsOmitted, count: rest, share: count === 0 ? 0 : rest / count },
    distinct: values.length + groupsOmitted,
    count,
    eventsScanned,
  };
}
