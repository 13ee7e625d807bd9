import type { Where } from './parts.js';
import type { Observed, Period } from './period.js';
import type { Bucketed, QueryScope } from './scope.js';

/** Per period, how many users are new, went on, came back after a pause, or fell silent. */
export interface LifecycleQuery extends QueryScope, Pick<Bucketed, 'zone'> {
  readonly lifecycle: Observed & {
    /** What makes a user active in a period. @defaultValue any event */
    readonly event?: string;
    readonly where?: Where;
    /** @defaultValue `"day"` */
    readonly period?: Period;
    /** Whether who was active before the range is not new (`"store"`), or only the range is looked at. @defaultValue `"store"` */
    readonly history?: 'store' | 'range';
  };
}
