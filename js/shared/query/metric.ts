import type { Where } from './parts.js';
import type { Bucketed, Compared, QueryScope } from './scope.js';

/**
 * - `count`: events. `users`, `sessions`: distinct ones. `per_user`: events per distinct user.
 * - `distinct`: distinct values of `property`, of any type; exact.
 * - `sum`, `mean`, `min`, `max`, `median`, `p90`, `p95`, `p99`, `quantile`: of the numbers in `property`; exact.
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
  | 'quantile';

/** `count`, `users`, `sessions` and `per_user` need nothing else; the others need `property`, and `quantile` needs `q` in [0, 1]. */
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
  };
}
