import { AssayError } from '../../shared/errors.js';
import type { Query } from '../../shared/query.js';
import type { ResultOf } from '../../shared/result.js';
import type { Storage } from '../../storage/storage.js';
import { asAssayError } from '../as-assay-error.js';
import type { EngineHost } from './engine-host.js';

/** What the engine forgets: events older than maxAgeMs at the time of a query, and all but about the latest maxEvents. */
export interface Retention {
  readonly maxAgeMs?: number;
  readonly maxEvents?: number;
}

// While a long history is read, what it has of old events goes now and then, not only at the end.
const SEGMENTS_BETWEEN_EXPIRIES = 32;

// The first instant of ECMAScript's time values.
const EARLIEST_MS = -8.64e15;

/**
 * An engine that follows a storage: opened at the first question, brought up to date before every answer. A trap or a lost worker costs one
 * rejected call: the engine is dropped, and the next question opens a new one and feeds it from the storage again.
 */
export class Follower {
  #host: Promise<EngineHost> | undefined;
  #position = 0;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(
    private readonly storage: Storage,
    private readonly open: () => Promise<EngineHost>,
    private readonly report: (error: AssayError) => void,
    private readonly retention: Retention = {},
  ) {}

  /** Answers from every segment the storage holds when the query's turn comes. Queries are answered in order. */
  query<Q extends Query>(query: Q, now: number): Promise<ResultOf<Q>> {
    return this.#queue(() => this.#answer(now, (host) => host.query(query, now)));
  }

  /** The same for who will ask again. A range that counts back from now is never the same twice: nothing is kept for it. */
  watch<Q extends Query>(query: Q, now: number): Promise<ResultOf<Q>> {
    return this.#queue(() => this.#answer(now, (host) => (isRelative(query) ? host.query(query, now) : host.watch(query, now))));
  }

  /** Lets go of what was kept for the query; whoever else watches it pays for that with one slower answer. */
  unwatch(query: Query, now: number): Promise<void> {
    return this.#queue(async () => {
      if (isRelative(query)) return;
      await (await this.#host)?.unwatch(query, now);
    });
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #queue<T>(turn: () => Promise<T>): Promise<T> {
    const done = this.#last.then(turn);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #answer<T>(now: number, ask: (host: EngineHost) => Promise<T>): Promise<T> {
    this.#checkOpen();
    this.#host ??= this.open();
    try {
      const host = await this.#host;
      await this.#feed(host, now);
      await this.#retain(host, now);
      this.#checkOpen();
      return await ask(host);
    } catch (error) {
      this.#checkOpen();
      if (isRefusal(error)) throw error;
      this.#drop();
      throw asAssayError(error);
    }
  }

  async #feed(host: EngineHost, now: number): Promise<void> {
    for (const segment of await this.#read()) {
      try {
        await host.ingest(segment);
      } catch (error) {
        // One segment the engine has no room for, or that is damaged, must not cost the answers from all others.
        if (!isRefusal(error)) throw error;
        this.report(new AssayError(error.code, `segment ${this.#position} is left out of answers: ${error.message}`, { cause: error }));
      }
      this.#position++;
      if (this.#position % SEGMENTS_BETWEEN_EXPIRIES === 0) await this.#retain(host, now);
    }
  }

  async #retain(host: EngineHost, now: number): Promise<void> {
    const { maxAgeMs, maxEvents } = this.retention;
    if (maxAgeMs === undefined && maxEvents === undefined) return;
    const cutoff = maxAgeMs === undefined ? EARLIEST_MS : Math.max(Math.floor(now - maxAgeMs), EARLIEST_MS);
    await host.retain(cutoff, maxEvents ?? Number.MAX_SAFE_INTEGER);
  }

  async #read(): Promise<readonly Uint8Array[]> {
    try {
      return await this.storage.read(this.#position);
    } catch (cause) {
      throw new AssayError('FAILED_PRECONDITION', 'the stored events could not be read', { cause });
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new AssayError('CLOSED', 'assay is closed');
  }

  #drop(): void {
    this.#host?.then((host) => host.close()).catch(() => undefined);
    this.#host = undefined;
    this.#position = 0;
  }
}

function isRelative(query: Query): boolean {
  const range: unknown = (query as { readonly range?: unknown } | null)?.range;
  return typeof range === 'object' && range !== null && 'last' in range;
}

/** Whether the engine refused one call and stands as before; after any other failure it cannot be relied on. */
export function isRefusal(error: unknown): error is AssayError {
  if (!(error instanceof AssayError)) return false;
  return ['INVALID_ARGUMENT', 'NOT_FOUND', 'RESOURCE_EXHAUSTED', 'DATA_LOSS', 'FAILED_PRECONDITION', 'UNIMPLEMENTED'].includes(error.code);
}
