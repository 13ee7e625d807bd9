import { describe, expect, it } from 'vitest';
import type { EngineHost } from '../../../js/client/engine/engine-host.js';
import { Follower, type Retention } from '../../../js/client/engine/follower.js';
import { AssayError, type AssayErrorCode } from '../../../js/shared/errors.js';
import type { Query } from '../../../js/shared/query.js';
import { FakeStorage } from './fake-storage.js';

const ASKED: Query = { metric: {} };

/** An engine that answers with what it was fed, or fails as it is told. */
class FakeHost implements EngineHost {
  readonly fed: number[] = [];
  readonly unwatched: Query[] = [];
  readonly retained: [cutoff: number, maxEvents: number, fed: number][] = [];
  closed = 0;
  onIngest: (segment: number) => void = () => {};
  onQuery: () => void = () => {};

  async ingest(batch: Uint8Array): Promise<void> {
    this.onIngest(batch[0] as number);
    this.fed.push(batch[0] as number);
  }
  async retain(cutoff: number, maxEvents: number): Promise<void> {
    this.retained.push([cutoff, maxEvents, this.fed.length]);
  }
  async query(): Promise<never> {
    this.onQuery();
    return { fed: [...this.fed] } as never;
  }
  async watch(): Promise<never> {
    this.onQuery();
    return { watched: [...this.fed] } as never;
  }
  async unwatch(query: Query): Promise<void> {
    this.unwatched.push(query);
  }
  close(): void {
    this.closed++;
  }
}

function setUp(segments: readonly number[] = [1, 2], retention?: Retention) {
  const storage = new FakeStorage();
  for (const segment of segments) storage.segments.push(new Uint8Array([segment]));
  const hosts: FakeHost[] = [];
  const reports: AssayError[] = [];
  const next = { host: () => new FakeHost() };
  const open = async (): Promise<EngineHost> => {
    const host = next.host();
    hosts.push(host);
    return host;
  };
  const follower = new Follower(storage, open, (error) => reports.push(error), retention);
  return { storage, hosts, reports, next, follower, ask: () => follower.query(ASKED, 0) as Promise<unknown> };
}

const trap = (): never => {
  throw new WebAssembly.RuntimeError('unreachable');
};
const refuse = (code: AssayErrorCode) => (): never => {
  throw new AssayError(code, `refused: ${code}`);
};

