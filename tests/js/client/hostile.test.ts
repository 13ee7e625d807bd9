import type { Assay, ImportedEvent, MetricResult, Scalar } from 'assay';
import { describe, expect, it } from 'vitest';
import { countsBy, countsByEvent, open } from './open.js';

const MILLION = 1_000_000;
/** Events that may wait to be stored: recorder.ts. */
const MAX_PENDING = 100_000;

const event = (changes: Partial<Record<keyof ImportedEvent, unknown>> = {}): ImportedEvent =>
  ({ name: 'x', time: 0, user: 'ada', ...changes }) as ImportedEvent;

function* many(count: number, make: (i: number) => ImportedEvent): Generator<ImportedEvent> {
  for (let i = 0; i < count; i++) yield make(i);
}

const countBy = (assay: Assay, by: string, rest: { maxGroups?: number; other?: boolean } = {}): Promise<MetricResult> =>
  assay.query({ metric: { aggregate: 'count' }, by, ...rest }) as Promise<MetricResult>;

const sum = (result: MetricResult): number => result.rows.reduce((all, { values }) => all + (values['count'] ?? 0), 0);

describe('a million names of events', { timeout: 120_000 }, () => {
  it('tracked in one go: as many as may wait are recorded, the others refused, each counted', async () => {
    let reports = 0;
    const { assay } = await open({ onError: () => ++reports });
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0; // most of what a report costs
    for (let i = 0; i < MILLION; i++) assay.track(`event ${i}`);
    Error.stackTraceLimit = stackTraceLimit;
    expect(assay.counters).toEqual({ recorded: MAX_PENDING, rejected: { queue_full: MILLION - MAX_PENDING } });
    expect(reports).toBe(MILLION - MAX_PENDING);
    const few = await countBy(assay, '$event', { maxGroups: 7, other: true });
    expect(few.rows).toHaveLength(8);
    expect(few.groupsOmitted).toBe(MAX_PENDING - 7);
    expect(sum(few)).toBe(MAX_PENDING);
    assay.track('afterwards');
    expect(assay.counters.recorded).toBe(MAX_PENDING + 1);
  });

  it('imported: all are taken, and answers are cut with exact counts', async () => {
    const { assay } = await open();
    expect(await assay.importEvents(many(MILLION, (i) => event({ name: `event ${i}`, time: i })))).toEqual({
      accepted: MILLION,
      rejected: 0,
    });
    const some = await countBy(assay, '$event');
    expect(some.rows).toHaveLength(1000);
    expect(some.groupsOmitted).toBe(MILLION - 1000);
    const most = await countBy(assay, '$event', { maxGroups: 100_000, other: true });
    expect(most.rows).toHaveLength(100_001);
    expect(most.groupsOmitted).toBe(MILLION - 100_000);
    expect(sum(most)).toBe(MILLION);
  });
});

