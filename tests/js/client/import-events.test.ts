import type { ImportedEvent } from 'assay';
import { describe, expect, it } from 'vitest';
import { FakeStorage } from './fake-storage.js';
import { countsBy, countsByEvent, open } from './open.js';

const event = (changes: Partial<Record<keyof ImportedEvent, unknown>> = {}): ImportedEvent => {
  return { name: 'viewed', time: 1_700_000_000_000, user: 'ada', ...changes } as ImportedEvent;
};

describe('importEvents()', () => {
  it('adds events with their own users, times, sessions and properties', async () => {
    const { assay } = await open();
    const events = [
      event({ session: 's1', props: { page: 'home' } }),
      event({ session: 's2', time: 1_700_000_060_000 }),
      event({ name: 'bought', user: 'bob', time: -5 }),
    ];
    expect(await assay.importEvents(events)).toEqual({ accepted: 3, rejected: 0 });
    const { rows } = await assay.query({ metric: { aggregate: ['users', 'sessions'] }, range: { start: 1_700_000_000_000 } });
    expect(rows[0]?.values).toEqual({ users: 1, sessions: 2 });
    const all = await assay.query({ metric: { aggregate: ['count', 'users'] }, bucket: 'minute' });
    expect(all.rows.map(({ bucketStart }) => bucketStart)).toEqual([-60_000, 1_699_999_980_000, 1_700_000_040_000]);
    expect(await countsBy(assay, 'page', 'viewed')).toEqual({ home: 1, null: 1 });
    expect(assay.counters.recorded).toBe(3);
  });

  it("takes Assay's own events, so that exposures of elsewhere can be analysed", async () => {
    const { assay } = await open();
    const exposure = (user: string, variant: string): ImportedEvent =>
      event({ name: '$exposure', user, props: { experiment: 'x', variant } });
    await assay.importEvents([exposure('ada', 'a'), exposure('bob', 'b'), event({ user: 'bob', time: 1_700_000_000_001 })]);
    const { arms } = await assay.query({ experiment: { key: 'x', conversion: 'viewed', arms: ['a', 'b'] } });
    expect(arms.map(({ conversion: { successes, trials } }) => [successes, trials])).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  const refused: readonly { readonly name: string; readonly value: unknown; readonly reason: string }[] = [
    { name: 'null', value: null, reason: 'unreadable' },
    { name: 'undefined', value: undefined, reason: 'unreadable' },
    { name: 'a number', value: 5, reason: 'invalid_name' },
    { name: 'no name', value: event({ name: undefined }), reason: 'invalid_name' },
    { name: 'no user', value: event({ user: undefined }), reason: 'invalid_user' },
    { name: 'a number as user', value: event({ user: 17 }), reason: 'invalid_user' },
    { name: 'no time', value: event({ time: undefined }), reason: 'invalid_time' },
    { name: 'a Date as time', value: event({ time: new Date(0) }), reason: 'invalid_time' },
    { name: 'a time with a fraction', value: event({ time: 0.5 }), reason: 'invalid_time' },
    { name: 'a time beyond the range of dates', value: event({ time: -8.64e15 - 1 }), reason: 'invalid_time' },
    { name: 'a number as session', value: event({ session: 5 }), reason: 'invalid_session' },
    { name: 'the empty session', value: event({ session: '' }), reason: 'invalid_session' },
    { name: 'a bad property', value: event({ props: { a: [] } }), reason: 'invalid_property' },
    {
      name: 'a getter that throws',
      value: {
        get name(): never {
          throw new Error('no');
        },
      },
      reason: 'unreadable',
    },
  ];
  for (const { name, value, reason } of refused) {
    it(`refuses one bad event and none of the others: ${name}`, async () => {
      const { assay, errors } = await open();
      const events = [event(), value as ImportedEvent, event()];
      expect(await assay.importEvents(events)).toEqual({ accepted: 2, rejected: 1 });
      expect(assay.counters.rejected).toEqual({ [reason]: 1 });
      expect(errors).toHaveLength(1);
      expect(await countsByEvent(assay)).toEqual({ viewed: 2 });
    });
  }

  it('takes absent sessions and properties in every form', async () => {
    const { assay } = await open();
    const events = [event({ session: undefined, props: undefined }), event({ session: null, props: null })];
    expect(await assay.importEvents(events)).toEqual({ accepted: 2, rejected: 0 });
  });

  it('adds 100,000 events, committing on the way', async () => {
    const storage = new FakeStorage();
    const { assay } = await open({ storage });
    function* events(): Generator<ImportedEvent> {
      for (let i = 0; i < 100_000; i++) yield event({ time: i, user: `user-${i % 1000}`, props: { i } });
    }
    expect(await assay.importEvents(events())).toEqual({ accepted: 100_000, rejected: 0 });
    expect(storage.appends).toBe(10);
    const { rows } = await assay.query({ metric: { aggregate: ['count', 'users', { aggregate: 'sum', property: 'i' }] } });
    expect(rows[0]?.values).toEqual({ count: 100_000, users: 1000, sum_i: (99_999 * 100_000) / 2 });
  });

  it('commits as rarely when nearly all events are refused', async () => {
    const storage = new FakeStorage();
    const { assay } = await open({ storage, onError: () => {} });
    function* events(): Generator<ImportedEvent> {
      for (let i = 0; i < 100_000; i++) yield i % 10_000 === 0 ? event() : event({ user: '' });
    }
    expect(await assay.importEvents(events())).toEqual({ accepted: 10, rejected: 99_990 });
    expect(storage.appends).toBe(10);
    expect(assay.counters).toEqual({ recorded: 10, rejected: { invalid_user: 99_990 } });
  });

  it('stores events of more different properties than one batch may have', async () => {
    const { assay, errors } = await open();
    // 3,000 columns: the engine takes 4,096 in all.
    const events = Array.from({ length: 300 }, (_, i) =>
      event({ props: Object.fromEntries(Array.from({ length: 10 }, (_, j) => [`p${i}_${j}`, 1])) }),
    );
    await assay.importEvents(events);
    expect(await countsByEvent(assay)).toEqual({ viewed: 300 });
    expect(errors).toEqual([]);
  });

  it('rejects with what the list itself throws, and keeps the events before', async () => {
    const { assay } = await open();
    function* events(): Generator<ImportedEvent> {
      yield event();
      throw new Error('the file ended early');
    }
    await expect(assay.importEvents(events())).rejects.toThrow('the file ended early');
    expect(await countsByEvent(assay)).toEqual({ viewed: 1 });
  });
});
