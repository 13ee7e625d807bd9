import type { Counted } from './counted.js';
import type { Proportion } from './parts.js';

export interface CohortResult extends Counted {
  /** Of all users of the store, those in the cohort. */
  readonly size: Proportion;
  /** Ids of users in it, ascending by UTF-8 bytes; the first ones when there are more than asked for. Empty without `users`. */
  readonly users: readonly string[];
}
