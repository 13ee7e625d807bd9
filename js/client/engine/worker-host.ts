import { AssayError } from '../../shared/errors.js';
import type { Query } from '../../shared/query.js';
import type { QueryResult, ResultOf } from '../../shared/result.js';
import type { WorkerReply, WorkerRequest } from '../../shared/worker-protocol.js';
import type { EngineHost } from './engine-host.js';

/** What is used of a `Worker`. */
export interface WorkerLike {
  postMessage(request: WorkerRequest): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<WorkerReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Waiting {
  readonly resolve: (result: QueryResult | undefined) => void;
  readonly reject: (error: unknown) => void;
}

type Body = WorkerRequest extends infer R ? (R extends WorkerRequest ? Omit<R, 'id'> : never) : never;

/** The engine in a worker. @throws AssayError as the worker's engine does, `WORKER_FAILED` when the worker stops */
export async function openWorkerHost(worker: WorkerLike, wasm?: string | URL): Promise<EngineHost> {
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  let failed: AssayError | undefined;

  worker.onmessage = ({ data }) => {
    const request = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.ok) request?.resolve(data.result);
    else request?.reject(new AssayError(data.trapped ? 'WORKER_FAILED' : data.code, data.message));
  };
  worker.onerror = (event) => {
    failed = new AssayError('WORKER_FAILED', `the engine's worker stopped: ${event.message || 'it could not be started'}`);
    for (const request of waiting.values()) request.reject(failed);
    waiting.clear();
  };

  const send = (body: Body): Promise<QueryResult | undefined> =>
    new Promise((resolve, reject) => {
      if (failed) {
        reject(failed);
        return;
      }
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, ...body } as WorkerRequest);
    });

  try {
    // An address must be resolved against the page, not against the worker's file.
    await send({ kind: 'open', wasm: wasm === undefined ? undefined : new URL(wasm, globalThis.location?.href).href });
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return {
    ingest: async (batch) => void (await send({ kind: 'ingest', batch })),
    query: async <Q extends Query>(query: Q, now: number) => (await send({ kind: 'query', query, now })) as ResultOf<Q>,
    close: () => {
      failed = new AssayError('CLOSED', 'the engine is closed');
      for (const request of waiting.values()) request.reject(failed);
      waiting.clear();
      worker.terminate();
    },
  };
}
