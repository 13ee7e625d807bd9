import { describe, expect, it } from 'vitest';
import { FakeStorage } from './fake-storage.js';
import { open } from './open.js';
import { sampleDatafile } from './sample-datafile.js';

describe('close()', () => {
  it('stores what is pending, and closes the storage once however often it is called', async () => {
    const storage = new FakeStorage();
    const { assay } = await open({ storage });
    assay.track('a');
    await Promise.all([assay.close(), assay.close()]);
    await assay.close();
    expect(storage.names()).toEqual([['a']]);
    expect(storage.closed).toBe(1);
  });

  it('lets queries that were asked before be answered or reject with CLOSED, and none hang', async () => {
    const { assay } = await open();
    assay.track('a');
    const asked = [assay.query({ metric: {} }), assay.query({ metric: {} }), assay.query({ metric: {} })];
    const outcomes = Promise.allSettled(asked);
    await assay.close();
    for (const outcome of await outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'CLOSED' });
      else expect(outcome.value.rows[0]?.values).toEqual({ count: 1 });
    }
  });

  it('leaves every call harmless', async () => {
    const { assay, errors } = await open({ datafile: sampleDatafile, context: { user: 'ada' } });
    assay.track('a');
    await assay.query({ metric: {} });
    await assay.close();
    assay.track('b');
    assay.identify('bob');
    assay.setContext({ plan: 'pro' });
    expect(assay.flag('banner', false)).toBe(false);
    expect(assay.variant('button')).toBeUndefined();
    expect(assay.details('banner')).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' });
    expect(assay.flags()).toEqual([]);
    expect(await assay.importEvents([{ name: 'a', time: 0, user: 'ada' }])).toEqual({ accepted: 0, rejected: 1 });
    await assay.flush();
    expect(assay.subscribe(() => {})).toBeTypeOf('function');
    await expect(assay.query({ metric: {} })).rejects.toMatchObject({ name: 'AssayError', code: 'CLOSED' });
    await expect(assay.funnel({ steps: ['a'] })).rejects.toMatchObject({ code: 'CLOSED' });
    expect(assay.counters).toEqual({ recorded: 1, rejected: { closed: 3 } });
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['INVALID_ARGUMENT']));
  });

  it('reports a storage that fails to close, and resolves', async () => {
    const storage = new FakeStorage();
    storage.close = () => Promise.reject(new Error('still writing'));
    const { assay, errors } = await open({ storage });
    await assay.close();
    expect(errors.map(({ message }) => message)).toEqual(['still writing']);
  });
});
