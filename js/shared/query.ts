/**
 * The query model people write, as JSON: the same for the JavaScript API, the CLI, the dashboard and, later, alert rules and SQL export.
 * Unknown fields are refused with an error that names them.
 */

import type { CohortQuery } from './query/cohort.js';
import type { ComparePresetsQuery } from './query/compare-presets.js';
import type { ExperimentQuery } from './query/experiment.js';
import type { FormulaQuery } from './query/formula.js';
import type { FunnelQuery } from './query/funnel.js';
import type { LifecycleQuery } from './query/lifecycle.js';
import type { MetricQuery } from './query/metric.js';
import type { PathsQuery } from './query/paths.js';
import type { RetentionQuery } from './query/retention.js';
import type { SequenceQuery } from './query/sequence.js';
import type { StickinessQuery } from './query/stickiness.js';
import type { TaskQuery } from './query/task.js';
import type { TopQuery } from './query/top.js';

export type * from './query/cohort.js';
export type * from './query/compare-presets.js';
export type * from './query/experiment.js';
export type * from './query/formula.js';
export type * from './query/funnel.js';
export type * from './query/lifecycle.js';
export type * from './query/metric.js';
export type * from './query/parts.js';
export type * from './query/paths.js';
export type * from './query/period.js';
export type * from './query/retention.js';
export type { BucketUnit } from './query/scope.js';
export type * from './query/sequence.js';
export type * from './query/stickiness.js';
export type * from './query/task.js';
export type * from './query/top.js';

export type Query =
  | FunnelQuery
  | MetricQuery
  | TaskQuery
  | ExperimentQuery
  | FormulaQuery
  | ComparePresetsQuery
  | RetentionQuery
  | PathsQuery
  | LifecycleQuery
  | StickinessQuery
  | SequenceQuery
  | TopQuery
  | CohortQuery;
