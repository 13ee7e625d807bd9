import type { Query } from '../../shared/query.js';
import type { ResultOf } from '../../shared/result.js';
import { decodeResult } from '../../wire/decode-result.js';
import { encodeQuery } from '../../wire/encode-query.js';
import { ByteModule, type RawByteModule } from '../wasm/byte-module.js';
import type { EmbindModule } from '../wasm/raw/engine.js';

/** The exports of engine.wasm (wasm/ABI.md). */
export type RawEngine = RawByteModule & EmbindModule;

export interface IngestReport {
  readonly accepted: number;
  /** Events whose sequence number was already stored. */
  readonly duplicates: number;
}

export interface EngineStats {
  readonly events: number;
  /** Persons: ids that are linked are one. */
  readonly users: number;
  /** Links that were not followed, because the id was somebody else's before. */
  readonly ignoredLinks: number;
  readonly memoryBytes: number;
}

/** The columnar engine, on the thread that calls it. */
export class Engine {
  readonly #module: ByteModule<RawEngine>;

  private constructor(module: ByteModule<RawEngine>) {
    this.#module = module;
  }

  /** @throws AssayError `WASM_*` or `VERSION_MISMATCH` */
  static async open(factory: Parameters<typeof ByteModule.open<RawEngine>>[1], wasm: Uint8Array): Promise<Engine> {
    return new Engine(await ByteModule.open<RawEngine>('engine', factory, wasm));
  }

  /** Adds one `EventBatch`: all of it or, when this throws, none. @throws AssayError with the core's status */
  ingest(batch: Uint8Array): IngestReport {
    this.#module.call((raw, size) => raw.ingest(size), batch);
    const [accepted, duplicates] = this.#numbers();
    return { accepted: accepted as number, duplicates: duplicates as number };
  }

  /** @param now ms since the epoch, for `range: { last }`. @throws AssayError INVALID_ARGUMENT naming the field, or the core's status */
  query<Q extends Query>(query: Q, now: number): ResultOf<Q> {
    return decodeResult(this.queryBytes(encodeQuery(query, now)), query);
  }

  /** The same, bytes to bytes. */
  queryBytes(query: Uint8Array): Uint8Array {
    this.#module.call((raw, size) => raw.query(size), query);
    return this.#module.output();
  }

  /**
   * The bytes that `queryBytes` gives, of a query that will be asked again in the same bytes: what answers a funnel sooner then is kept until
   * `unwatch`.
   */
  watchBytes(query: Uint8Array): Uint8Array {
    this.#module.call((raw, size) => raw.watch(size), query);
    return this.#module.output();
  }

  unwatch(query: Uint8Array): void {
    this.#module.call((raw, size) => raw.unwatch(size), query);
  }

  /**
   * Keeps events from `cutoff` (ms since the epoch) on, and of those the latest `maxEvents`: queries see no older ones, and a store that is
   * a quarter over its limits is rewritten. Returns the number of events removed.
   */
  retain(cutoff: number, maxEvents: number): number {
    this.#module.call((raw, size) => raw.retain(size), new Uint8Array(new Float64Array([cutoff, maxEvents]).buffer));
    return this.#numbers()[0] as number;
  }

  /** Answers a request of core/assay/engine/assign_request.h, given in parts. @throws AssayError with the core's status */
  assign(head: Uint8Array, ...rest: readonly Uint8Array[]): Uint8Array {
    this.#module.call((raw, size) => raw.assign(size), head, ...rest);
    return this.#module.output();
  }

  stats(): EngineStats {
    this.#module.raw.putStatsOut();
    const [events, users, memoryBytes, ignoredLinks] = this.#numbers();
    return { events: events as number, users: users as number, memoryBytes: memoryBytes as number, ignoredLinks: ignoredLinks as number };
  }

  close(): void {
    this.#module.close();
  }

  #numbers(): Float64Array {
    return new Float64Array(this.#module.output().buffer);
  }
}
