import type { AssayErrorCode } from './errors.js';
import type { Query } from './query.js';

/** From page to worker. Requests are answered in order. `open` comes first. */
export type WorkerRequest =
  | { readonly id: number; readonly kind: 'open'; readonly wasm: string | undefined }
  | { readonly id: number; readonly kind: 'ingest'; readonly batch: Uint8Array }
  | { readonly id: number; readonly kind: 'retain'; readonly cutoff: number; readonly maxEvents: number }
  | { readonly id: number; readonly kind: 'query' | 'watch' | 'unwatch'; readonly query: Query; readonly now: number };

/** From worker to page: the request's result, a query's or watch's being `result.fbs` bytes, or why there is none. `trapped`: the engine is gone, its events with it. */
export type WorkerReply =
  | { readonly id: number; readonly ok: true; readonly result: Uint8Array }
  | { readonly id: number; readonly ok: false; readonly code: AssayErrorCode; readonly message: string; readonly trapped: boolean };
