import type { CohortDefinition } from './cohort.js';
import type { Duration, Instant, Where } from './parts.js';

/** Which events a query looks at, and into which groups it divides them. */
export interface QueryScope {
  /** On every event the query looks at. */
  readonly filter?: Where;
  /** Only events of the users in it; the cohort itself is found in everything stored, whatever `filter` and `range`. @defaultValue all users */
  readonly cohort?: CohortDefinition;
  /**
   * Property names to break the answer down by; `"$event"` is the event's name. Metrics, formulas and tasks look at the event, or the attempt's
   * first; funnels as `touch` says; what is about users, retention, lifecycle, stickiness and paths, takes a user's first value: that of the
   * earliest event that carries the property among those that the question looks at.
   */
  readonly by?: string | readonly string[];
  /** Event time, `[start, end)`, or the last so-and-so-long before now. @defaultValue everything stored */
  readonly range?: { readonly start?: Instant; readonly end?: Instant } | { readonly last: Duration };
  /** Groups beyond this many are left out, the largest are kept, and `groupsOmitted` counts the rest. @defaultValue 1000 */
  readonly maxGroups?: number;
}

/** A time bucket of the calendar. Weeks begin on Mondays (ISO 8601), quarters in January, April, July and October. */
export type BucketUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter';

/** What a query has that can be broken down by time. */
export interface Bucketed {
  /**
   * Time buckets: of the calendar, by the clocks of `zone`, or of a fixed width, aligned to the epoch in UTC whatever the zone. Where clocks
   * change, a day has 23 or 25 hours, and an hour that comes twice is two buckets.
   */
  readonly bucket?: BucketUnit | Duration;
  /** An IANA time zone, such as `"Europe/Berlin"`. @defaultValue `"UTC"` */
  readonly zone?: string;
}

/** What a metric or a formula has beside groups and buckets. */
export interface Compared {
  /** The groups beyond `maxGroups` as one more, computed like the others: rows with `other: true` and an empty key. @defaultValue false */
  readonly other?: boolean;
  /**
   * The same over an earlier range, as `previous` and `change` of each row; needs a `range` with both ends. Buckets are aligned by their
   * number, counted from the one that holds the range's start; what the earlier range has beyond the last one is left out.
   *
   * - `"previous"`: the range right before. When both ends are starts of days in `zone` (of weeks, months or quarters, when those are the
   *   buckets), as many of those as the range has: before March is February. Otherwise as long a time.
   * - `{ offset }`: so much earlier; whole days are days in `zone`, at the same time of the day.
   */
  readonly compare?: 'previous' | { readonly offset: Duration };
}
