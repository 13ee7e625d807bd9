import type { Assay, ImportedEvent } from 'assay';
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

describe('retention', () => {
  const VISITS = 'ana:0,1,2 jo:0,2 größe:1,2.5 late:3';

  it('tells who came back, with rates of complete periods alone', async () => {
    const assay = await openWith(events('visit', VISITS));
    const result = await assay.query({ retention: { start: 'visit', return: 'visit', periods: 3 } });
    expect(result.columns).toEqual([0, 1, 2].map((n) => ({ first: n, last: n })));
    expect(
      result.rows.map(({ cohortStart, users, cells }) => [cohortStart - MONDAY, users, cells.map(({ returned }) => returned)]),
    ).toEqual([
      [0, 2, [0, 1, 2]],
      [DAY, 1, [0, 1, 0]],
      [3 * DAY, 1, [0, 0, 0]],
    ]);
    expect(result.rows[0]?.cells[1]).toMatchObject({ complete: true, retention: { successes: 1, trials: 2, rate: 0.5 } });
    expect(result.rows[0]?.cells[1]?.retention.low).toBeCloseTo(0.0945, 4);
    expect(result.rows[2]?.cells[0]).toEqual({
      returned: 0,
      complete: false,
      retention: { successes: 0, trials: 0, rate: null, low: null, high: null },
    });
    expect(result.total.users).toBe(4);
    expect(result.total.cells[1]?.retention).toMatchObject({ successes: 2, trials: 3 });
    expect(result.groups).toEqual([]);
    expect(result.observedEnd).toBe(MONDAY + 3 * DAY + 1);
  });

  it('takes brackets, unbounded columns, another end of what is known, and groups', async () => {
    const assay = await openWith(events('visit', 'ana:0,1', { plan: 'pro' }), events('visit', 'jo:0,4', { plan: 'ü' }));
    const brackets = await assay.query({
      retention: {
        start: 'visit',
        return: { event: 'visit' },
        mode: {
          brackets: [
            [0, 0],
            [1, 3],
            [4, 7],
          ],
        },
        asOf: MONDAY + 8 * DAY,
      },
      by: 'plan',
    });
    expect(brackets.columns).toEqual([
      { first: 0, last: 0 },
      { first: 1, last: 3 },
      { first: 4, last: 7 },
    ]);
    expect(brackets.groups.map(({ key, cells }) => [key['plan'], cells.map(({ retention }) => retention.rate)])).toEqual([
      ['pro', [0, 1, 0]],
      ['ü', [0, 0, 1]],
    ]);
    expect(brackets.rows.map(({ key }) => key)).toEqual([{ plan: 'pro' }, { plan: 'ü' }]);
    const unbounded = await assay.query({ retention: { start: 'visit', return: 'visit', mode: 'unbounded', periods: 3, rolling: true } });
    expect(unbounded.columns[1]).toEqual({ first: 1, last: null });
    expect(unbounded.total.cells.map(({ returned }) => returned)).toEqual([2, 2, 1]);
  });

  it('counts days by the clocks of the zone', async () => {
    // 22:30 and 23:30 UTC are one day in UTC and two in Berlin.
    const assay = await openWith(events('visit', `ana:${22.5 / 24},${23.5 / 24}`));
    const ask = (zone: string) => assay.query({ retention: { start: 'visit', return: 'visit', periods: 2 }, zone });
    expect((await ask('UTC')).total.cells.map(({ returned }) => returned)).toEqual([1, 0]);
    const berlin = await ask('Europe/Berlin');
    expect(berlin.total.cells.map(({ returned }) => returned)).toEqual([0, 1]);
    expect(berlin.rows[0]?.cohortStart).toBe(MONDAY - 3_600_000);
  });
});

