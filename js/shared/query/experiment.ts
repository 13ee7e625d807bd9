import type { Duration, EventSelector } from './parts.js';
import type { QueryScope } from './scope.js';

/** Conversion per arm of an experiment whose exposures were recorded, with intervals (95 %, fixed horizon) and a sample-ratio test. */
export interface ExperimentQuery extends Omit<QueryScope, 'by' | 'maxGroups'> {
  readonly experiment: {
    /** The experiment's key in the datafile. */
    readonly key: string;
    readonly conversion: EventSelector;
    /** Time after a user's first exposure within which a conversion counts. @defaultValue `"30d"` */
    readonly within?: Duration;
    /** Control first. @defaultValue the arms seen, `"control"` first */
    readonly arms?: readonly string[];
    /** Intended shares, one per arm, for the sample-ratio test. @defaultValue equal */
    readonly weights?: readonly number[];
  };
}
