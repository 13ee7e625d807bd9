/** What answers questions. A download of its own, with the first question. */
import { parseDuration } from '../../shared/duration.js';
import { AssayError } from '../../shared/errors.js';
import type { FunnelQuery, Query } from '../../shared/query.js';
import type { FunnelResult, ResultOf } from '../../shared/result.js';
import type { Storage } from '../../storage/storage.js';
import { Follower, type Retention } from '../engine/follower.js';
import { openHost } from '../engine/open-host.js';
import type { AssayOptions } from '../types.js';
import { watch } from './watch.js';

export interface Answers extends Pick<Follower, 'query' | 'close'> {
  /** Of a funnel in short. */
  funnel(options: FunnelOptions, now: number): Promise<FunnelResult>;
  /** Answers now and whenever there are more events, until `signal` aborts, which may have been before. */
  watch<Q extends Query>(
    query: Q,
    listener: (result: ResultOf<Q>) => void,
    clock: () => number,
    onError: (error: AssayError) => void,
    signal: AbortSignal,
  ): void;
}

type FunnelOptions = FunnelQuery['funnel'] & Omit<FunnelQuery, 'funnel'>;

/** Starts nothing yet: the engine is opened with the first question. */
export function openAnswers({ engine, wasm, retention }: AssayOptions, storage: Storage, report: (error: unknown) => void): Answers {
  const follower = new Follower(storage, () => openHost(engine ?? 'auto', wasm?.engine), report, retentionOf(retention));
  const stops = new Set<() => void>();
  return {
    query: (query, now) => follower.query(query, now),
    funnel: async (options, now) => follower.query(funnelQuery(options), now),
    watch: (query, listener, clock, onError, signal) => {
      if (signal.aborted) return;
      const stop = watch(follower, storage, { query, listener, clock, onError });
      stops.add(stop);
      signal.addEventListener('abort', () => {
        stops.delete(stop);
        stop();
      });
    },
    close: () => {
      for (const stop of stops) stop();
      follower.close();
    },
  };
}

function retentionOf({ maxAge, maxEvents }: NonNullable<AssayOptions['retention']> = {}): Retention {
  if (maxEvents !== undefined && !(Number.isSafeInteger(maxEvents) && maxEvents > 0)) {
    throw new AssayError('INVALID_ARGUMENT', 'retention.maxEvents: must be a whole number above 0');
  }
  return { ...(maxAge !== undefined && { maxAgeMs: parseDuration(maxAge) }), ...(maxEvents !== undefined && { maxEvents }) };
}

function funnelQuery(options: FunnelOptions): FunnelQuery {
  const { filter, by, range, maxGroups, zone, ...funnel } = { ...options };
  const scope = Object.entries({ filter, by, range, maxGroups, zone }).filter(([, value]) => value !== undefined);
  return { funnel, ...Object.fromEntries(scope) };
}
