import type { Where } from './parts.js';
import type { Bucketed, Compared, QueryScope } from './scope.js';

/**
 * - `count`: events. `users`, `sessions`: distinct ones. `per_user`: events per distinct user.
 * - `distinct`: distinct values of `property`, of any type; exact.
 * - `sum`, `mean`, `min`, `max`, `median`, `p90`, `p95`, `p99`, `quantile`: of the numbers in `property`; exact.
 * - `approx_users`, `approx_distinct`, `approx_quantile`: from sketches, of a few kB however many events there are, that merge with those of
 *   other devices (`sketches`, `assay/sketch`). Users and values are counted by HyperLogLog with 4,096 registers: 95 % of answers are within
 *   3.3 %, below some 200 they are exact. A quantile is DDSketch's, on OpenTelemetry's scale with 160 buckets: the number at position
 *   `floor(q (n - 1))` of the sorted ones, within 1.1 % when they spread over one decade, 4.3 % over five. Each row's `errors` has its own.
 */
export type AggregateName =
  | 'count'
  | 'users'
  | 'sessions'
  | 'per_user'
  | 'distinct'
  | 'sum'
  | 'mean'
  | 'min'
  | 'max'
  | 'median'
  | 'p90'
  | 'p95'
  | 'p99'
  | 'quantile'
  | 'approx_users'
  | 'approx_distinct'
  | 'approx_quantile';

/**
 * `count`, `users`, `sessions`, `per_user` and `approx_users` need nothing else; the others need `property`, and `quantile` and
 * `approx_quantile` need `q` in [0, 1].
 */
export interface AggregateSpec {
  readonly aggregate: AggregateName;
  readonly property?: string;
  readonly q?: number;
  /** The name of the value in the result's rows. @defaultValue `"count"`, `"users"`, `"sum_price"`, `"p95_duration"`, … */
  readonly as?: string;
}

/** Numbers over matching events, by property and by time. */
export interface MetricQuery extends QueryScope, Bucketed, Compared {
  readonly metric: {
    readonly event?: string;
    readonly where?: Where;
    /** One or several. A bare name may be used where no property is needed, or with `property` and `q` beside it. @defaultValue `"count"` */
    readonly aggregate?: AggregateName | readonly (AggregateName | AggregateSpec)[];
    readonly property?: string;
    readonly q?: number;
    /** The sketches behind approximate aggregates, too, as `sketches` of each row. @defaultValue false */
    readonly sketches?: boolean;
  };
}
