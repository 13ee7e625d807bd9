import type { Duration, EventSelector, Instant, Where } from './parts.js';
import type { QueryScope } from './scope.js';

/** When: event time, `[start, end)`, or the last so-and-so-long before now; `last` alone is short for `range: { last }`. */
export interface CohortWindow {
  /** @defaultValue everything stored */
  readonly range?: { readonly start?: Instant; readonly end?: Instant } | { readonly last: Duration };
  readonly last?: Duration;
}

/** How often: so many times or more, or one of the three comparisons. `{ exactly: 0 }`: never. */
export type CohortTimes = number | { readonly atLeast: number } | { readonly atMost: number } | { readonly exactly: number };

/** Users whose matching events in the window are as many as `times` says. */
export interface CohortDid extends CohortWindow {
  readonly did: EventSelector;
  /** @defaultValue 1 */
  readonly times?: CohortTimes;
}

/** Users whose first matching event of all is in the window. */
export interface CohortFirstDid extends CohortWindow {
  readonly firstDid: EventSelector;
}

/** Users whose latest matching event in the window satisfies all of `has`. A property that it does not carry is missing. */
export interface CohortLatest extends CohortWindow {
  readonly latest: EventSelector;
  readonly has: Where;
}

/** The same of the earliest one. */
export interface CohortEarliest extends CohortWindow {
  readonly earliest: EventSelector;
  readonly has: Where;
}

/**
 * A set of users by what they did. Definitions are plain JSON: whoever wants to keep one under a name keeps the JSON, and passes it to every
 * query that should use it. At most 256 conditions.
 */
export type CohortDefinition =
  | { readonly all: readonly CohortDefinition[] }
  | { readonly any: readonly CohortDefinition[] }
  /** All users of the store but these. */
  | { readonly not: CohortDefinition }
  | CohortDid
  | CohortFirstDid
  | CohortLatest
  | CohortEarliest;

/** How many users are in a cohort, and which. */
export interface CohortQuery extends Pick<QueryScope, 'filter'> {
  readonly cohort: CohortDefinition;
  /** Ids of users to list, in order of their UTF-8 bytes: at most so many, or with `true` at most 100,000. @defaultValue none */
  readonly users?: true | number;
}
