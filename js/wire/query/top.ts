import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, textOf } from '../check.js';
import { encodeConditions, PROPERTY_OPERATORS } from '../encode-conditions.js';
import { Aggregate } from '../generated/assay/fb/aggregate.js';
import { EventMatch } from '../generated/assay/fb/event-match.js';
import { MetricQuery } from '../generated/assay/fb/metric-query.js';
import { encodeAggregate } from './aggregates.js';
import { wholeOf } from './parts.js';

/** What the query says of groups, as a metric would say it. */
export function topGroups(value: unknown, path: string): Readonly<Record<string, unknown>> {
  const { property, k = 10 } = fieldsOf(value, path, ['property', 'k', 'event', 'where']);
  return { by: textOf(property, `${path}.property`), maxGroups: wholeOf(k, `${path}.k`, 1, 100_000), other: true };
}

export function encodeTop(fb: Builder, value: unknown, path: string): Offset {
  const { property, event, where } = fieldsOf(value, path, ['property', 'k', 'event', 'where']);
  const name = textOf(property, `${path}.property`);
  const conditions = [
    ...encodeConditions(fb, where, `${path}.where`, PROPERTY_OPERATORS),
    // Every event has a name.
    ...(name === '$event' ? [] : encodeConditions(fb, { [name]: { exists: true } }, path, PROPERTY_OPERATORS)),
  ];
  const eventOffset = event === undefined ? 0 : fb.createString(textOf(event, `${path}.event`));
  const match = EventMatch.createEventMatch(fb, eventOffset, EventMatch.createWhereVector(fb, conditions));
  const count = encodeAggregate(fb, { aggregate: Aggregate.Count, as: 'count' });
  return MetricQuery.createMetricQuery(fb, match, MetricQuery.createAggregatesVector(fb, [count]), false);
}
