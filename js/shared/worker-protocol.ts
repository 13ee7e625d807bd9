import type { AssayErrorCode } from './errors.js';
import type { Query } from './query.js';
import type { QueryResult } from './result.js';

/** From page to worker. Requests are answered in order. `open` comes first. */
export type WorkerRequest =
  | { readonly id: number; readonly kind: 'open'; readonly wasm: string | undefined }
  | { readonly id: number; readonly kind: 'ingest'; readonly batch: Uint8Array }
  | { readonly id: number; readonly kind: 'query'; readonly query: Query; readonly now: number };

/** From worker to page: the request's result, or why there is none. `trapped`: the engine is gone, its events with it. */
export type WorkerReply =
  | { readonly id: number; readonly ok: true; readonly result: QueryResult | undefined }
  | { readonly id: number; readonly ok: false; readonly code: AssayErrorCode; readonly message: string; readonly trapped: boolean };
