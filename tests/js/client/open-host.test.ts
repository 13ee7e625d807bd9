import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkerReply, WorkerRequest } from '../../../js/shared/worker-protocol.js';
import { metricAnswer } from './metric-answer.js';

type Assay = typeof import('assay');

/** A worker that does as the test says: fails to start, refuses to open, or serves and then dies. */
class FakeWorker {
  static started: FakeWorker[] = [];
  static behave: (worker: FakeWorker, request: WorkerRequest) => void = () => {};
  onmessage: ((event: { readonly data: WorkerReply }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  onerror: ((event: { readonly message: string }) => void) | null = null;
  terminated = false;

  constructor(readonly url: URL) {
    FakeWorker.started.push(this);
  }
  postMessage(request: WorkerRequest): void {
    queueMicrotask(() => FakeWorker.behave(this, request));
  }
  terminate(): void {
    this.terminated = true;
  }
  reply(reply: WorkerReply): void {
    this.onmessage?.({ data: reply });
  }
}

const crash = (worker: FakeWorker): void => worker.onerror?.({ message: 'refused by policy' });

let createAssay: Assay['createAssay'];

beforeEach(async () => {
  FakeWorker.started = [];
  vi.stubGlobal('Worker', FakeWorker);
  // The page's build asks for its modules with fetch.
  vi.stubGlobal('fetch', async (url: URL) => new Response(await readFile(url)));
  ({ createAssay } = (await import('../../../js/dist/browser/index.js' as string)) as Assay);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function count(options: Parameters<Assay['createAssay']>[0]): Promise<number> {
  const assay = await createAssay(options);
  try {
    assay.track('a');
    return (await assay.query({ metric: {} })).rows[0]?.values['count'] as number;
  } finally {
    await assay.close();
  }
}

describe("engine: 'auto'", () => {
  it('asks a worker, beside the published files', async () => {
    FakeWorker.behave = (worker, { id, kind }) => {
      worker.reply({ id, ok: true, result: kind === 'query' ? metricAnswer(42) : new Uint8Array() });
    };
    expect(await count({})).toBe(42);
    expect(FakeWorker.started.map(({ url, terminated }) => [url.pathname.endsWith('/js/dist/browser/worker.js'), terminated])).toEqual([
      [true, true],
    ]);
  });

  const refusals: readonly { readonly name: string; readonly behave: typeof FakeWorker.behave }[] = [
    { name: 'the worker cannot be started', behave: crash },
    {
      name: 'the module is refused in the worker alone',
      behave: (worker, { id }) => worker.reply({ id, ok: false, code: 'WASM_BLOCKED', message: 'policy', trapped: false }),
    },
    {
      name: 'the worker cannot load a part of itself',
      behave: (worker, { id }) => worker.reply({ id, ok: false, code: 'INTERNAL', message: 'chunk', trapped: true }),
    },
  ];
  for (const { name, behave } of refusals) {
    it(`answers on this thread when ${name}`, async () => {
      FakeWorker.behave = behave;
      expect(await count({})).toBe(1);
      expect(FakeWorker.started.map(({ terminated }) => terminated)).toEqual([true]);
    });
  }

  it('answers on this thread when the constructor throws', async () => {
    vi.stubGlobal('Worker', function Refusing() {
      throw new DOMException('forbidden', 'SecurityError');
    });
    expect(await count({})).toBe(1);
  });

  it('answers on this thread when there are no workers', async () => {
    vi.stubGlobal('Worker', undefined);
    expect(await count({})).toBe(1);
  });

  it('rejects with WORKER_FAILED when the worker dies later, and answers the next question', async () => {
    let dies = true;
    FakeWorker.behave = (worker, { id, kind }) => {
      if (kind === 'query' && dies) crash(worker);
      else worker.reply({ id, ok: true, result: kind === 'query' ? metricAnswer(7) : new Uint8Array() });
    };
    const assay = await createAssay();
    assay.track('a');
    await expect(assay.query({ metric: {} })).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    dies = false;
    expect((await assay.query({ metric: {} })).eventsScanned).toBe(7);
    expect(FakeWorker.started).toHaveLength(2);
    await assay.close();
  });

  it('rejects as this thread does when the module can be loaded nowhere', async () => {
    FakeWorker.behave = crash;
    vi.stubGlobal('fetch', async () => new Response('', { status: 404 }));
    await expect(count({})).rejects.toMatchObject({ code: 'WASM_NOT_FOUND', message: expect.stringContaining('404') });
  });
});

describe("engine: 'worker'", () => {
  it('does not fall back', async () => {
    FakeWorker.behave = crash;
    await expect(count({ engine: 'worker' })).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    vi.stubGlobal('Worker', undefined);
    await expect(count({ engine: 'worker' })).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    vi.stubGlobal('Worker', function Refusing() {
      throw new DOMException('forbidden', 'SecurityError');
    });
    await expect(count({ engine: 'worker' })).rejects.toMatchObject({ code: 'WORKER_FAILED', cause: expect.any(DOMException) });
  });
});

describe("engine: 'inline'", () => {
  it('starts no worker', async () => {
    expect(await count({ engine: 'inline' })).toBe(1);
    expect(FakeWorker.started).toEqual([]);
  });
});

describe('a module that does not arrive', () => {
  const answers: readonly { readonly name: string; readonly answer: () => Promise<Response>; readonly code: string }[] = [
    { name: 'the server does not have it', answer: async () => new Response('', { status: 404 }), code: 'WASM_NOT_FOUND' },
    { name: 'there is no network', answer: () => Promise.reject(new TypeError('Failed to fetch')), code: 'WASM_NOT_FOUND' },
    {
      name: 'the connection breaks off',
      answer: async () => new Response(new ReadableStream({ pull: (stream) => stream.error(new TypeError('network error')) })),
      code: 'WASM_NOT_FOUND',
    },
    { name: 'the server answers with its index page', answer: async () => new Response('<!doctype html>'), code: 'WASM_IS_HTML' },
  ];
  for (const { name, answer, code } of answers) {
    it(`makes createAssay reject with ${code} when ${name}`, async () => {
      vi.stubGlobal('fetch', answer);
      await expect(createAssay({ datafile: { flags: {} } })).rejects.toMatchObject({ name: 'AssayError', code });
    });
  }

  it('is no reason to reject as long as it is not needed', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const assay = await createAssay();
    assay.track('a');
    expect(assay.flag('x', 1)).toBe(1);
    await assay.close();
  });
});
