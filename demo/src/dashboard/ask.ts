import type { Query, ResultOf } from 'assay';

/** Whoever answers queries: the live events, or an opened file. */
export interface Ask {
  query<Q extends Query>(query: Q): Promise<ResultOf<Q>>;
}
