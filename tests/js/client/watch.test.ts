import type { AssayError, FunnelResult, Query, ResultOf } from 'assay';
import { describe, expect, it, onTestFinished } from 'vitest';
import { watch } from '../../../js/client/events/watch.js';
import { AssayError as CoreError } from '../../../js/shared/errors.js';
import { FakeStorage } from './fake-storage.js';
import { open } from './open.js';

const FUNNEL = { funnel: { steps: [{ event: 'viewed' }, { event: 'paid' }], within: '1h' } } as const satisfies Query;

/** Collects what a listener is told, and waits for it. */
function inbox<T>() {
  const told: T[] = [];
  let wake = (): void => {};
  return {
    told,
    listener: (item: T): void => {
      told.push(item);
      wake();
    },
    /** Resolves when `count` items were told in all. */
    async has(count: number): Promise<readonly T[]> {
      while (told.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return told;
    },
  };
}

const counts = ({ steps }: FunnelResult): readonly number[] => steps.map(({ count }) => count);

describe('assay.watch()', () => {
  it('tells the answer now, and a new one whenever there are new events', async () => {
    const { assay, errors } = await open();
    const { listener, has, told } = inbox<FunnelResult>();
    assay.track('viewed');
    assay.watch(FUNNEL, listener);
    expect(counts((await has(1))[0] as FunnelResult)).toEqual([1, 0]);
    assay.track('paid');
    await assay.flush();
    expect(counts((await has(2))[1] as FunnelResult)).toEqual([1, 1]);
    expect(told[1]).toEqual(await assay.query(FUNNEL));
    expect(errors).toEqual([]);
  });

  const others: readonly Query[] = [
    { metric: { event: 'viewed', aggregate: 'count' }, by: 'plan' },
    { retention: { start: 'viewed', return: 'paid' } },
    { funnel: FUNNEL.funnel, range: { last: '2d' } },
    { funnel: FUNNEL.funnel, cohort: { did: 'paid' } },
    { cohort: { did: 'viewed' } },
    { funnel: { ...FUNNEL.funnel, samples: 2, reasons: true, trend: 'day' }, by: ['plan', '$event'], zone: 'Europe/Berlin' },
  ];
  for (const query of others) {
    it(`answers ${JSON.stringify(query)} as if it were asked anew`, async () => {
      const { assay } = await open({ retention: { maxEvents: 20 } });
      const { listener, has } = inbox<ResultOf<Query>>();
      assay.watch(query, listener);
      await has(1);
      for (let batch = 2; batch < 10; batch++) {
        await assay.importEvents(
          Array.from({ length: 5 }, (_, i) => ({
            name: (batch * i) % 3 === 0 ? 'viewed' : 'paid',
            time: Date.UTC(2024, 4, 31) + ((batch * 7 + i * 5) % 30) * 60_000,
            user: `user-${(batch + i) % 4}`,
            props: { plan: i % 2 === 0 ? 'pro' : `late ${batch}` },
          })),
        );
        expect((await has(batch))[batch - 1]).toEqual(await assay.query(query));
      }
    });
  }

  it('moves a range that counts back from now with the clock', async () => {
    const opened = await open();
    const { listener, has } = inbox<FunnelResult>();
    opened.assay.track('viewed');
    opened.assay.watch({ ...FUNNEL, range: { last: '1d' } }, listener);
    opened.now += 1;
    expect(counts((await has(1))[0] as FunnelResult)).toEqual([1, 0]);
    opened.now += 36 * 3_600_000;
    opened.assay.track('other');
    await opened.assay.flush();
    expect(counts((await has(2))[1] as FunnelResult)).toEqual([0, 0]);
  });

  it('tells nobody who stopped, also before the first answer', async () => {
    const { assay } = await open();
    const stopped = inbox<FunnelResult>();
    const going = inbox<FunnelResult>();
    assay.watch(FUNNEL, stopped.listener)();
    const stop = assay.watch(FUNNEL, stopped.listener);
    assay.watch(FUNNEL, going.listener);
    await going.has(1);
    await stopped.has(1);
    stop();
    stop();
    assay.track('viewed');
    await assay.flush();
    expect(counts((await going.has(2))[1] as FunnelResult)).toEqual([1, 0]);
    expect(stopped.told).toHaveLength(1);
  });

  it('reports what a listener throws, and goes on telling it', async () => {
    const { assay, errors } = await open();
    const { listener, has } = inbox<FunnelResult>();
    assay.watch(FUNNEL, (result) => {
      listener(result);
      throw new Error('the chart broke');
    });
    await has(1);
    assay.track('viewed');
    await assay.flush();
    await has(2);
    expect(errors.map(({ message }) => message)).toContain('the chart broke');
  });

  it('tells once that a query is wrong, to the onError of the call, which may throw', async () => {
    const { assay, errors } = await open();
    const { listener, has, told } = inbox<AssayError>();
    const wrong = { funnel: { steps: [], within: '1h' } } as unknown as Query;
    assay.watch(wrong, () => expect.unreachable('there is no answer'), {
      onError: (error) => {
        listener(error);
        throw new Error('the page broke');
      },
    });
    expect((await has(1))[0]).toMatchObject({ code: 'INVALID_ARGUMENT' });
    assay.track('viewed');
    await assay.query(FUNNEL);
    expect(told).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  it('tells onError of createAssay without one of its own', async () => {
    const { listener, has } = inbox<AssayError>();
    const { assay } = await open({ onError: listener });
    assay.watch(null as unknown as Query, () => {});
    expect((await has(1))[0]).toMatchObject({ code: 'INVALID_ARGUMENT' });
    await assay.query(FUNNEL);
  });

  it('ends with assay, without an error; watching after that is CLOSED', async () => {
    const { assay, errors } = await open();
    const { listener, has, told } = inbox<FunnelResult>();
    assay.watch(FUNNEL, listener);
    await has(1);
    assay.track('viewed');
    await assay.close();
    expect(errors).toEqual([]);
    expect(told.length).toBeLessThanOrEqual(2);
    const refused = inbox<AssayError>();
    assay.watch(FUNNEL, listener, { onError: refused.listener });
    expect((await refused.has(1))[0]).toMatchObject({ code: 'CLOSED' });
  });
});

/** A watch over an engine that answers when it is told to. */
function setUp() {
  const storage = new FakeStorage();
  const answers: { resolve: (answer: number) => void; reject: (error: unknown) => void }[] = [];
  const asked = inbox<number>();
  const unwatched: Query[] = [];
  const follower = {
    watch: <Q extends Query>(): Promise<ResultOf<Q>> =>
      new Promise((resolve, reject) => {
        answers.push({ resolve: (answer) => resolve(answer as unknown as ResultOf<Q>), reject });
        asked.listener(answers.length);
      }),
    unwatch: async (query: Query) => void unwatched.push(query),
  };
  const told = inbox<unknown>();
  const errors = inbox<unknown>();
  const stop = watch(follower, storage, { query: FUNNEL, clock: () => 0, listener: told.listener, onError: errors.listener });
  onTestFinished(stop);
  const grow = () => storage.append(1, () => new Uint8Array());
  return { storage, answers, asked, unwatched, told, errors, stop, grow };
}

describe('a watch', () => {
  it('has one answer in flight, and the next one is of all that came meanwhile', async () => {
    const { answers, asked, told, grow } = setUp();
    for (let i = 0; i < 5; i++) await grow();
    expect(answers).toHaveLength(1);
    answers[0]?.resolve(10);
    await asked.has(2);
    answers[1]?.resolve(20);
    expect(await told.has(2)).toEqual([10, 20]);
    expect(answers).toHaveLength(2);
    await grow();
    expect(answers).toHaveLength(3);
  });

  it('asks once more after an engine was lost, and then with the next events', async () => {
    const { answers, asked, told, errors, grow } = setUp();
    answers[0]?.reject(new CoreError('WORKER_FAILED', 'gone'));
    await asked.has(2);
    answers[1]?.reject(new WebAssembly.RuntimeError('unreachable'));
    await errors.has(2);
    expect(answers).toHaveLength(2);
    await grow();
    await asked.has(3);
    answers[2]?.resolve(1);
    expect(await told.has(1)).toEqual([1]);
    await grow();
    answers[3]?.reject(new CoreError('WORKER_FAILED', 'gone'));
    await asked.has(5);
    answers[4]?.resolve(2);
    expect(await told.has(2)).toEqual([1, 2]);
  });

  it('goes on after a refusal that may pass, with the next events', async () => {
    const { answers, asked, told, errors, grow } = setUp();
    answers[0]?.reject(new CoreError('RESOURCE_EXHAUSTED', 'too many groups'));
    await errors.has(1);
    expect(answers).toHaveLength(1);
    await grow();
    await asked.has(2);
    answers[1]?.resolve(1);
    await told.has(1);
  });

  for (const code of ['INVALID_ARGUMENT', 'UNIMPLEMENTED', 'CLOSED'] as const) {
    it(`ends with ${code}`, async () => {
      const { answers, errors, grow, unwatched } = setUp();
      answers[0]?.reject(new CoreError(code, 'no'));
      await errors.has(1);
      await grow();
      expect(answers).toHaveLength(1);
      expect(unwatched).toEqual([FUNNEL]);
    });
  }

  it('tells nothing that comes after it was stopped, neither answer nor error', async () => {
    for (const end of ['resolve', 'reject'] as const) {
      const { answers, told, errors, stop, unwatched, grow } = setUp();
      stop();
      stop();
      answers[0]?.[end](1 as never);
      await grow();
      await Promise.resolve();
      expect([told.told, errors.told, answers.length, unwatched.length]).toEqual([[], [], 1, 1]);
    }
  });
});
