import { AssayError } from '../../shared/errors.js';
import type { Query } from '../../shared/query.js';
import type { ResultOf } from '../../shared/result.js';
import type { Storage } from '../../storage/storage.js';
import type { EngineHost } from './engine-host.js';

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
  ) {}

  /** Answers from every segment the storage holds when the query's turn comes. Queries are answered in order. */
  query<Q extends Query>(query: Q, now: number): Promise<ResultOf<Q>> {
    const answer = this.#last.then(() => this.#answer(query, now));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  async #answer<Q extends Query>(query: Q, now: number): Promise<ResultOf<Q>> {
    if (this.#closed) throw new AssayError('CLOSED', 'assay is closed');
    try {
      this.#host ??= this.open();
      const host = await this.#host;
      for (const segment of await this.storage.read(this.#position)) {
        await host.ingest(segment);
        this.#position++;
      }
      return await host.query(query, now);
    } catch (error) {
      const isGone = !(error instanceof AssayError) || error.code === 'WORKER_FAILED' || error.code.startsWith('WASM_');
      if (isGone) this.#drop();
      throw error instanceof AssayError ? error : new AssayError('INTERNAL', 'the engine stopped; it starts anew at the next query', { cause: error });
    }
  }

  #drop(): void {
    this.#host?.then((host) => host.close()).catch(() => undefined);
    this.#host = undefined;
    this.#position = 0;
  }
}