describe('what is too large', () => {
  const huge = 'x'.repeat(10 << 20);
  const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`p${i}`, i]));
  const cases: readonly { readonly name: string; readonly changes: Parameters<typeof event>[0]; readonly reason: string }[] = [
    { name: '10 MB of name', changes: { name: huge }, reason: 'too_long' },
    { name: '10 MB of user', changes: { user: huge }, reason: 'too_long' },
    { name: '10 MB of session', changes: { session: huge }, reason: 'too_long' },
    { name: '10 MB of text', changes: { props: { text: huge } }, reason: 'too_long' },
    { name: '10 MB of property name', changes: { props: { [huge]: 1 } }, reason: 'too_long' },
    { name: '100,000 properties', changes: { props: wide }, reason: 'too_many_properties' },
    { name: 'a time after the year 275760', changes: { time: 8.64e15 + 1 }, reason: 'invalid_time' },
    { name: 'a time before the year -271821', changes: { time: -8.64e15 - 1 }, reason: 'invalid_time' },
    { name: 'a time that never comes', changes: { time: Number.POSITIVE_INFINITY }, reason: 'invalid_time' },
    { name: 'a time that is none', changes: { time: Number.NaN }, reason: 'invalid_time' },
    { name: 'half a surrogate pair as user', changes: { user: 'a\ud800' }, reason: 'invalid_user' },
    { name: 'half a surrogate pair as session', changes: { session: '\udfff' }, reason: 'invalid_session' },
  ];
  for (const { name, changes, reason } of cases) {
    it(`is refused and counted: ${name}`, async () => {
      const { assay } = await open();
      expect(await assay.importEvents([event(), event(changes), event()])).toEqual({ accepted: 2, rejected: 1 });
      expect(assay.counters).toEqual({ recorded: 2, rejected: { [reason]: 1 } });
      expect(await countsByEvent(assay)).toEqual({ x: 2 });
    });
  }

  it('10,000 names of properties, at most 256 an event: the engine takes what it has columns for and says which segments it left out', async () => {
    const { assay, errors } = await open();
    const props = (i: number) => Object.fromEntries(Array.from({ length: 250 }, (_, k) => [`p${i * 250 + k}`, k]));
    expect(await assay.importEvents(many(40, (i) => event({ props: props(i) })))).toEqual({ accepted: 40, rejected: 0 });
    const { x = 0 } = await countsByEvent(assay);
    // Segments of at most 1,024 names and one event more, until there are 4,096 columns.
    const left = errors.filter(({ code }) => code === 'RESOURCE_EXHAUSTED');
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThanOrEqual(16);
    expect(left.length).toBeGreaterThan(0);
    expect(await countsBy(assay, 'p0')).toEqual({ 0: 1, null: x - 1 });
  });
});

describe('values at the edges', () => {
  it('the first and the last instant there are have their place on every calendar', async () => {
    const { assay } = await open();
    await assay.importEvents([event({ time: -8.64e15 }), event(), event({ time: 8.64e15 })]);
    for (const bucket of ['minute', 'hour', 'day', 'week', 'month', 'quarter'] as const) {
      const { rows } = await assay.query({ metric: { aggregate: 'count' }, bucket, zone: 'Europe/Berlin' });
      expect(rows.map(({ values }) => values['count'])).toEqual([1, 1, 1]);
    }
  });

  it('-0 is 0, and the greatest and smallest numbers stay what they are', async () => {
    const { assay } = await open();
    const numbers = [0, -0, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53, 2 ** 53 - 1];
    await assay.importEvents(numbers.map((n) => event({ props: { n } })));
    const { rows } = await countBy(assay, 'n');
    const counts = new Map(rows.map(({ key, values }) => [key['n'] as Scalar, values['count']]));
    expect(counts.get(0)).toBe(2);
    expect([...counts.keys()].some((n) => Object.is(n, -0))).toBe(false);
    expect(new Set(counts.keys())).toEqual(new Set(numbers.map((n) => n + 0)));
  });

  const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  for (const name of inherited) {
    it(`${name} is a name like any other of an event, a user, a session, a property and a value`, async () => {
      const { assay } = await open();
      const props = JSON.parse(`{"${name}":"${name}"}`) as Record<string, Scalar>;
      await assay.importEvents([event({ name, user: name, session: name, props }), event()]);
      expect(await countsByEvent(assay)).toEqual(Object.fromEntries([name, 'x'].map((one) => [one, 1])));
      const { rows } = await countBy(assay, name);
      expect(rows.map(({ key, values }) => [Object.entries(key), values['count']])).toEqual([
        [[[name, null]], 1],
        [[[name, name]], 1],
      ]);
      const { rows: named } = await assay.query({
        metric: { event: name, aggregate: ['users', 'sessions'] },
        filter: JSON.parse(`{"${name}":"${name}"}`),
      });
      expect(named[0]?.values).toEqual({ users: 1, sessions: 1 });
      expect(Object.keys(Object.prototype)).toEqual([]);
    });
  }
});

it('a getter that counts is read once, and properties that change while they are read are recorded as they were', async () => {
  const { assay } = await open();
  let reads = 0;
  assay.track('x', {
    get n(): number {
      return reads++;
    },
  });
  expect(reads).toBe(1);
  expect(await countsBy(assay, 'n')).toEqual({ 0: 1 });
});
