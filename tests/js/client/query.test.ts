import { AssayError, type Query } from 'assay';
import { describe, expect, it } from 'vitest';
import { FakeStorage } from './fake-storage.js';
import { countsByEvent, open } from './open.js';

const HOUR = 3_600_000;

describe('a query that breaks a rule rejects with INVALID_ARGUMENT and names the field:', () => {
  const wrong: readonly { readonly field: string; readonly query: unknown }[] = [
    { field: 'query', query: undefined },
    { field: 'query', query: null },
    { field: 'query', query: 'funnel' },
    { field: 'query', query: {} },
    { field: 'query.stpes', query: { funnel: { steps: ['a'] }, stpes: 1 } },
    { field: 'funnel', query: { funnel: null } },
    { field: 'funnel.steps', query: { funnel: {} } },
    { field: 'funnel.steps', query: { funnel: { steps: [] } } },
    { field: 'funnel.steps', query: { funnel: { steps: Array.from({ length: 33 }, () => 'a') } } },
    { field: 'funnel.within', query: { funnel: { steps: ['a'], within: {} } } },
    { field: 'funnel.order', query: { funnel: { steps: ['a'], order: 'random' } } },
    { field: 'metric.aggregate', query: { metric: { aggregate: 'average' } } },
    { field: 'metric.aggregate', query: { metric: { aggregate: 'sum' } } },
    { field: 'metric.aggregate.q', query: { metric: { aggregate: 'quantile', property: 'p', q: 2 } } },
    { field: 'task.start', query: { task: { complete: 'a' } } },
    { field: 'experiment.weights', query: { experiment: { key: 'x', conversion: 'a', arms: ['a', 'b'], weights: [1] } } },
    { field: 'range', query: { metric: {}, range: { start: 2, end: 1 } } },
    { field: 'maxGroups', query: { metric: {}, maxGroups: 0 } },
    { field: 'by', query: { metric: {}, by: [1] } },
  ];
  for (const { field, query } of wrong) {
    it(`${field} of ${JSON.stringify(query)}`.slice(0, 90), async () => {
      const { assay } = await open();
      const refused = assay.query(query as Query);
      await expect(refused).rejects.toBeInstanceOf(AssayError);
      await expect(refused).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(field) });
    });
  }

  it('funnel() as well', async () => {
    const { assay } = await open();
    await expect(assay.funnel({ steps: [] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(assay.funnel({ steps: ['a'], bucket: 'day' } as never)).rejects.toMatchObject({
      message: expect.stringContaining('bucket'),
    });
    await expect(assay.funnel(undefined as never)).rejects.toMatchObject({ name: 'AssayError', code: 'INVALID_ARGUMENT' });
  });
});

describe('query()', () => {
  it('answers from every event recorded so far, without a flush', async () => {
    const { assay } = await open();
    assay.track('a');
    const first = countsByEvent(assay);
    assay.track('b');
    const second = countsByEvent(assay);
    expect((await first)['a']).toBe(1);
    expect(await second).toEqual({ a: 1, b: 1 });
  });

  it('answers in order, however many are asked at once', async () => {
    const { assay } = await open();
    const asked = Array.from({ length: 50 }, (_, i) => {
      assay.track('a', { i });
      return assay.query({ metric: {} });
    });
    const counts = (await Promise.all(asked)).map(({ rows }) => rows[0]?.values['count'] as number);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts.at(-1)).toBe(50);
  });

  it('goes on after one that was refused', async () => {
    const { assay } = await open();
    assay.track('a');
    const refused = assay.query({} as Query);
    const answered = countsByEvent(assay);
    await expect(refused).rejects.toThrow();
    expect(await answered).toEqual({ a: 1 });
  });

  it('counts `last` back from the clock', async () => {
    const opened = await open();
    opened.assay.track('a');
    opened.now += 2 * HOUR;
    opened.assay.track('b');
    opened.now += 1;
    const { rows } = await opened.assay.query({ metric: {}, by: '$event', range: { last: '1h' } });
    expect(rows.map(({ key }) => key['$event'])).toEqual(['b']);
  });

  it('answers without any event', async () => {
    const { assay } = await open();
    expect(await countsByEvent(assay)).toEqual({});
    const { conversion, steps } = await assay.funnel({ steps: ['a', 'b'] });
    expect(steps.map(({ count }) => count)).toEqual([0, 0]);
    expect(conversion).toEqual({ successes: 0, trials: 0, rate: null, low: null, high: null });
  });

  it('answers with what is stored when the newest events cannot be stored, and reports that', async () => {
    const storage = new FakeStorage();
    const { assay, errors } = await open({ storage });
    assay.track('a');
    await assay.flush();
    storage.beforeAppend = () => Promise.reject(new Error('full'));
    assay.track('b');
    expect(await countsByEvent(assay)).toEqual({ a: 1 });
    expect(errors.map(({ code }) => code)).toEqual(['INTERNAL']);
    storage.beforeAppend = async () => {};
    expect(await countsByEvent(assay)).toEqual({ a: 1, b: 1 });
  });

  it('answers from segments that were stored before createAssay', async () => {
    const storage = new FakeStorage();
    const { assay: before } = await open({ storage });
    before.track('a');
    await before.close();
    const { assay } = await open({ storage });
    assay.track('b');
    expect(await countsByEvent(assay)).toEqual({ a: 1, b: 1 });
  });

  it('leaves out a segment that is damaged, reports it, and answers from the others', async () => {
    const storage = new FakeStorage();
    const { assay, errors } = await open({ storage });
    assay.track('a');
    await assay.flush();
    storage.segments.push(new Uint8Array([1, 2, 3]));
    assay.track('b');
    expect(await countsByEvent(assay)).toEqual({ a: 1, b: 1 });
    expect(await countsByEvent(assay)).toEqual({ a: 1, b: 1 });
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('segment 1')]);
  });
});

describe('funnel()', () => {
  it('passes on by, filter, range and maxGroups', async () => {
    const { assay } = await open();
    for (const [user, plan] of [
      ['ada', 'pro'],
      ['bob', 'free'],
      ['eve', 'pro'],
      ['kim', 'team'],
    ] as const) {
      assay.setContext({ user });
      assay.track('start', { plan, test: user === 'kim' });
      if (user !== 'eve') assay.track('end', { plan, test: user === 'kim' });
    }
    const { conversion, groups, groupsOmitted } = await assay.funnel({
      steps: ['start', 'end'],
      within: '1h',
      by: 'plan',
      filter: { test: false },
      range: { last: '1d' },
      maxGroups: 1,
    });
    expect([conversion.successes, conversion.trials]).toEqual([0, 0]);
    expect(groups).toEqual([]);
    expect(groupsOmitted).toBe(0);
    const whole = await assay.funnel({ steps: ['start', 'end'], by: ['plan'], filter: { test: false }, maxGroups: 1 });
    expect([whole.conversion.successes, whole.conversion.trials]).toEqual([2, 3]);
    expect(whole.groups.map(({ key, conversion: { trials } }) => [key['plan'], trials])).toEqual([['pro', 2]]);
    expect(whole.groupsOmitted).toBe(1);
  });
});
