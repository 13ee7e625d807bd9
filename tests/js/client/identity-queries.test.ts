import type { Assay } from 'assay';
import { describe, expect, it } from 'vitest';
import { open } from './open.js';

const HOUR = 3_600_000;
const start = Date.UTC(2024, 4, 1);

/** Distinct users, of one event or of any. */
async function users(assay: Assay, event?: string): Promise<number> {
  const { rows } = await assay.query({ metric: { ...(event !== undefined && { event }), aggregate: 'users' } });
  return rows[0]?.values['users'] as number;
}

const steps = { steps: ['viewed', 'paid'], within: '1d' } as const;

/** Users who viewed, and who paid then. */
async function funnelCounts(assay: Assay): Promise<readonly number[]> {
  return (await assay.funnel(steps)).steps.map(({ count }) => count);
}

describe('who logs in', () => {
  it('is one user, with what came before', async () => {
    const opened = await open({ engine: 'inline' });
    const { assay } = opened;
    assay.track('viewed');
    opened.now += 1000;
    assay.identify('жанна');
    opened.now += 1000;
    assay.track('paid');
    expect(await users(assay)).toBe(1);
    const funnel = await assay.funnel({ ...steps, samples: 5 });
    expect(funnel.steps.map(({ count }) => count)).toEqual([1, 1]);
    expect(funnel.convertedUsers).toEqual(['жанна']);
  });

  it('was two users until then, also for a question that was asked before', async () => {
    const opened = await open({ engine: 'inline', context: { user: 'till-7' } });
    const { assay } = opened;
    assay.track('viewed');
    opened.now += 1000;
    assay.identify('ana');
    assay.track('paid');
    expect(await users(assay)).toBe(2);
    assay.alias('ana', 'till-7');
    expect(await users(assay)).toBe(1);
    expect(await funnelCounts(assay)).toEqual([1, 1]);
  });

  it('does not become one with who logs in next on the same device', async () => {
    const { assay } = await open({ engine: 'inline' });
    assay.track('viewed');
    assay.identify('ana');
    assay.identify('bob');
    assay.track('paid');
    expect(await users(assay)).toBe(2);
    expect(await funnelCounts(assay)).toEqual([1, 0]);
  });
});

describe('links among imported events', () => {
  const events = [
    { name: 'viewed', user: 'x', time: start },
    { name: '$identify', user: 'ana', time: start + HOUR, props: { anonymous_id: 'x' } },
    { name: '$identify', user: 'bob', time: start + 2 * HOUR, props: { anonymous_id: 'x' } },
    { name: '$alias', user: 'ana@work', time: start + 3 * HOUR, props: { anonymous_id: 'ana' } },
    { name: '$alias', user: 'x', time: start + 4 * HOUR, props: { anonymous_id: 'ana@work' } },
    { name: 'paid', user: 'ana@work', time: start + 5 * HOUR },
    { name: 'paid', user: 'bob', time: start + 5 * HOUR },
  ];

  for (const [order, arrived] of [
    ['in order', events],
    ['last first', [...events].reverse()],
  ] as const) {
    it(`are followed by time, whatever comes first: ${order}`, async () => {
      const { assay } = await open({ engine: 'inline' });
      for (const event of arrived) expect(await assay.importEvents([event])).toEqual({ accepted: 1, rejected: 0 });
      expect(await users(assay)).toBe(2);
      expect(await users(assay, 'paid')).toBe(2);
      const { users: ids, size } = await assay.query({ cohort: { did: 'viewed' }, users: 10 });
      expect(ids).toEqual(['ana@work']);
      expect([size.successes, size.trials]).toEqual([1, 2]);
      expect(await funnelCounts(assay)).toEqual([1, 1]);
    });
  }
});
