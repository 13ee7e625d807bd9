import { Builder, type Offset } from 'flatbuffers';
import { parseDuration } from '../shared/duration.js';
import { parseInstant } from '../shared/instant.js';
import type { Query } from '../shared/query.js';
import { aggregatesOf } from './aggregates.js';
import { fieldsOf, invalid, listOf, textOf } from './check.js';
import { encodeConditions, PROPERTY_OPERATORS } from './encode-conditions.js';
import { AggregateSpec } from './generated/assay/fb/aggregate-spec.js';
import { EventMatch } from './generated/assay/fb/event-match.js';
import { ExperimentQuery } from './generated/assay/fb/experiment-query.js';
import { FunnelQuery } from './generated/assay/fb/funnel-query.js';
import { FunnelStep } from './generated/assay/fb/funnel-step.js';
import { MetricQuery } from './generated/assay/fb/metric-query.js';
import { QueryKind } from './generated/assay/fb/query-kind.js';
import { Query as FbQuery } from './generated/assay/fb/query.js';
import { TaskQuery } from './generated/assay/fb/task-query.js';

const SCOPE = ['filter', 'range'];
const GROUPED = [...SCOPE, 'by', 'maxGroups'];
const KINDS = ['funnel', 'metric', 'task', 'experiment'] as const;
const BUCKETS: Readonly<Record<string, string>> = { minute: '1m', hour: '1h', day: '1d', week: '1w' };

/**
 * A query as FlatBuffers bytes (core/assay/wire/query.fbs).
 * @param now ms since the epoch, what `range: { last }` counts back from
 * @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks
 */
export function encodeQuery(query: Query, now: number): Uint8Array {
  const kind = KINDS.find((name) => typeof query === 'object' && query !== null && name in query);
  if (kind === undefined) throw invalid('query', `needs one of ${KINDS.join(', ')}`);
  const allowed = kind === 'experiment' ? SCOPE : kind === 'funnel' ? GROUPED : [...GROUPED, 'bucket'];
  const source = fieldsOf(query, 'query', [kind, ...allowed]);

  const fb = new Builder(1024);
  const body = BODIES[kind](fb, source[kind], kind);
  const filter = FbQuery.createFilterVector(fb, encodeConditions(fb, source['filter'], 'filter', PROPERTY_OPERATORS));
  const by = FbQuery.createByVector(
    fb,
    byOf(source['by']).map((name) => fb.createString(name)),
  );
  const range = rangeOf(source['range'], now);
  FbQuery.startQuery(fb);
  FbQuery.addKindType(fb, FB_KINDS[kind]);
  FbQuery.addKind(fb, body);
  FbQuery.addFilter(fb, filter);
  FbQuery.addBy(fb, by);
  if (range.start !== undefined) FbQuery.addStartMs(fb, range.start);
  if (range.end !== undefined) FbQuery.addEndMs(fb, range.end);
  if (source['bucket'] !== undefined) FbQuery.addBucketMs(fb, bucketOf(source['bucket']));
  if (source['maxGroups'] !== undefined) FbQuery.addMaxGroups(fb, maxGroupsOf(source['maxGroups']));
  FbQuery.finishQueryBuffer(fb, FbQuery.endQuery(fb));
  return fb.asUint8Array().slice();
}

/** The names in `by`; a single name may be written without a list. */
export function byOf(by: unknown): readonly string[] {
  if (by === undefined) return [];
  return (typeof by === 'string' ? [by] : listOf(by, 'by')).map((name, i) => textOf(name, `by[${i}]`));
}

const FB_KINDS = {
  funnel: QueryKind.FunnelQuery,
  metric: QueryKind.MetricQuery,
  task: QueryKind.TaskQuery,
  experiment: QueryKind.ExperimentQuery,
} as const;

const BODIES = { funnel: encodeFunnel, metric: encodeMetric, task: encodeTask, experiment: encodeExperiment } as const;

function encodeFunnel(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, ['steps', 'within', 'order', 'count', 'preset']);
  for (const [name, only] of [
    ['order', 'ordered'],
    ['count', 'users'],
    ['preset', 'assay'],
  ] as const) {
    if (source[name] !== undefined && source[name] !== only) throw invalid(`${path}.${name}`, `only '${only}' is known`);
  }
  const steps = listOf(source['steps'], `${path}.steps`).map((step, i) => encodeStep(fb, step, `${path}.steps[${i}]`));
  if (steps.length < 1 || steps.length > 32) throw invalid(`${path}.steps`, 'must hold 1 to 32 steps');
  const stepsOffset = FunnelQuery.createStepsVector(fb, steps);
  return FunnelQuery.createFunnelQuery(fb, stepsOffset, windowOf(source['within'], '7d', path));
}

function encodeStep(fb: Builder, value: unknown, path: string): Offset {
  const isPlain = typeof value === 'string';
  const source = isPlain ? { event: value } : fieldsOf(value, path, ['event', 'where', 'label', 'any']);
  let anyOf: Offset[];
  let label: string;
  if ('any' in source) {
    if ('event' in source || 'where' in source) throw invalid(path, "has either 'any' or 'event' and 'where'");
    const selectors = listOf(source['any'], `${path}.any`);
    if (selectors.length === 0) throw invalid(`${path}.any`, 'needs at least one event');
    anyOf = selectors.map((selector, i) => encodeMatch(fb, selector, `${path}.any[${i}]`));
    label = selectors.map((selector) => (typeof selector === 'string' ? selector : eventNameOf(selector))).join(' or ');
  } else {
    const { label: _label, ...selector } = source as Record<string, unknown>;
    anyOf = [encodeMatch(fb, selector, path)];
    label = eventNameOf(source);
  }
  const given = isPlain ? undefined : (source as Record<string, unknown>)['label'];
  const labelOffset = fb.createString(given === undefined ? label : textOf(given, `${path}.label`));
  return FunnelStep.createFunnelStep(fb, labelOffset, FunnelStep.createAnyOfVector(fb, anyOf));
}