describe('paths', () => {
  const at = (user: string, ...names: string[]): ImportedEvent[] =>
    names.map((name, i) => ({ name, user, time: MONDAY + i * 1_000, session: `s-${user}` }));

  it('goes forward from an event, with the rarer nodes as one', async () => {
    const assay = await openWith(at('ana', 'a', 'b', 'b', 'c'), at('jo', 'a', 'b', 'd'), at('bo', 'x', 'a', 'e'));
    const { nodes, links, flows, ...rest } = await assay.query({ paths: { from: 'a', depth: 2, top: 1, flows: 1 } });
    expect(rest).toMatchObject({ paths: 3, units: 3, flowsOmitted: 2 });
    expect(nodes).toEqual([
      { step: 0, value: 'a', other: false, count: 3, ended: 0, values: 1 },
      { step: 1, value: 'b', other: false, count: 2, ended: 0, values: 1 },
      { step: 1, value: null, other: true, count: 1, ended: 1, values: 1 },
      { step: 2, value: 'c', other: false, count: 1, ended: 0, values: 1 },
      { step: 2, value: null, other: true, count: 1, ended: 0, values: 1 },
    ]);
    expect(links.map(({ source, target, count }) => [source, target, count])).toEqual([
      [0, 1, 2],
      [0, 2, 1],
      [1, 3, 1],
      [1, 4, 1],
    ]);
    expect(links[0]?.medianMs).toBe(1_000);
    expect(flows).toEqual([{ values: ['a', 'b', 'c'], count: 1 }]);
  });

  it('goes backward to an event, and from where sessions start', async () => {
    const assay = await openWith(at('ana', 'a', 'b', 'c'), at('jo', 'b', 'c'));
    const backward = await assay.query({ paths: { to: 'c', depth: 1 } });
    expect(backward.flows).toEqual([{ values: ['c', 'b'], count: 2 }]);
    const starts = await assay.query({ paths: { depth: 1 } });
    expect(starts.flows.map(({ values }) => values)).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ]);
  });

  it('names nodes by a property of any type, and answers without events', async () => {
    const assay = await openWith([
      { name: 'e', user: 'u', time: 1, props: { page: 'größe' } },
      { name: 'e', user: 'u', time: 2, props: { page: 7 } },
      { name: 'e', user: 'u', time: 3, props: { page: true } },
    ]);
    const { flows } = await assay.query({ paths: { node: 'page', per: 'user' } });
    expect(flows).toEqual([{ values: ['größe', 7, true], count: 1 }]);
    const none = await assay.query({ paths: { from: 'nothing' } });
    expect(none).toMatchObject({ paths: 0, units: 0, nodes: [], links: [], flows: [], flowsOmitted: 0 });
  });
});

it('lifecycle tells new, returning, resurrecting and dormant users by period', async () => {
  const assay = await openWith(events('visit', 'ana:0,1,3 jo:1 bo:3'), events('other', 'zoe:2'));
  const { rows } = await assay.query({ lifecycle: { event: 'visit' }, range: { start: MONDAY, end: MONDAY + 4 * DAY } });
  expect(rows).toEqual([
    { periodStart: MONDAY, complete: true, new: 1, returning: 0, resurrecting: 0, dormant: 0 },
    { periodStart: MONDAY + DAY, complete: true, new: 1, returning: 1, resurrecting: 0, dormant: 0 },
    { periodStart: MONDAY + 2 * DAY, complete: true, new: 0, returning: 0, resurrecting: 0, dormant: 2 },
    { periodStart: MONDAY + 3 * DAY, complete: false, new: 1, returning: 0, resurrecting: 1, dormant: 0 },
  ]);
  const range = { start: MONDAY + DAY };
  const store = await assay.query({ lifecycle: { event: 'visit' }, range });
  const alone = await assay.query({ lifecycle: { event: 'visit', history: 'range' }, range });
  expect([store.rows[0]?.new, alone.rows[0]?.new]).toEqual([1, 2]);
});

it('stickiness tells active users against those of windows, and in how many periods', async () => {
  const assay = await openWith(events('visit', 'ana:0,1,2 jo:0 bo:2'));
  const { users, shares, rows } = await assay.query({ stickiness: { windows: [1, 3] } });
  expect(users).toBe(3);
  expect(shares.map(({ periods, exactly, atLeast }) => [periods, exactly.successes, atLeast.successes])).toEqual([
    [1, 2, 3],
    [2, 0, 1],
    [3, 1, 1],
  ]);
  expect(rows.map((row) => [row.users, row.windows.map((window) => [window.periods, window.users, window.whole])])).toEqual([
    [
      2,
      [
        [1, 2, true],
        [3, 2, false],
      ],
    ],
    [
      1,
      [
        [1, 1, true],
        [3, 2, false],
      ],
    ],
    [
      2,
      [
        [1, 2, true],
        [3, 3, true],
      ],
    ],
  ]);
  expect(rows[2]?.windows[1]).toMatchObject({ stickiness: { successes: 2, trials: 3 }, meanPeriods: 5 / 3 });
});

