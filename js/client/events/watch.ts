import { AssayError } from '../../shared/errors.js';
import type { Query } from '../../shared/query.js';
import type { ResultOf } from '../../shared/result.js';
import type { Storage } from '../../storage/storage.js';
import { asAssayError } from '../as-assay-error.js';
import { type Follower, isRefusal } from '../engine/follower.js';

/** Errors after which the same question will not be answered, however many events come. */
const FINAL: readonly string[] = ['INVALID_ARGUMENT', 'UNIMPLEMENTED', 'CLOSED'];

/** What is watched, and whom to tell. */
export interface Watching<Q extends Query> {
  readonly query: Q;
  readonly clock: () => number;
  readonly listener: (result: ResultOf<Q>) => void;
  readonly onError: (error: AssayError) => void;
}

/**
 * Answers a query now and after new events: one answer at a time, the next one from all events that came meanwhile. After the loss of an engine
 * it asks once more, of a new one. Returns how to stop.
 */
export function watch<Q extends Query>(
  follower: Pick<Follower, 'watch' | 'unwatch'>,
  storage: Pick<Storage, 'subscribe'>,
  { query, clock, listener, onError }: Watching<Q>,
): () => void {
  let isDue = true;
  let isAsking = false;
  let stopped = false;
  let failures = 0;

  const answer = async (): Promise<void> => {
    try {
      const result = await follower.watch(query, clock());
      failures = 0;
      if (!stopped) tell(() => listener(result));
    } catch (error) {
      if (stopped) return;
      fail(error);
      if (error instanceof AssayError && FINAL.includes(error.code)) stop();
      else if (!isRefusal(error) && failures++ === 0) isDue = true;
    }
  };
  const tell = (call: () => void): void => {
    try {
      call();
    } catch (error) {
      fail(error);
    }
  };
  const fail = (error: unknown): void => {
    try {
      onError(asAssayError(error));
    } catch {
      // the page's own bug; there is nobody left to tell
    }
  };
  const catchUp = async (): Promise<void> => {
    isDue = true;
    if (isAsking) return;
    isAsking = true;
    while (isDue && !stopped) {
      isDue = false;
      await answer();
    }
    isAsking = false;
  };
  const unsubscribe = storage.subscribe(() => void catchUp());
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    unsubscribe();
    follower.unwatch(query, clock()).catch(() => undefined);
  };
  void catchUp();
  return stop;
}
