import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Recorder } from '../../../js/client/recorder.js';
import { Sessions } from '../../../js/client/sessions.js';
import type { AssayError } from '../../../js/shared/errors.js';
// Loaded here, because the recorder imports it at the first commit and fake timers do not wait for files.
import '../../../js/client/events/encode-segment.js';
import { FakeStorage } from './fake-storage.js';

let storage: FakeStorage;
let recorder: Recorder;
let errors: AssayError[];

beforeEach(() => {
  vi.useFakeTimers();
  storage = new FakeStorage();
  errors = [];
  const sessions = new Sessions(1000, () => 'session');
  recorder = new Recorder(storage, sessions, Date.now, (error) => errors.push(error));
});
afterEach(() => {
  vi.useRealTimers();
});

const track = (...names: readonly string[]): void => {
  for (const name of names) recorder.track(name, undefined, 'ada');
};
const numbered = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `e${from + i}`);
const failing = async (): Promise<never> => {
  throw new Error('the disk is full');
};

describe('group commit', () => {
  it('stores what is pending 250 ms after the first event, in one segment', async () => {
    track('a');
    await vi.advanceTimersByTimeAsync(249);
    track('b');
    expect(storage.appends).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(storage.names()).toEqual([['a', 'b']]);
  });

  it('begins a new 250 ms with the next event', async () => {
    track('a');
    await vi.advanceTimersByTimeAsync(250);
    await vi.advanceTimersByTimeAsync(10_000);
    track('b');
    await vi.advanceTimersByTimeAsync(249);
    expect(storage.names()).toEqual([['a']]);
    await vi.advanceTimersByTimeAsync(1);
    expect(storage.names()).toEqual([['a'], ['b']]);
  });

  it('stores 64 events at once, without waiting', async () => {
    track(...numbered(0, 63));
    await vi.advanceTimersByTimeAsync(0);
    expect(storage.appends).toBe(0);
    track('e63');
    await vi.advanceTimersByTimeAsync(0);
    expect(storage.names()).toEqual([numbered(0, 64)]);
  });

  it('leaves no timer behind once everything is stored', async () => {
    track(...numbered(0, 64));
    await recorder.flush();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stores a burst in few segments, in order, numbered without gaps', async () => {
    const names = numbered(0, 10_000);
    track(...names);
    await recorder.flush();
    expect(storage.names().flat()).toEqual(names);
    expect(storage.appends).toBeLessThan(5);
    let next = 0;
    storage.names().forEach((segment, i) => {
      expect(storage.firstSequences()[i]).toBe(next);
      next += segment.length;
    });
  });

  it('asks the storage for nothing when nothing is pending', async () => {
    await recorder.flush();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(storage.appends).toBe(0);
  });
});

describe('flush()', () => {
  it('resolves when the storage has stored, not before', async () => {
    let stored = () => {};
    storage.beforeAppend = () =>
      new Promise((resolve) => {
        stored = resolve;
      });
    track('a');
    let resolved = false;
    const flushed = recorder.flush().then(() => {
      resolved = true;
    });
    await vi.advanceTimersByTimeAsync(1000);
    expect(resolved).toBe(false);
    stored();
    await flushed;
    expect(storage.names()).toEqual([['a']]);
  });

  it('waits for events recorded while another flush was under way', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    storage.beforeAppend = () => gate;
    track('a');
    const first = recorder.flush();
    await vi.advanceTimersByTimeAsync(0);
    track('b');
    const second = recorder.flush();
    release();
    await second;
    expect(storage.names()).toEqual([['a'], ['b']]);
    await first;
  });

  it('never has two appends under way', async () => {
    let under = 0;
    let most = 0;
    storage.beforeAppend = async () => {
      most = Math.max(most, ++under);
      await Promise.resolve();
      under--;
    };
    const flushes = numbered(0, 20).map((name) => {
      track(name);
      return recorder.flush();
    });
    await Promise.all(flushes);
    expect(most).toBe(1);
    expect(storage.names().flat()).toEqual(numbered(0, 20));
  });
});

describe('a storage that fails', () => {
  it('loses nothing: events are kept in order, tried again, and the failure is reported', async () => {
    storage.beforeAppend = failing;
    track('a', 'b');
    await recorder.flush();
    expect(errors.map(({ code, cause }) => [code, (cause as Error).message])).toEqual([['INTERNAL', 'the disk is full']]);
    storage.beforeAppend = async () => {};
    track('c');
    await vi.advanceTimersByTimeAsync(500);
    expect(storage.names()).toEqual([['a', 'b', 'c']]);
    expect(storage.firstSequences()).toEqual([0]);
    expect(errors).toHaveLength(1);
  });

  it('is tried again without another event, after 500 ms, then after twice as long each time, at most 30 s', async () => {
    storage.beforeAppend = failing;
    track('a');
    await recorder.flush();
    const waits: number[] = [];
    for (let tries = 1; tries < 10; tries++) {
      const from = Date.now();
      await vi.advanceTimersToNextTimerAsync();
      expect(storage.appends).toBe(tries + 1);
      waits.push(Date.now() - from);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('is not asked at every event meanwhile', async () => {
    storage.beforeAppend = failing;
    track(...numbered(0, 64));
    await vi.advanceTimersByTimeAsync(0);
    expect(storage.appends).toBe(1);
    track(...numbered(64, 1000));
    await vi.advanceTimersByTimeAsync(499);
    expect(storage.appends).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(storage.appends).toBe(2);
  });

  it('is asked at once by flush()', async () => {
    storage.beforeAppend = failing;
    track('a');
    await recorder.flush();
    storage.beforeAppend = async () => {};
    await recorder.flush();
    expect(storage.names()).toEqual([['a']]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is waited for as shortly as before, once it works again', async () => {
    storage.beforeAppend = failing;
    track('a');
    await recorder.flush();
    await vi.advanceTimersToNextTimerAsync();
    storage.beforeAppend = async () => {};
    await recorder.flush();
    track(...numbered(0, 64));
    await vi.advanceTimersByTimeAsync(0);
    expect(storage.names()).toEqual([['a'], numbered(0, 64)]);
  });

  it('may throw instead of rejecting', async () => {
    storage.append = () => {
      throw new Error('not open');
    };
    track('a');
    await recorder.flush();
    expect(errors).toHaveLength(1);
  });

  it('makes the queue refuse the 100,001st event, and take events again when it works again', async () => {
    storage.beforeAppend = failing;
    for (let i = 0; i < 100_000; i++) recorder.track('a', undefined, 'ada');
    expect(recorder.rejected).toEqual({});
    expect(recorder.track('b', undefined, 'ada')).toBe(false);
    expect(recorder.rejected).toEqual({ queue_full: 1 });
    expect(recorder.recorded).toBe(100_000);
    storage.beforeAppend = async () => {};
    await recorder.flush();
    expect(recorder.track('c', undefined, 'ada')).toBe(true);
    await recorder.flush();
    const names = storage.names().flat();
    expect(names).toHaveLength(100_001);
    expect(names.at(-1)).toBe('c');
  });
});

describe('close()', () => {
  it('stores what is pending and refuses what comes later', async () => {
    track('a');
    const closed = recorder.close();
    track('b');
    await closed;
    expect(storage.names()).toEqual([['a']]);
    expect(recorder.rejected).toEqual({ closed: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says how many events are lost when they cannot be stored', async () => {
    storage.beforeAppend = failing;
    track('a', 'b', 'c');
    await recorder.close();
    expect(errors.at(-1)?.message).toContain('3 events');
    expect(vi.getTimerCount()).toBe(0);
  });
});