describe('broken down by users', () => {
  const stream = () => [
    ...events('visit', 'ana:0,1', { plan: 'pro' }),
    ...events('visit', 'ana:2', { plan: 'free' }),
    ...events('visit', 'jo:1', { plan: 'ü' }),
    ...events('visit', 'bo:0,2'),
  ];

  it('lifecycle and stickiness count each user in the group of the first value, for the same periods', async () => {
    const assay = await openWith(stream());
    const lifecycle = await assay.query({ lifecycle: { event: 'visit' }, by: 'plan' });
    expect(
      lifecycle.groups?.map(({ key, rows }) => [key, rows.map((row) => [row.new, row.returning, row.resurrecting, row.dormant])]),
    ).toEqual([
      [
        { plan: null },
        [
          [1, 0, 0, 0],
          [0, 0, 0, 1],
          [0, 0, 1, 0],
        ],
      ],
      [
        { plan: 'pro' },
        [
          [1, 0, 0, 0],
          [0, 1, 0, 0],
          [0, 1, 0, 0],
        ],
      ],
      [
        { plan: 'ü' },
        [
          [0, 0, 0, 0],
          [1, 0, 0, 0],
          [0, 0, 0, 1],
        ],
      ],
    ]);
    expect(lifecycle.rows.map((row) => row.new)).toEqual([2, 1, 0]);
    const stickiness = await assay.query({ stickiness: { event: 'visit', windows: [2] }, by: ['plan'], maxGroups: 1 });
    expect(stickiness).toMatchObject({ users: 3, groupsOmitted: 2 });
    expect(stickiness.groups?.map(({ key, users, shares }) => [key, users, shares.map(({ exactly }) => exactly.successes)])).toEqual([
      [{ plan: null }, 1, [0, 1]],
    ]);
    expect(stickiness.groups?.[0]?.rows.map(({ users, windows }) => [users, windows[0]?.users])).toEqual([
      [1, 1],
      [0, 1],
      [1, 1],
    ]);
    const whole = await assay.query({ lifecycle: { event: 'visit' } });
    expect(Object.keys(whole)).not.toContain('groups');
  });

  it('paths are those of the users of each group', async () => {
    const assay = await openWith(stream());
    const { paths, groups, groupsOmitted } = await assay.query({ paths: { per: 'user', collapse: false, depth: 2 }, by: 'plan' });
    expect([paths, groupsOmitted]).toEqual([3, 0]);
    expect(groups?.map((group) => [group.key['plan'], group.paths, group.units, group.flows.map(({ values }) => values.length)])).toEqual([
      [null, 1, 1, [2]],
      ['pro', 1, 1, [3]],
      ['ü', 1, 1, [1]],
    ]);
  });
});

it('sequence tells who matches a pattern, how often, and who met the first condition and another', async () => {
  const assay = await openWith(events('a', 'ana:0,1 jo:0'), events('b', 'ana:0.5,1.5 jo:2 bo:0'));
  const within = await assay.query({ sequence: { conditions: ['a', 'b'], pattern: '(?1)(?t<=43200)(?2)', samples: 2 } });
  expect(within).toMatchObject({ matches: 2, matched: { successes: 1, trials: 3 } });
  expect(within.samples).toEqual([
    { user: 'ana', matched: true, times: [MONDAY, MONDAY + DAY / 2] },
    { user: 'bo', matched: false, times: [] },
  ]);
  expect(within.conditions.map(({ users, retained }) => [users, retained.successes, retained.trials])).toEqual([
    [2, 2, 2],
    [3, 2, 2],
  ]);
  const sums = await assay.query({ sequence: { conditions: ['b', 'a'] } });
  expect([sums.matched, sums.matches, sums.samples]).toEqual([null, null, []]);
});