describe('an engine that follows a storage', () => {
  it('is opened at the first question and not before', async () => {
    const { hosts, ask } = setUp();
    expect(hosts).toHaveLength(0);
    await ask();
    await ask();
    expect(hosts).toHaveLength(1);
  });

  it('is fed every segment once, in order, before the answer', async () => {
    const { storage, ask } = setUp();
    expect(await ask()).toEqual({ fed: [1, 2] });
    storage.segments.push(new Uint8Array([3]));
    expect(await ask()).toEqual({ fed: [1, 2, 3] });
  });

  it('forgets before the answer, and now and then while a long history is read', async () => {
    const { hosts, follower } = setUp(Array(40).fill(7), { maxAgeMs: 1000, maxEvents: 5 });
    await follower.query(ASKED, 10_000.5);
    expect(hosts[0]?.retained).toEqual([
      [9000, 5, 32],
      [9000, 5, 40],
    ]);
  });

  it('has no limit of a kind that was not asked for, and no cutoff before time began', async () => {
    const byAge = setUp([1], { maxAgeMs: 1e300 });
    await byAge.ask();
    expect(byAge.hosts[0]?.retained).toEqual([[-8.64e15, Number.MAX_SAFE_INTEGER, 1]]);
    const byNumber = setUp([1], { maxEvents: 3 });
    await byNumber.ask();
    expect(byNumber.hosts[0]?.retained).toEqual([[-8.64e15, 3, 1]]);
    const unlimited = setUp([1]);
    await unlimited.ask();
    expect(unlimited.hosts[0]?.retained).toEqual([]);
  });

  const traps: readonly { readonly name: string; readonly error: unknown }[] = [
    { name: 'a trap', error: new WebAssembly.RuntimeError('unreachable') },
    { name: 'a stack overflow', error: new RangeError('Maximum call stack size exceeded') },
    { name: 'a lost worker', error: new AssayError('WORKER_FAILED', 'gone') },
    { name: 'a bug of the core', error: new AssayError('INTERNAL', 'impossible') },
  ];
  for (const { name, error } of traps) {
    it(`costs one call after ${name} in a query: the next one is answered by a new engine fed from the storage`, async () => {
      const { hosts, ask } = setUp();
      await ask();
      (hosts[0] as FakeHost).onQuery = () => {
        throw error;
      };
      await expect(ask()).rejects.toBeInstanceOf(AssayError);
      expect(await ask()).toEqual({ fed: [1, 2] });
      expect(hosts.map(({ closed }) => closed)).toEqual([1, 0]);
    });
  }

  it('costs one call after a trap while it is fed', async () => {
    const { next, ask } = setUp();
    const broken = new FakeHost();
    broken.onIngest = (segment) => {
      if (segment === 2) trap();
    };
    next.host = () => broken;
    await expect(ask()).rejects.toMatchObject({ code: 'INTERNAL', cause: expect.any(WebAssembly.RuntimeError) });
    next.host = () => new FakeHost();
    expect(await ask()).toEqual({ fed: [1, 2] });
    expect(broken.closed).toBe(1);
  });

  it('answers the questions that wait behind the one that trapped', async () => {
    const { hosts, ask } = setUp();
    await ask();
    (hosts[0] as FakeHost).onQuery = trap;
    const [first, second] = await Promise.allSettled([ask(), ask()]);
    expect(first).toMatchObject({ status: 'rejected' });
    expect(second).toMatchObject({ status: 'fulfilled', value: { fed: [1, 2] } });
  });

  it('asks the engine to keep what answers a watched query, a new engine as well', async () => {
    const { storage, hosts, follower } = setUp();
    expect(await follower.watch(ASKED, 0)).toEqual({ watched: [1, 2] });
    storage.segments.push(new Uint8Array([3]));
    (hosts[0] as FakeHost).onQuery = trap;
    await expect(follower.watch(ASKED, 0)).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await follower.watch(ASKED, 0)).toEqual({ watched: [1, 2, 3] });
    expect(hosts.map(({ closed }) => closed)).toEqual([1, 0]);
  });

  it('keeps nothing for a range that counts back from now', async () => {
    const { hosts, follower } = setUp();
    const moving: Query = { ...ASKED, range: { last: '7d' } };
    expect(await follower.watch(moving, 0)).toEqual({ fed: [1, 2] });
    await follower.unwatch(moving, 0);
    expect(hosts[0]?.unwatched).toEqual([]);
  });

  it('lets go of what was kept after the answers that wait, and opens no engine for that', async () => {
    const { hosts, follower } = setUp();
    await follower.unwatch(ASKED, 0);
    expect(hosts).toHaveLength(0);
    const answer = follower.watch(ASKED, 0);
    const done = follower.unwatch(ASKED, 0);
    expect(await answer).toEqual({ watched: [1, 2] });
    await done;
    expect(hosts[0]?.unwatched).toEqual([ASKED]);
  });

  it('leaves it to the engine to refuse what is no query', async () => {
    const { hosts, follower } = setUp();
    expect(await follower.watch(null as unknown as Query, 0)).toEqual({ watched: [1, 2] });
    expect(hosts[0]?.closed).toBe(0);
  });

  it('tries again to open when opening failed', async () => {
    const { next, hosts, ask } = setUp();
    next.host = refuse('WASM_NOT_FOUND');
    await expect(ask()).rejects.toMatchObject({ code: 'WASM_NOT_FOUND' });
    next.host = refuse('VERSION_MISMATCH');
    await expect(ask()).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
    next.host = () => new FakeHost();
    expect(await ask()).toEqual({ fed: [1, 2] });
    expect(hosts).toHaveLength(1);
  });

  for (const code of ['INVALID_ARGUMENT', 'RESOURCE_EXHAUSTED', 'NOT_FOUND'] as const) {
    it(`stays when a query is refused with ${code}`, async () => {
      const { hosts, ask } = setUp();
      await ask();
      (hosts[0] as FakeHost).onQuery = refuse(code);
      await expect(ask()).rejects.toMatchObject({ code });
      (hosts[0] as FakeHost).onQuery = () => {};
      expect(await ask()).toEqual({ fed: [1, 2] });
      expect(hosts).toHaveLength(1);
    });
  }

  for (const code of ['INVALID_ARGUMENT', 'RESOURCE_EXHAUSTED', 'DATA_LOSS'] as const) {
    it(`leaves out a segment that is refused with ${code}, reports it once, and answers from the others`, async () => {
      const { next, reports, ask } = setUp([1, 2, 3]);
      next.host = () => {
        const host = new FakeHost();
        host.onIngest = (segment) => {
          if (segment === 2) refuse(code)();
        };
        return host;
      };
      expect(await ask()).toEqual({ fed: [1, 3] });
      expect(await ask()).toEqual({ fed: [1, 3] });
      expect(reports.map((error) => error.code)).toEqual([code]);
    });
  }

  it('stays when the storage cannot be read, and goes on where it was', async () => {
    const { storage, hosts, ask } = setUp();
    await ask();
    storage.segments.push(new Uint8Array([3]));
    storage.beforeRead = () => Promise.reject(new Error('locked'));
    await expect(ask()).rejects.toMatchObject({ name: 'AssayError', cause: new Error('locked') });
    storage.beforeRead = async () => {};
    expect(await ask()).toEqual({ fed: [1, 2, 3] });
    expect(hosts).toHaveLength(1);
  });

  it('closes the engine once and rejects with CLOSED from then on', async () => {
    const { hosts, follower, ask } = setUp();
    await ask();
    follower.close();
    await expect(ask()).rejects.toMatchObject({ code: 'CLOSED' });
    expect(hosts.map(({ closed }) => closed)).toEqual([1]);
  });

  it('closes an engine that was being opened', async () => {
    const { hosts, follower, ask } = setUp();
    const asked = ask();
    follower.close();
    await expect(asked).rejects.toMatchObject({ code: 'CLOSED' });
    expect(hosts.map(({ closed }) => closed).filter((closed) => closed !== 1)).toEqual([]);
  });

  it('rejects with CLOSED, not with what closing did to the engine', async () => {
    const { hosts, follower, ask } = setUp();
    await ask();
    (hosts[0] as FakeHost).onQuery = () => {
      follower.close();
      trap();
    };
    await expect(ask()).rejects.toMatchObject({ code: 'CLOSED' });
  });
});
