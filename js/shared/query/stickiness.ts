import type { Where } from './parts.js';
import type { Observed, Period } from './period.js';
import type { Bucketed, QueryScope } from './scope.js';

/** In how many of the range's periods users are active, and the active users of a period against those of the last n ("DAU/MAU"). */
export interface StickinessQuery extends QueryScope, Pick<Bucketed, 'zone'> {
  readonly stickiness: Observed & {
    /** What makes a user active in a period. @defaultValue any event */
    readonly event?: string;
    readonly where?: Where;
    /** @defaultValue `"day"` */
    readonly period?: Period;
    /** Up to 8 windows of 1 to 1,000 periods; each ends with a period and may reach back before the range. @defaultValue `[7, 28]` */
    readonly windows?: readonly number[];
  };
}
