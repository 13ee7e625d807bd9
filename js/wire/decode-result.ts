import { ByteBuffer } from 'flatbuffers';
import { AssayError } from '../shared/errors.js';
import type { Query, Scalar } from '../shared/query.js';
import type {
  ArmResult,
  EffectResult,
  ExperimentResult,
  FunnelGroup,
  FunnelResult,
  FunnelStepResult,
  GroupKey,
  MetricResult,
  Proportion,
  ResultOf,
  TaskResult,
  TaskRow,
  TimeStats,
} from '../shared/result.js';
import { aggregatesOf } from './aggregates.js';
import { byOf } from './encode-query.js';
import { ExperimentResult as FbExperimentResult } from './generated/assay/fb/experiment-result.js';
import type { FunnelGroup as FbFunnelGroup } from './generated/assay/fb/funnel-group.js';
import { FunnelResult as FbFunnelResult } from './generated/assay/fb/funnel-result.js';
import type { FunnelStepResult as FbFunnelStepResult } from './generated/assay/fb/funnel-step-result.js';
import { MetricResult as FbMetricResult } from './generated/assay/fb/metric-result.js';
import type { Proportion as FbProportion } from './generated/assay/fb/proportion.js';
import { Result } from './generated/assay/fb/result.js';
import { ResultKind } from './generated/assay/fb/result-kind.js';
import { TaskResult as FbTaskResult } from './generated/assay/fb/task-result.js';
import type { TaskRow as FbTaskRow } from './generated/assay/fb/task-row.js';
import type { TimeStats as FbTimeStats } from './generated/assay/fb/time-stats.js';
import type { Value } from './generated/assay/fb/value.js';
import { ValueType } from './generated/assay/fb/value-type.js';

/** The result of `query` from the engine's bytes (core/assay/wire/result.fbs), which come from the module and are trusted. */
export function decodeResult<Q extends Query>(bytes: Uint8Array, query: Q): ResultOf<Q> {
  const result = Result.getRootAsResult(new ByteBuffer(bytes));
  const by = byOf('by' in query ? query.by : undefined);
  const counted = { eventsScanned: Number(result.eventsScanned()) };
  const groupsOmitted = Number(result.groupsOmitted());
  const decoded = ((): FunnelResult | MetricResult | TaskResult | ExperimentResult => {
    switch (result.kindType()) {
      case ResultKind.FunnelResult:
        return { ...funnelOf(result.kind(new FbFunnelResult()), by), groupsOmitted, ...counted };
      case ResultKind.MetricResult:
        return { ...metricOf(result.kind(new FbMetricResult()), query, by), groupsOmitted, ...counted };
      case ResultKind.TaskResult:
        return { ...taskOf(result.kind(new FbTaskResult()), by), groupsOmitted, ...counted };
      case ResultKind.ExperimentResult:
        return { ...experimentOf(result.kind(new FbExperimentResult())), ...counted };
      default:
        throw new AssayError('INTERNAL', 'query: the engine answered with an unknown kind of result');
    }
  })();
  return decoded as ResultOf<Q>;
}

function list<T>(length: number, item: (index: number) => T | null): T[] {
  return Array.from({ length }, (_, i) => item(i) as T);
}

function scalarOf(value: Value): Scalar | null {
  switch (value.type()) {
    case ValueType.String:
      return value.text() ?? '';
    case ValueType.Number:
      return value.number();
    case ValueType.Bool:
      return value.boolean();
    default:
      return null;
  }
}

function keyOf(row: { keyLength(): number; key(index: number): Value | null }, by: readonly string[]): GroupKey {
  return Object.fromEntries(list(row.keyLength(), (i) => row.key(i)).map((value, i) => [by[i] as string, scalarOf(value)]));
}

function timeStatsOf(stats: FbTimeStats): TimeStats {
  return {
    count: Number(stats.count()),
    meanMs: stats.meanMs(),
    medianMs: stats.medianMs(),
    p90Ms: stats.p90Ms(),
    histogram: {
      edgesMs: Array.from(stats.histogramEdgesMsArray() ?? []),
      counts: list(stats.histogramCountsLength(), (i) => Number(stats.histogramCounts(i))),
    },
  };
}

