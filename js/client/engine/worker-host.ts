import { AssayError } from '../../shared/errors.js';
import type { Query } from '../../shared/query.js';
import type { WorkerReply, WorkerRequest } from '../../shared/worker-protocol.js';
import { decodeResult } from '../../wire/decode-result.js';
import type { EngineHost } from './engine-host.js';

/** What is used of a `Worker`. */
export interface WorkerLike {
  postMessage(request: WorkerRequest): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<WorkerReply>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Waiting {
  readonly resolve: (result: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

type Body = WorkerRequest extends infer R ? (R extends WorkerRequest ? Omit<R, 'id'> : never) : never;

/** The engine in a worker. @throws AssayError as the worker's engine does, `WORKER_FAILED` when the worker stops */
export async function openWorkerHost(worker: WorkerLike, wasm?: string | URL): Promise<EngineHost> {
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  let failed: AssayError | undefined;

  const fail = (error: AssayError): void => {
    failed ??= error;
    for (const request of waiting.values()) request.reject(failed);
    waiting.clear();
    worker.terminate();
  };
  worker.onmessage = ({ data }) => {
    const request = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.ok) request?.resolve(data.result);
    else request?.reject(new AssayError(data.trapped ? 'WORKER_FAILED' : data.code, data.message));
  };
  worker.onmessageerror = () => fail(new AssayError('WORKER_FAILED', "an answer of the engine's worker could not be read"));
  worker.onerror = (event) => {
    fail(new AssayError('WORKER_FAILED', `the engine's worker stopped: ${event.message || 'it could not be started'}`));
  };

  const send = (body: Body): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      if (failed) {
        reject(failed);
        return;
      }
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      try {
        worker.postMessage({ id, ...body } as WorkerRequest);
      } catch (cause) {
        waiting.delete(id);
        reject(new AssayError('INVALID_ARGUMENT', `${body.kind}: must be plain data, without functions or other live objects`, { cause }));
      }
    });

  try {
    // An address must be resolved against the page, not against the worker's file.
    const base = globalThis.document?.baseURI ?? globalThis.location?.href;
    await send({ kind: 'open', wasm: wasm === undefined ? undefined : new URL(wasm, base).href });
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return {
    ingest: async (batch) => void (await send({ kind: 'ingest', batch })),
    retain: async (cutoff, maxEvents) => void (await send({ kind: 'retain', cutoff, maxEvents })),
    query: async <Q extends Query>(query: Q, now: number) => decodeResult(await send({ kind: 'query', query, now }), query),
    watch: async <Q extends Query>(query: Q, now: number) => decodeResult(await send({ kind: 'watch', query, now }), query),
    unwatch: async (query, now) => void (await send({ kind: 'unwatch', query, now })),
    close: () => fail(new AssayError('CLOSED', 'the engine is closed')),
  };
}
