/** What a query answers. `null` always means "no answer exists" (no observation), never zero. Intervals are at 95 %. */

import type {
  CohortQuery,
  ComparePresetsQuery,
  ExperimentQuery,
  FormulaQuery,
  FunnelQuery,
  LifecycleQuery,
  MetricQuery,
  PathsQuery,
  Query,
  RetentionQuery,
  SequenceQuery,
  StickinessQuery,
  TaskQuery,
  TopQuery,
} from './query.js';
import type { CohortResult } from './result/cohort.js';
import type { ComparePresetsResult } from './result/compare-presets.js';
import type { ExperimentResult } from './result/experiment.js';
import type { FunnelResult } from './result/funnel.js';
import type { LifecycleResult } from './result/lifecycle.js';
import type { MetricResult } from './result/metric.js';
import type { PathsResult } from './result/paths.js';
import type { RetentionResult } from './result/retention.js';
import type { SequenceResult } from './result/sequence.js';
import type { StickinessResult } from './result/stickiness.js';
import type { TaskResult } from './result/task.js';
import type { TopResult } from './result/top.js';

export type * from './result/cohort.js';
export type * from './result/compare-presets.js';
export type * from './result/experiment.js';
export type * from './result/funnel.js';
export type * from './result/lifecycle.js';
export type * from './result/metric.js';
export type * from './result/parts.js';
export type * from './result/paths.js';
export type * from './result/retention.js';
export type * from './result/sequence.js';
export type * from './result/stickiness.js';
export type * from './result/task.js';
export type * from './result/top.js';

export type QueryResult =
  | FunnelResult
  | MetricResult
  | TaskResult
  | ExperimentResult
  | ComparePresetsResult
  | RetentionResult
  | PathsResult
  | LifecycleResult
  | StickinessResult
  | SequenceResult
  | TopResult
  | CohortResult;

/** The result that belongs to a query. */
export type ResultOf<Q extends Query> =
  | (Q extends FunnelQuery ? FunnelResult : never)
  | (Q extends ComparePresetsQuery ? ComparePresetsResult : never)
  | (Q extends MetricQuery | FormulaQuery ? MetricResult : never)
  | (Q extends TaskQuery ? TaskResult : never)
  | (Q extends ExperimentQuery ? ExperimentResult : never)
  | (Q extends RetentionQuery ? RetentionResult : never)
  | (Q extends PathsQuery ? PathsResult : never)
  | (Q extends LifecycleQuery ? LifecycleResult : never)
  | (Q extends StickinessQuery ? StickinessResult : never)
  | (Q extends SequenceQuery ? SequenceResult : never)
  | (Q extends TopQuery ? TopResult : never)
  // Other kinds have a cohort, too: the users whose events they look at.
  | (Q extends CohortQuery ? (Q extends Exclude<Query, CohortQuery> ? never : CohortResult) : never);
