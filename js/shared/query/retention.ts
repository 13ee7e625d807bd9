import type { Duration, EventSelector } from './parts.js';
import type { Observed, Period } from './period.js';
import type { Bucketed, QueryScope } from './scope.js';

/**
 * Of the users who started in a period, how many came back in the periods after. The period that holds the start event is period 0. Only
 * return events after the start event count, so the start event itself never does, also when both are the same. Exact rules:
 * core/assay/behavior/retention_table.h.
 */
export interface RetentionQuery extends QueryScope, Pick<Bucketed, 'zone'> {
  readonly retention: Observed & {
    readonly start: EventSelector;
    /** May be the same as `start`. */
    readonly return: EventSelector;
    /** How long a period is. @defaultValue `"day"` */
    readonly period?: Period;
    /** The periods by which users are grouped into cohorts. @defaultValue that of `period` */
    readonly cohort?: Period;
    /**
     * Column n counts who came back in period n (`"n-day"`), in period n or any later one (`"unbounded"`), or in one of the periods of
     * bracket n, from its first to its last: ascending, without overlap. @defaultValue `"n-day"`
     */
    readonly mode?: 'n-day' | 'unbounded' | { readonly brackets: readonly (readonly [first: number, last: number])[] };
    /** Periods of this length from the start event on, instead of the calendar's. `true`: as long as `period`, up to a week. */
    readonly rolling?: Duration | true;
    /** A user enters once, at the first start event inside the range, or in every cohort period that has one. @defaultValue `"first"` */
    readonly entry?: 'first' | 'every';
    /** Columns, period 0 included: 1 to 1,000. Without effect with brackets. @defaultValue 8 */
    readonly periods?: number;
    /** Return events in a column's periods that make a return. @defaultValue 1 */
    readonly minTimes?: number;
  };
}
