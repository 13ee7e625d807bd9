import type { Query } from '../../shared/query.js';
import type { ResultOf } from '../../shared/result.js';
import { decodeResult } from '../../wire/decode-result.js';
import { encodeQuery } from '../../wire/encode-query.js';
import type { EngineHost } from './engine-host.js';
import { openEngine } from './open-engine.js';

/** The engine on the calling thread: in Node, and wherever Workers are refused. */
export async function openInlineHost(wasm?: string | URL): Promise<EngineHost> {
  const engine = await openEngine(wasm);
  return {
    ingest: async (batch) => void engine.ingest(batch),
    retain: async (cutoff, maxEvents) => void engine.retain(cutoff, maxEvents),
    query: async <Q extends Query>(query: Q, now: number): Promise<ResultOf<Q>> => engine.query(query, now),
    watch: async <Q extends Query>(query: Q, now: number): Promise<ResultOf<Q>> =>
      decodeResult(engine.watchBytes(encodeQuery(query, now)), query),
    unwatch: async (query, now) => engine.unwatch(encodeQuery(query, now)),
    close: () => engine.close(),
  };
}
