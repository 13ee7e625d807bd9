import { afterEach, describe, expect, it, vi } from 'vitest';
import { openWorkerHost, type WorkerLike } from '../../../js/client/engine/worker-host.js';
import type { Query } from '../../../js/shared/query.js';
import type { WorkerReply, WorkerRequest } from '../../../js/shared/worker-protocol.js';
import { metricAnswer } from './metric-answer.js';

const ASKED: Query = { metric: {} };

class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  onerror: WorkerLike['onerror'] = null;
  readonly requests: WorkerRequest[] = [];
  terminated = 0;

  postMessage(request: WorkerRequest): void {
    this.requests.push(structuredClone(request));
  }
  terminate(): void {
    this.terminated++;
  }
  reply(reply: WorkerReply): void {
    this.onmessage?.(new MessageEvent('message', { data: reply }));
  }
  ok(index: number, result = new Uint8Array()): void {
    this.reply({ id: (this.requests[index] as WorkerRequest).id, ok: true, result });
  }
  fail(message = ''): void {
    this.onerror?.({ message } as ErrorEvent);
  }
}

async function openHost() {
  const worker = new FakeWorker();
  const opening = openWorkerHost(worker);
  worker.ok(0);
  return { worker, host: await opening };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('opening', () => {
  it('waits for the worker to have opened the module', async () => {
    const worker = new FakeWorker();
    let opened = false;
    const opening = openWorkerHost(worker).then(() => {
      opened = true;
    });
    await Promise.resolve();
    expect(worker.requests).toEqual([{ id: 0, kind: 'open', wasm: undefined }]);
    expect(opened).toBe(false);
    worker.ok(0);
    await opening;
    expect(opened).toBe(true);
  });

  it("resolves the module's address against the page, <base> included", async () => {
    vi.stubGlobal('location', { href: 'https://example.com/app/page' });
    const worker = new FakeWorker();
    void openWorkerHost(worker, 'wasm/engine.wasm');
    vi.stubGlobal('document', { baseURI: 'https://cdn.example.com/base/' });
    const other = new FakeWorker();
    void openWorkerHost(other, '../engine.wasm');
    const addresses = [worker, other].map(({ requests }) => (requests[0] as { wasm?: string }).wasm);
    expect(addresses).toEqual(['https://example.com/app/wasm/engine.wasm', 'https://cdn.example.com/engine.wasm']);
  });

  it('rejects with WORKER_FAILED when the worker cannot be started, and terminates it', async () => {
    const worker = new FakeWorker();
    const opening = openWorkerHost(worker);
    worker.fail();
    await expect(opening).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    expect(worker.terminated).toBeGreaterThan(0);
  });

  it('rejects as the module did in the worker, and terminates it', async () => {
    const worker = new FakeWorker();
    const opening = openWorkerHost(worker);
    worker.reply({ id: 0, ok: false, code: 'WASM_BLOCKED', message: 'policy', trapped: false });
    await expect(opening).rejects.toMatchObject({ code: 'WASM_BLOCKED', message: 'policy' });
    expect(worker.terminated).toBeGreaterThan(0);
  });
});

describe('an open host', () => {
  it('gives each answer to its question, in whatever order they come', async () => {
    const { worker, host } = await openHost();
    const first = host.query(ASKED, 1);
    const ingested = host.ingest(new Uint8Array([1, 2]));
    const second = host.query(ASKED, 2);
    expect(worker.requests.slice(1)).toEqual([
      { id: 1, kind: 'query', query: ASKED, now: 1 },
      { id: 2, kind: 'ingest', batch: new Uint8Array([1, 2]) },
      { id: 3, kind: 'query', query: ASKED, now: 2 },
    ]);
    worker.ok(3, metricAnswer(2));
    worker.ok(1, metricAnswer(1));
    worker.ok(2);
    expect((await first).eventsScanned).toBe(1);
    expect((await second).eventsScanned).toBe(2);
    expect(await ingested).toBeUndefined();
  });

  it('passes on what to forget', async () => {
    const { worker, host } = await openHost();
    const retained = host.retain(-5, 1000);
    expect(worker.requests[1]).toEqual({ id: 1, kind: 'retain', cutoff: -5, maxEvents: 1000 });
    worker.ok(1);
    expect(await retained).toBeUndefined();
  });

  it('passes on what is watched, and what no longer is', async () => {
    const { worker, host } = await openHost();
    const watched = host.watch(ASKED, 5);
    const unwatched = host.unwatch(ASKED, 6);
    expect(worker.requests.slice(1)).toEqual([
      { id: 1, kind: 'watch', query: ASKED, now: 5 },
      { id: 2, kind: 'unwatch', query: ASKED, now: 6 },
    ]);
    worker.ok(1, metricAnswer(7));
    worker.ok(2);
    expect((await watched).eventsScanned).toBe(7);
    expect(await unwatched).toBeUndefined();
  });

  it("passes on the engine's refusals, and goes on", async () => {
    const { worker, host } = await openHost();
    const refused = host.query(ASKED, 0);
    worker.reply({ id: 1, ok: false, code: 'RESOURCE_EXHAUSTED', message: 'too many groups', trapped: false });
    await expect(refused).rejects.toMatchObject({ name: 'AssayError', code: 'RESOURCE_EXHAUSTED', message: 'too many groups' });
    const next = host.query(ASKED, 0);
    worker.ok(2, metricAnswer(3));
    expect((await next).eventsScanned).toBe(3);
  });

  it('calls a trap WORKER_FAILED', async () => {
    const { worker, host } = await openHost();
    const trapped = host.query(ASKED, 0);
    worker.reply({ id: 1, ok: false, code: 'INTERNAL', message: 'unreachable', trapped: true });
    await expect(trapped).rejects.toMatchObject({ code: 'WORKER_FAILED' });
  });

  it('rejects all that waits, and all that comes, when the worker stops', async () => {
    const { worker, host } = await openHost();
    const waiting = Promise.allSettled([host.query(ASKED, 0), host.ingest(new Uint8Array())]);
    worker.fail('out of memory');
    for (const outcome of await waiting) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'WORKER_FAILED' } });
    await expect(host.query(ASKED, 0)).rejects.toMatchObject({ message: expect.stringContaining('out of memory') });
  });

  it('does the same when an answer cannot be read', async () => {
    const { worker, host } = await openHost();
    const waiting = host.query(ASKED, 0);
    worker.onmessageerror?.(new MessageEvent('messageerror'));
    await expect(waiting).rejects.toMatchObject({ code: 'WORKER_FAILED' });
  });

  it('rejects a query that cannot be sent with INVALID_ARGUMENT, and goes on', async () => {
    const { worker, host } = await openHost();
    const live = { metric: { event: (() => 'a') as unknown as string } };
    await expect(host.query(live, 0)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const next = host.query(ASKED, 0);
    worker.ok(1, metricAnswer(3));
    expect(await next).toMatchObject({ eventsScanned: 3 });
  });

  it('rejects what waits with CLOSED when it is closed, and terminates the worker', async () => {
    const { worker, host } = await openHost();
    const waiting = host.query(ASKED, 0);
    host.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(host.query(ASKED, 0)).rejects.toMatchObject({ code: 'CLOSED' });
    expect(worker.terminated).toBe(1);
  });

  it('ignores an answer to nothing', async () => {
    const { worker, host } = await openHost();
    worker.reply({ id: 99, ok: true, result: metricAnswer(3) });
    const next = host.query(ASKED, 0);
    worker.ok(1, metricAnswer(3));
    expect(await next).toMatchObject({ eventsScanned: 3 });
  });
});
