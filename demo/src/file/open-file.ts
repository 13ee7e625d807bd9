import type { Query, ResultOf } from 'assay';
import type { Ask } from '../dashboard/ask.js';
import type { ImportOutcome, ImportProgress, ImportReply, ImportRequest } from './import-protocol.js';

export interface OpenedFile extends ImportOutcome, Ask {
  readonly name: string;
  /** `events` in the order in which most people come to them first. */
  inOrder(events: readonly string[]): Promise<readonly string[]>;
  /** Drops the events. */
  close(): void;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reads a CSV file, an NDJSON file or an access log, plain or gzip, in a worker of its own, where its events stay. When reading fails or
 * `signal` is aborted, rejects and leaves nothing: the worker ends at once, and with it whatever it has read.
 */
export function openFile(
  name: string,
  file: Blob,
  signal: AbortSignal,
  onProgress: (progress: ImportProgress) => void,
): Promise<OpenedFile> {
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    const waiting = new Map<number, Waiting>();
    const fail = (error: Error): void => {
      worker.terminate();
      reject(error);
      for (const request of waiting.values()) request.reject(error);
      waiting.clear();
    };
    const abort = (): void => fail(new Error('cancelled'));
    const post = (request: ImportRequest): void => worker.postMessage(request);
    worker.onerror = (event) => fail(new Error(event.message || 'the worker could not be started'));
    worker.onmessage = ({ data }: MessageEvent<ImportReply>) => {
      if (data.kind === 'progress') onProgress(data.progress);
      else if (data.kind === 'failed') fail(new Error(data.message));
      else if (data.kind === 'opened') {
        // From here on it lives until it is closed.
        signal.removeEventListener('abort', abort);
        resolve(openedFile(name, data.outcome, waiting, post, () => fail(new Error('the file was closed'))));
      } else {
        const request = waiting.get(data.id);
        waiting.delete(data.id);
        if (data.kind === 'answer') request?.resolve(data.answer);
        else request?.reject(new Error(data.message));
      }
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    else post({ kind: 'open', name, file });
  });
}

function openedFile(
  name: string,
  outcome: ImportOutcome,
  waiting: Map<number, Waiting>,
  post: (request: ImportRequest) => void,
  close: () => void,
): OpenedFile {
  let lastId = 0;
  const ask = <Answer>(request: (id: number) => ImportRequest): Promise<Answer> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      // The worker answers a request with what belongs to it.
      waiting.set(lastId, { resolve: (answer) => resolve(answer as Answer), reject });
      post(request(lastId));
    });
  return {
    name,
    ...outcome,
    query: <Q extends Query>(query: Q) => ask<ResultOf<Q>>((id) => ({ kind: 'query', id, query })),
    inOrder: (events) => ask<readonly string[]>((id) => ({ kind: 'order', id, events })),
    close,
  };
}
