// The entry point of the engine's worker.
import { asAssayError } from '../client/as-assay-error.js';
import type { Engine } from '../client/engine/engine.js';
import { openEngine } from '../client/engine/open-engine.js';
import { AssayError } from '../shared/errors.js';
import type { QueryResult } from '../shared/result.js';
import type { WorkerReply, WorkerRequest } from '../shared/worker-protocol.js';

interface Scope {
  postMessage(reply: WorkerReply): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<WorkerRequest>) => void): void;
}

const scope = globalThis as unknown as Scope;
let engine: Engine | undefined;
let answered: Promise<void> = Promise.resolve();

scope.addEventListener('message', ({ data }) => {
  answered = answered.then(() => answer(data));
});

async function answer(request: WorkerRequest): Promise<void> {
  try {
    scope.postMessage({ id: request.id, ok: true, result: await run(request) });
  } catch (error) {
    // A trap is a RuntimeError, but a full stack is a RangeError: after anything that is not ours the instance cannot be relied on.
    const trapped = !(error instanceof AssayError);
    const { code, message } = asAssayError(error);
    scope.postMessage({ id: request.id, ok: false, code, message, trapped });
  }
}

async function run(request: WorkerRequest): Promise<QueryResult | undefined> {
  if (request.kind === 'open') {
    engine = await openEngine(request.wasm);
    return undefined;
  }
  if (engine === undefined) throw new AssayError('FAILED_PRECONDITION', 'worker: nothing was opened');
  if (request.kind === 'query') return engine.query(request.query, request.now);
  engine.ingest(request.batch);
  return undefined;
}
