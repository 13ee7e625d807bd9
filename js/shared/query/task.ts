import type { Duration, EventSelector, Instant } from './parts.js';
import type { Bucketed, QueryScope } from './scope.js';

/**
 * - `completion`: completed attempts of attempts. `time`: the geometric mean of the completions' times, in ms.
 * - `errors`: errors per attempt. `error_rate`: attempts with an error of attempts.
 */
export type TaskMetric = 'completion' | 'time' | 'errors' | 'error_rate';

/** What all attempts together should reach: a number, or so much better than in another period. */
export type TaskTarget =
  | { readonly metric: TaskMetric; readonly atLeast: number }
  | { readonly metric: TaskMetric; readonly atMost: number }
  | {
      readonly metric: TaskMetric;
      /** `0.15` is 15 % better: more of `completion`, less of the others. Above 0. */
      readonly improveBy: number;
      /**
       * Better than when. `"previous"` is the range right before, and needs a `range` with both ends: as many quarters, months, weeks or days
       * in `zone` when both ends are starts of those (before April to June is January to March), otherwise as long a time.
       */
      readonly over: 'previous' | { readonly start: Instant; readonly end: Instant };
    };

/** An event selector that may have a name. */
export type TaskStep = string | { readonly event?: string; readonly where?: EventSelectorWhere; readonly label?: string };

type EventSelectorWhere = Exclude<EventSelector, string>['where'];

/**
 * How well a task goes: each `start` event is an attempt; it completes at the same user's next `complete` within the time and before the next
 * start. Errors and steps of an attempt are the events between its start and its end (completion, next start or the end of the time).
 */
export interface TaskQuery extends QueryScope, Bucketed {
  readonly task: {
    readonly start: EventSelector;
    readonly complete: EventSelector;
    /** Time from the start within which a completion counts. @defaultValue `"1d"` */
    readonly within?: Duration;
    /** What an error is: an event, or any of several. */
    readonly errors?: EventSelector | readonly EventSelector[];
    /** A property of the errors to count them by, such as `"field"`; needs `errors`. */
    readonly errorField?: string;
    /** The values of `errorField` with the most errors, told apart; the others are counted together. 1 to 1000. @defaultValue 20 */
    readonly maxErrorFields?: number;
    /** Up to 29 steps on the way from start to completion, in order: where attempts are abandoned. */
    readonly steps?: readonly TaskStep[];
    /**
     * Rows for users' first attempts apart from those for later ones. First is the first one in everything stored before the range's end, as
     * far as it passes `filter`, also before the range's start. @defaultValue false
     */
    readonly experience?: boolean;
    readonly target?: TaskTarget;
  };
}
