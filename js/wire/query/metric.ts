import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf } from '../check.js';
import { MetricQuery } from '../generated/assay/fb/metric-query.js';
import { aggregatesOf, encodeAggregate } from './aggregates.js';
import { encodeMatch, flagOf } from './parts.js';

export function encodeMetric(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, ['event', 'where', 'aggregate', 'property', 'q', 'sketches']);
  const specs = aggregatesOf(source, path).map((spec) => encodeAggregate(fb, spec));
  const { event, where } = source;
  const match = encodeMatch(fb, { ...(event !== undefined && { event }), ...(where !== undefined && { where }) }, path);
  return MetricQuery.createMetricQuery(
    fb,
    match,
    MetricQuery.createAggregatesVector(fb, specs),
    flagOf(source['sketches'], `${path}.sketches`),
  );
}
