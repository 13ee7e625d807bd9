// The entry point of the engine's worker.
import { asAssayError } from '../client/as-assay-error.js';
import type { Engine } from '../client/engine/engine.js';
import { openEngine } from '../client/engine/open-engine.js';
import { AssayError } from '../shared/errors.js';
import type { WorkerReply, WorkerRequest } from '../shared/worker-protocol.js';
import { encodeQuery } from '../wire/encode-query.js';

interface Scope {
  postMessage(reply: WorkerReply, transfer?: readonly ArrayBufferLike[]): void;
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
    const result = await run(request);
    scope.postMessage({ id: request.id, ok: true, result }, [result.buffer]);
  } catch (error) {
    // A trap is a RuntimeError, but a full stack is a RangeError: after anything that is not ours the instance cannot be relied on.
    const trapped = !(error instanceof AssayError);
    const { code, message } = asAssayError(error);
    scope.postMessage({ id: request.id, ok: false, code, message, trapped });
  }
}

// An answer as bytes: they move to the page without a copy, and the page decodes what it reads. Nothing for all else.
async function run(request: WorkerRequest): Promise<Uint8Array> {
  if (request.kind === 'open') {
    engine = await openEngine(request.wasm);
    return new Uint8Array();
  }
  if (engine === undefined) throw new AssayError('FAILED_PRECONDITION', 'worker: nothing was opened');
  if (request.kind === 'query') return engine.queryBytes(encodeQuery(request.query, request.now));
  if (request.kind === 'watch') return engine.watchBytes(encodeQuery(request.query, request.now));
  if (request.kind === 'ingest') engine.ingest(request.batch);
  else if (request.kind === 'retain') engine.retain(request.cutoff, request.maxEvents);
  else engine.unwatch(encodeQuery(request.query, request.now));
  return new Uint8Array();
}
