import type { Builder, Offset } from 'flatbuffers';
import type { QueryResult } from '../shared/result.js';
import { QueryKind } from './generated/assay/fb/query-kind.js';
import { ResultKind } from './generated/assay/fb/result-kind.js';
import type { Result } from './generated/assay/fb/result.js';
import type { Asking } from './query/asking.js';
import { encodeCohort } from './query/cohort.js';
import { encodeComparePresets } from './query/compare-presets.js';
import { encodeExperiment } from './query/experiment.js';
import { encodeFormula } from './query/formula.js';
import { encodeFunnel } from './query/funnel.js';
import { encodeLifecycle } from './query/lifecycle.js';
import { encodeMetric } from './query/metric.js';
import { encodePaths } from './query/paths.js';
import { encodeRetention } from './query/retention.js';
import { BUCKETED, COMPARED, GROUPED, SCOPE } from './query/scope.js';
import { encodeSequence } from './query/sequence.js';
import { encodeStickiness } from './query/stickiness.js';
import { encodeTask } from './query/task.js';
import { improvesOnPrevious } from './query/task-target.js';
import { encodeTop, topGroups } from './query/top.js';
import type { Asked } from './result/asked.js';
import { decodeCohort } from './result/cohort.js';
import { decodeComparePresets } from './result/compare-presets.js';
import { decodeExperiment } from './result/experiment.js';
import { decodeFunnel } from './result/funnel.js';
import { decodeLifecycle } from './result/lifecycle.js';
import { decodeMetric } from './result/metric.js';
import { decodePaths } from './result/paths.js';
import { decodeRetention } from './result/retention.js';
import { decodeSequence } from './result/sequence.js';
import { decodeStickiness } from './result/stickiness.js';
import { decodeTask } from './result/task.js';
import { decodeTop } from './result/top.js';

/** A kind of query: how it is asked and how its answer is read. */
export interface Kind {
  /** The field of the query that says it is of this kind. */
  readonly name: string;
  /** The fields that may stand beside it. */
  readonly beside: readonly string[];
  /** The field of the kind that says what the time buckets are, where that is not `bucket` beside it. */
  readonly bucket?: string;
  /** What it says of the fields that may stand beside other kinds. */
  readonly implies?: (value: unknown, path: string) => Readonly<Record<string, unknown>>;
  /** Whether it looks at events before the range. */
  readonly looksBack?: boolean;
  /** Whether what is asked of the kind is also asked of the range before the query's. */
  readonly comparesPrevious?: (value: unknown) => boolean;
  readonly query: QueryKind;
  /** @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks */
  readonly encode: (fb: Builder, value: unknown, path: string, asking: Asking) => Offset;
  readonly result: ResultKind;
  readonly decode: (result: Result, asked: Asked) => QueryResult;
}

/** All kinds. A new one is a file in query/, a file in result/ and an entry here. */
export const KINDS: readonly Kind[] = [
  {
    name: 'funnel',
    beside: [...GROUPED, 'zone'],
    bucket: 'trend',
    query: QueryKind.FunnelQuery,
    encode: encodeFunnel,
    result: ResultKind.FunnelResult,
    decode: decodeFunnel,
  },
  {
    name: 'comparePresets',
    beside: SCOPE,
    query: QueryKind.CompareQuery,
    encode: encodeComparePresets,
    result: ResultKind.CompareResult,
    decode: decodeComparePresets,
  },
  {
    name: 'metric',
    beside: COMPARED,
    query: QueryKind.MetricQuery,
    encode: encodeMetric,
    result: ResultKind.MetricResult,
    decode: decodeMetric,
  },
  {
    name: 'task',
    beside: BUCKETED,
    comparesPrevious: improvesOnPrevious,
    query: QueryKind.TaskQuery,
    encode: encodeTask,
    result: ResultKind.TaskResult,
    decode: decodeTask,
  },
  {
    name: 'experiment',
    beside: SCOPE,
    query: QueryKind.ExperimentQuery,
    encode: encodeExperiment,
    result: ResultKind.ExperimentResult,
    decode: decodeExperiment,
  },
  {
    name: 'formula',
    beside: COMPARED,
    query: QueryKind.FormulaQuery,
    encode: encodeFormula,
    result: ResultKind.MetricResult,
    decode: decodeMetric,
  },
  {
    name: 'retention',
    beside: [...GROUPED, 'zone'],
    query: QueryKind.RetentionQuery,
    encode: encodeRetention,
    result: ResultKind.RetentionResult,
    decode: decodeRetention,
  },
  {
    name: 'top',
    beside: SCOPE,
    implies: topGroups,
    query: QueryKind.MetricQuery,
    encode: encodeTop,
    result: ResultKind.MetricResult,
    decode: decodeTop,
  },
  {
    name: 'paths',
    beside: GROUPED,
    query: QueryKind.PathsQuery,
    encode: encodePaths,
    result: ResultKind.PathsResult,
    decode: decodePaths,
  },
  {
    name: 'lifecycle',
    beside: [...GROUPED, 'zone'],
    looksBack: true,
    query: QueryKind.LifecycleQuery,
    encode: encodeLifecycle,
    result: ResultKind.LifecycleResult,
    decode: decodeLifecycle,
  },
  {
    name: 'stickiness',
    beside: [...GROUPED, 'zone'],
    looksBack: true,
    query: QueryKind.StickinessQuery,
    encode: encodeStickiness,
    result: ResultKind.StickinessResult,
    decode: decodeStickiness,
  },
  {
    name: 'sequence',
    beside: SCOPE,
    query: QueryKind.SequenceQuery,
    encode: encodeSequence,
    result: ResultKind.SequenceResult,
    decode: decodeSequence,
  },
  // The last one: other kinds have a cohort, too.
  {
    name: 'cohort',
    beside: ['filter', 'users'],
    query: QueryKind.CohortQuery,
    encode: encodeCohort,
    result: ResultKind.CohortResult,
    decode: decodeCohort,
  },
];
