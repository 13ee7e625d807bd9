import type { Duration, EventSelector } from './parts.js';
import type { Bucketed, QueryScope } from './scope.js';

/** Time on task: each `start` event is an attempt; it completes at the same user's next `complete` within the time and before the next start. */
export interface TaskQuery extends QueryScope, Bucketed {
  readonly task: {
    readonly start: EventSelector;
    readonly complete: EventSelector;
    /** Time from the start within which a completion counts. @defaultValue `"1d"` */
    readonly within?: Duration;
  };
}
