import type { Where } from './parts.js';
import type { QueryScope } from './scope.js';

/**
 * The most frequent values of a property, with exact counts: short for a metric of `count`, `by` the property, with `maxGroups` and `other`,
 * where the property exists. For more than counts, or more than one property, ask for that metric.
 */
export interface TopQuery extends Omit<QueryScope, 'by' | 'maxGroups'> {
  readonly top: {
    /** A property, or `"$event"` for the event's name. Events without it do not count. */
    readonly property: string;
    /** Values to list, 1 to 100,000; of equally frequent ones the lesser: `false`, `true`, numbers, texts. @defaultValue 10 */
    readonly k?: number;
    /** @defaultValue any event */
    readonly event?: string;
    readonly where?: Where;
  };
}
