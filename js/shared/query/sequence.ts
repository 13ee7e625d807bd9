import type { EventSelector } from './parts.js';
import type { QueryScope } from './scope.js';

/**
 * How many users' events match a pattern, as ClickHouse's `sequenceMatch` and `sequenceCount` have it, and how many users met each
 * condition given the first, as its `retention` has it. Events that meet no condition are not seen, not even by `.`.
 */
export interface SequenceQuery extends Omit<QueryScope, 'by' | 'maxGroups'> {
  readonly sequence: {
    /** 1 to 32. */
    readonly conditions: readonly EventSelector[];
    /**
     * `(?N)`: an event that meets condition N, from 1; `(?t<=3600)`, with `<`, `<=`, `>`, `>=` or `==`: the time since the event taken before;
     * `.`: any event; `.*`: any number of them. Anything may come before. Example: `"(?1)(?t<=3600)(?2)"`.
     * @defaultValue none: conditions alone are counted
     */
    readonly pattern?: string;
    /** What `(?t…)` counts in. @defaultValue `"s"` */
    readonly unit?: 'ms' | 's';
    /** Users to show with the times of the events that the pattern took: 0 to 1,000. @defaultValue 0 */
    readonly samples?: number;
  };
}