function proportionOf(source: FbProportion): Proportion {
  return {
    successes: Number(source.successes()),
    trials: Number(source.trials()),
    rate: source.rate(),
    low: source.low(),
    high: source.high(),
  };
}

function stepsOf(group: FbFunnelGroup): FunnelStepResult[] {
  const steps = list(group.stepsLength(), (i) => group.steps(i));
  return steps.map((step: FbFunnelStepResult, i) => {
    const fromStart = proportionOf(step.fromStart() as FbProportion);
    const count = Number(step.count());
    return {
      step: step.label() ?? '',
      count,
      rate: fromStart.rate,
      rateLow: fromStart.low,
      rateHigh: fromStart.high,
      rateFromPrevious: i === 0 ? null : proportionOf(step.fromPrevious() as FbProportion).rate,
      dropOff: i === 0 ? 0 : Number((steps[i - 1] as FbFunnelStepResult).count()) - count,
      timeFromPrevious: i === 0 ? null : timeStatsOf(step.timeFromPrevious() as FbTimeStats),
    };
  });
}

function conversionOf(group: FbFunnelGroup): Proportion {
  const last = group.steps(group.stepsLength() - 1) as FbFunnelStepResult;
  return proportionOf(last.fromStart() as FbProportion);
}

function funnelGroupOf(group: FbFunnelGroup): Omit<FunnelGroup, 'key'> {
  return { steps: stepsOf(group), conversion: conversionOf(group), timeToConvert: timeStatsOf(group.timeToConvert() as FbTimeStats) };
}

function funnelOf(funnel: FbFunnelResult, by: readonly string[]): Omit<FunnelResult, 'eventsScanned' | 'groupsOmitted'> {
  const groups = list(funnel.groupsLength(), (i) => funnel.groups(i));
  return {
    ...funnelGroupOf(funnel.total() as FbFunnelGroup),
    groups: groups.map((group) => ({ key: keyOf(group, by), ...funnelGroupOf(group) })),
  };
}

function metricOf(metric: FbMetricResult, query: Query, by: readonly string[]): Pick<MetricResult, 'rows'> {
  const names = aggregatesOf((query as { metric: Readonly<Record<string, unknown>> }).metric, 'metric').map((spec) => spec.as);
  const rows = list(metric.rowsLength(), (i) => metric.rows(i)).map((row) => {
    const bucketStart = row.bucketStartMs();
    const values = names.map((name, i) => [name, row.absent(i) === 1 ? null : row.values(i)] as const);
    return { key: keyOf(row, by), ...(bucketStart !== null && { bucketStart }), values: Object.fromEntries(values) };
  });
  return { rows };
}

function taskRowOf(row: FbTaskRow, by: readonly string[]): TaskRow {
  const bucketStart = row.bucketStartMs();
  return {
    key: keyOf(row, by),
    ...(bucketStart !== null && { bucketStart }),
    completion: proportionOf(row.completion() as FbProportion),
    time: timeStatsOf(row.time() as FbTimeStats),
  };
}

function taskOf(task: FbTaskResult, by: readonly string[]): Pick<TaskResult, 'total' | 'rows'> {
  const rows = list(task.rowsLength(), (i) => task.rows(i));
  return { total: taskRowOf(task.total() as FbTaskRow, by), rows: rows.map((row) => taskRowOf(row, by)) };
}

function experimentOf(experiment: FbExperimentResult): Omit<ExperimentResult, 'eventsScanned'> {
  const arms: ArmResult[] = list(experiment.armsLength(), (i) => experiment.arms(i)).map((arm) => ({
    arm: arm.arm() ?? '',
    conversion: proportionOf(arm.conversion() as FbProportion),
  }));
  const effects: EffectResult[] = list(experiment.effectsLength(), (i) => experiment.effects(i)).map((effect) => ({
    arm: effect.arm() ?? '',
    absolute: effect.absolute(),
    absoluteLow: effect.absoluteLow(),
    absoluteHigh: effect.absoluteHigh(),
    relative: effect.relative(),
    relativeLow: effect.relativeLow(),
    relativeHigh: effect.relativeHigh(),
    pValue: effect.pValue(),
  }));
  return {
    arms,
    effects,
    srmPValue: experiment.srmPValue(),
    excludedMultipleArms: Number(experiment.excludedMultipleArms()),
    unknownArmUsers: Number(experiment.unknownArmUsers()),
  };
}
