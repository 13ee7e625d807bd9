import type { Assay, CohortDefinition, ImportedEvent, Query } from 'assay';
import { describe, expect, it } from 'vitest';
import { open } from './open.js';

const DAY = 86_400_000;
const MONDAY = Date.UTC(2024, 0, 1);

/** `ana:0 jo:0,1.5`: events of users on days after Monday, 1 January 2024. */
const events = (name: string, text: string, props: ImportedEvent['props'] = {}): ImportedEvent[] =>
  text.split(' ').flatMap((part) => {
    const [user, days] = part.split(':') as [string, string];
    return days
      .split(',')
      .map((day): ImportedEvent => ({ name, user, time: MONDAY + Number(day) * DAY, session: `${user}-${day}`, props }));
  });

async function openWith(...lists: readonly ImportedEvent[][]): Promise<Assay> {
  const { assay } = await open();
  await assay.importEvents(lists.flat());
  return assay;
}

describe('cohort', () => {
  const opened = () =>
    openWith(events('visit', 'ana:0,1,2 jo:0 bo:1 größe:2', { plan: 'free' }), events('buy', 'ana:1 jo:3', { plan: 'pro' }));
  const cases: readonly (readonly [string, CohortDefinition, string[]])[] = [
    ['who did', { did: 'buy' }, ['ana', 'jo']],
    ['who did three times or more', { did: 'visit', times: 3 }, ['ana']],
    ['who never did', { did: 'buy', times: { exactly: 0 } }, ['bo', 'größe']],
    ['who did in a range', { did: {}, range: { start: MONDAY, end: MONDAY + DAY } }, ['ana', 'jo']],
    ['whose first is in a range', { firstDid: 'visit', range: { start: MONDAY + DAY } }, ['bo', 'größe']],
    ['whose latest event has', { latest: {}, has: { plan: 'pro' } }, ['jo']],
    ['whose earliest event has', { earliest: {}, has: { plan: { not_equals: 'free' } } }, []],
    ['all, any and not', { all: [{ any: [{ did: 'buy' }, { did: 'visit' }] }, { not: { did: 'buy', last: '365d' } }] }, ['bo', 'größe']],
    ['a negation', { not: { did: 'visit', times: { atMost: 1 } } }, ['ana']],
  ];
  for (const [name, cohort, users] of cases) {
    it(`finds ${name}`, async () => {
      const assay = await opened();
      const result = await assay.query({ cohort, users: true });
      expect(result.users).toEqual(users);
      expect(result.size).toMatchObject({ successes: users.length, trials: 4 });
    });
  }

  it('lists no more users than asked for', async () => {
    const assay = await opened();
    expect(await assay.query({ cohort: { did: 'visit' }, users: 2 })).toMatchObject({ users: ['ana', 'bo'], size: { successes: 4 } });
    expect((await assay.query({ cohort: { did: 'visit' } })).users).toEqual([]);
  });

  const cohort: CohortDefinition = { did: 'buy' };
  const scoped: readonly (readonly [string, (assay: Assay) => Promise<unknown>, unknown])[] = [
    ['a metric', async (a) => (await a.query({ metric: { aggregate: 'users' }, cohort })).rows[0]?.values['users'], 2],
    ['a funnel', async (a) => (await a.query({ funnel: { steps: ['visit'] }, cohort })).steps[0]?.count, 2],
    ['retention', async (a) => (await a.query({ retention: { start: 'visit', return: 'buy' }, cohort })).total.users, 2],
    ['paths', async (a) => (await a.query({ paths: { from: 'visit', per: 'user' }, cohort })).units, 2],
    ['lifecycle', async (a) => (await a.query({ lifecycle: {}, cohort })).rows.reduce((sum, row) => sum + row.new, 0), 2],
    ['stickiness', async (a) => (await a.query({ stickiness: {}, cohort })).users, 2],
    ['a sequence', async (a) => (await a.query({ sequence: { conditions: ['visit'] }, cohort })).conditions[0]?.users, 2],
  ];
  for (const [name, ask, expected] of scoped) {
    it(`narrows ${name} to its users`, async () => {
      expect(await ask(await opened())).toBe(expected);
    });
  }
});

describe('a query of behaviour that breaks a rule rejects and names the field:', () => {
  const deep = (depth: number): unknown => (depth === 0 ? { did: 'a' } : { not: deep(depth - 1) });
  const wrong: readonly (readonly [string, unknown])[] = [
    ['retention.start', { retention: { return: 'a' } }],
    ['retention.perid', { retention: { start: 'a', return: 'a', perid: 'day' } }],
    ['retention.period', { retention: { start: 'a', return: 'a', period: 'year' } }],
    ['retention.mode', { retention: { start: 'a', return: 'a', mode: 'N-day' } }],
    [
      'retention.mode.brackets[1]',
      {
        retention: {
          start: 'a',
          return: 'a',
          mode: {
            brackets: [
              [0, 2],
              [2, 3],
            ],
          },
        },
      },
    ],
    ['retention.rolling', { retention: { start: 'a', return: 'a', period: 'month', rolling: true } }],
    ['retention.periods', { retention: { start: 'a', return: 'a', periods: 0 } }],
    ['retention.asOf', { retention: { start: 'a', return: 'a', asOf: 'yesterday' } }],
    ['paths', { paths: { from: 'a', to: 'b' } }],
    ['paths.depth', { paths: { depth: 21 } }],
    ['lifecycle.history', { lifecycle: { history: 'all' } }],
    ['stickiness.windows[0]', { stickiness: { windows: [0] } }],
    ['sequence.conditions', { sequence: { conditions: [] } }],
    ['pattern', { sequence: { conditions: ['a'], pattern: '(?2)' } }],
    ['sequence.unit', { sequence: { conditions: ['a'], unit: 'h' } }],
    ['cohort.did', { cohort: { did: 7 } }],
    ['cohort.all', { cohort: { all: [] } }],
    ['cohort.any[1].tmies', { cohort: { any: [{ did: 'a' }, { did: 'a', tmies: 1 }] } }],
    ['cohort.times', { cohort: { did: 'a', times: { atLeast: 1, atMost: 2 } } }],
    ['cohort.has', { cohort: { latest: 'a' } }],
    ['cohort', { cohort: deep(300) }],
    ['users', { cohort: { did: 'a' }, users: 0 }],
    ['zone', { lifecycle: {}, zone: 'Mars/Olympus' }],
  ];
  for (const [field, query] of wrong) {
    it(`${field} of ${JSON.stringify(query)}`.slice(0, 90), async () => {
      const { assay } = await open();
      await expect(assay.query(query as Query)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(field),
      });
    });
  }
});
