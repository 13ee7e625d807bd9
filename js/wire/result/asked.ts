import type { Query } from '../../shared/query.js';

/** What a decoder may need to know of the question, which the answer does not repeat. */
export interface Asked {
  readonly query: Query;
  /** The properties that the query groups by. */
  readonly by: readonly string[];
}
