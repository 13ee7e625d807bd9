/**
 * The query model people write, as JSON: the same for the JavaScript API, the CLI, the dashboard and, later, alert rules and SQL export.
 * Unknown fields are refused with an error that names them.
 */

/** A property or attribute value. Numbers are finite. */
export type Scalar = string | number | boolean;

/** `"500ms"`, `"30s"`, `"30m"`, `"24h"`, `"7d"`, `"2w"`, or a number of milliseconds. Greater than zero. */
export type Duration = string | number;

/** An ISO-8601 text (UTC when it names no zone), or a number: milliseconds since the epoch. */
export type Instant = string | number;

/**
 * What one property must satisfy; several operators in one condition are joined by AND. A missing property satisfies only
 * `exists: false`, `not_equals` and `not_in`. Values of another type are not equal; ordering compares numbers with numbers and strings with
 * strings (by UTF-8 bytes).
 */
export interface Condition {
  readonly equals?: Scalar;
  readonly not_equals?: Scalar;
  readonly in?: readonly Scalar[];
  readonly not_in?: readonly Scalar[];
  readonly gt?: string | number;
  readonly gte?: string | number;
  readonly lt?: string | number;
  readonly lte?: string | number;
  readonly exists?: boolean;
}

/** Conditions by property name, joined by AND. A bare value is short for `{ equals: value }`. */
export type Where = Readonly<Record<string, Scalar | Condition>>;

/** An event name, or an event name with conditions on its properties. Without `event`: any event. */
export type EventSelector = string | { readonly event?: string; readonly where?: Where };

/** One step of a funnel: an event, or any one of several. `label` defaults to the event's name. */
export type FunnelStep =
  | string
  | { readonly event?: string; readonly where?: Where; readonly label?: string }
  | { readonly any: readonly EventSelector[]; readonly label?: string };

interface QueryScope {
  /** On every event the query looks at. */
  readonly filter?: Where;
  /** Property names to break the answer down by; `"$event"` is the event's name. */
  readonly by?: string | readonly string[];
  /** Event time, `[start, end)`, or the last so-and-so-long before now. @defaultValue everything stored */
  readonly range?: { readonly start?: Instant; readonly end?: Instant } | { readonly last: Duration };
  /** Groups beyond this many are left out, the largest are kept, and `groupsOmitted` counts the rest. @defaultValue 1000 */
  readonly maxGroups?: number;
}

interface Bucketed {
  /** Time buckets, aligned to the epoch in UTC. `"week"` is seven days from a Thursday 00:00 UTC, as the epoch began on one. */
  readonly bucket?: 'minute' | 'hour' | 'day' | 'week' | Duration;
}

/** Who went from step to step, in order, within a time. Rules: core/decisions/funnel-semantics.md. */
export interface FunnelQuery extends QueryScope {
  readonly funnel: {
    /** 1 to 32 steps. */
    readonly steps: readonly FunnelStep[];
    /** Time from the first step within which a later step counts. @defaultValue `"7d"` */
    readonly within?: Duration;
    readonly order?: 'ordered';
    readonly count?: 'users';
    readonly preset?: 'assay';
  };
}

export type AggregateName = 'count' | 'users' | 'sessions' | 'sum' | 'mean' | 'min' | 'max' | 'median' | 'p90' | 'p95' | 'p99' | 'quantile';

/** `count`, `users` and `sessions` need nothing else; the others need `property`, and `quantile` needs `q` in [0, 1]. */
export interface AggregateSpec {
  readonly aggregate: AggregateName;
  readonly property?: string;
  readonly q?: number;
  /** The name of the value in the result's rows. @defaultValue `"count"`, `"users"`, `"sum_price"`, `"p95_duration"`, … */
  readonly as?: string;
}

/** Numbers over matching events, by property and by time. */
export interface MetricQuery extends QueryScope, Bucketed {
  readonly metric: {
    readonly event?: string;
    readonly where?: Where;
    /** One or several. A bare name may be used where no property is needed, or with `property` and `q` beside it. @defaultValue `"count"` */
    readonly aggregate?: AggregateName | readonly (AggregateName | AggregateSpec)[];
    readonly property?: string;
    readonly q?: number;
  };
}

/** Time on task: each `start` event is an attempt; it completes at the same user's next `complete` within the time and before the next start. */
export interface TaskQuery extends QueryScope, Bucketed {
  readonly task: {
    readonly start: EventSelector;
    readonly complete: EventSelector /** @defaultValue `"1d"` */;
    readonly within?: Duration;
  };
}

/** Conversion per arm of an experiment whose exposures were recorded, with intervals (95 %, fixed horizon) and a sample-ratio test. */
export interface ExperimentQuery extends Omit<QueryScope, 'by' | 'maxGroups'> {
  readonly experiment: {
    /** The experiment's key in the datafile. */
    readonly key: string;
    readonly conversion: EventSelector;
    /** Time after a user's first exposure within which a conversion counts. @defaultValue `"30d"` */
    readonly within?: Duration;
    /** Control first. @defaultValue the arms seen, `"control"` first */
    readonly arms?: readonly string[];
    /** Intended shares, one per arm, for the sample-ratio test. @defaultValue equal */
    readonly weights?: readonly number[];
  };
}

export type Query = FunnelQuery | MetricQuery | TaskQuery | ExperimentQuery;