const eventNameOf = (selector: unknown): string => {
  const event = (selector as { event?: unknown } | null)?.event;
  return typeof event === 'string' ? event : 'any event';
};

function encodeMatch(fb: Builder, value: unknown, path: string): Offset {
  const source = typeof value === 'string' ? { event: value } : fieldsOf(value, path, ['event', 'where']);
  const event = source['event'] === undefined ? 0 : fb.createString(textOf(source['event'], `${path}.event`));
  const where = (source as Record<string, unknown>)['where'];
  const conditions = EventMatch.createWhereVector(fb, encodeConditions(fb, where, `${path}.where`, PROPERTY_OPERATORS));
  return EventMatch.createEventMatch(fb, event, conditions);
}

function encodeMetric(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, ['event', 'where', 'aggregate', 'property', 'q']);
  const specs = aggregatesOf(source, path).map((spec) => {
    const property = spec.property === undefined ? 0 : fb.createString(spec.property);
    return AggregateSpec.createAggregateSpec(fb, spec.aggregate, property, spec.q ?? 0);
  });
  const { event, where } = source;
  const match = encodeMatch(fb, { ...(event !== undefined && { event }), ...(where !== undefined && { where }) }, path);
  return MetricQuery.createMetricQuery(fb, match, MetricQuery.createAggregatesVector(fb, specs));
}

function encodeTask(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, ['start', 'complete', 'within']);
  const start = encodeMatch(fb, required(source['start'], `${path}.start`), `${path}.start`);
  const complete = encodeMatch(fb, required(source['complete'], `${path}.complete`), `${path}.complete`);
  TaskQuery.startTaskQuery(fb);
  TaskQuery.addStart(fb, start);
  TaskQuery.addComplete(fb, complete);
  TaskQuery.addWindowMs(fb, windowOf(source['within'], '1d', path));
  return TaskQuery.endTaskQuery(fb);
}

function encodeExperiment(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, ['key', 'conversion', 'within', 'arms', 'weights']);
  const key = fb.createString(textOf(source['key'], `${path}.key`));
  const conversion = encodeMatch(fb, required(source['conversion'], `${path}.conversion`), `${path}.conversion`);
  const arms = listOf(source['arms'] ?? [], `${path}.arms`).map((arm, i) => fb.createString(textOf(arm, `${path}.arms[${i}]`)));
  const weights = listOf(source['weights'] ?? [], `${path}.weights`).map((weight, i) => {
    if (typeof weight !== 'number' || !(weight >= 0) || !Number.isFinite(weight)) {
      throw invalid(`${path}.weights[${i}]`, 'must be a number of 0 or more');
    }
    return weight;
  });
  if (weights.length > 0 && weights.length !== arms.length) throw invalid(`${path}.weights`, 'needs one per arm, with `arms` given');
  const armsOffset = ExperimentQuery.createArmsVector(fb, arms);
  const weightsOffset = weights.length > 0 ? ExperimentQuery.createWeightsVector(fb, weights) : 0;
  ExperimentQuery.startExperimentQuery(fb);
  ExperimentQuery.addExperiment(fb, key);
  ExperimentQuery.addConversion(fb, conversion);
  ExperimentQuery.addWindowMs(fb, windowOf(source['within'], '30d', path));
  ExperimentQuery.addArms(fb, armsOffset);
  if (weightsOffset !== 0) ExperimentQuery.addWeights(fb, weightsOffset);
  return ExperimentQuery.endExperimentQuery(fb);
}

function required(value: unknown, path: string): unknown {
  if (value === undefined) throw invalid(path, 'is needed');
  return value;
}

function windowOf(within: unknown, fallback: string, path: string): number {
  return durationOf(within ?? fallback, `${path}.within`);
}

function bucketOf(bucket: unknown): number {
  return durationOf(typeof bucket === 'string' ? (BUCKETS[bucket] ?? bucket) : bucket, 'bucket');
}

function durationOf(value: unknown, path: string): number {
  if (typeof value !== 'string' && typeof value !== 'number') throw invalid(path, "must be a duration such as '30m' or '7d'");
  return Math.max(1, Math.round(parseDuration(value)));
}

function maxGroupsOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 100_000) {
    throw invalid('maxGroups', 'must be a whole number from 1 to 100,000');
  }
  return value;
}

function rangeOf(value: unknown, now: number): { readonly start?: number; readonly end?: number } {
  if (value === undefined) return {};
  const source = fieldsOf(value, 'range', ['start', 'end', 'last']);
  if (source['last'] !== undefined) {
    if (source['start'] !== undefined || source['end'] !== undefined) throw invalid('range', "has either 'last' or 'start' and 'end'");
    return { start: now - durationOf(source['last'], 'range.last'), end: now };
  }
  const start = instantOf(source['start'], 'range.start');
  const end = instantOf(source['end'], 'range.end');
  if (start !== undefined && end !== undefined && start > end) throw invalid('range', 'start must not be after end');
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}

function instantOf(value: unknown, path: string): number | undefined {
  if (value === undefined) return undefined;
  const instant =
    typeof value === 'number' ? (Number.isInteger(value) ? value : undefined) : typeof value === 'string' ? parseInstant(value) : undefined;
  if (instant === undefined) throw invalid(path, 'must be an ISO-8601 text or whole milliseconds since the epoch');
  return instant;
}
