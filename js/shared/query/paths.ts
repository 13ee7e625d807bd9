import type { Duration, EventSelector } from './parts.js';
import type { QueryScope } from './scope.js';

/**
 * What users do after an event (`from`), before it (`to`), or, with neither, from where sessions start, as a Sankey diagram wants it. Exact
 * rules: core/assay/behavior/paths.h.
 */
export interface PathsQuery extends QueryScope {
  readonly paths: {
    /** Paths go forward from this event: step n is the n-th visit after it. */
    readonly from?: EventSelector;
    /** Paths go backward from this event: step n is the n-th visit before it. Not with `from`. */
    readonly to?: EventSelector;
    /** What names a node: a property, or `"$event"` for the event's name. Events without it are passed over. @defaultValue `"$event"` */
    readonly node?: string;
    /** A path stays within a session, or within a user. Events without a session are in no session's. @defaultValue `"session"` */
    readonly per?: 'session' | 'user';
    /** A longer pause ends a path. @defaultValue none does */
    readonly gap?: Duration;
    /** Steps after the first: 1 to 20. @defaultValue 5 */
    readonly depth?: number;
    /** Equal nodes one after the other are one visit. @defaultValue true */
    readonly collapse?: boolean;
    /** Named nodes per step, 1 to 50; the rest of the step is one node with `other: true`. @defaultValue 10 */
    readonly top?: number;
    /** Whole paths to list, the most frequent first: 0 to 1,000. @defaultValue 10 */
    readonly flows?: number;
    /** One path per session or user, from its first event of `from` or `to`, or one from every such event. @defaultValue `"first"` */
    readonly occurrence?: 'first' | 'every';
  };
}
