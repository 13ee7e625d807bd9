import type { Assay, ImportedEvent, MetricRow } from 'assay';
import { describe, expect, it } from 'vitest';
import { sketchesOf } from '../../../js/sketch/sketches.js';
import { builtModules } from '../vectors/built-modules.js';
import { open } from './open.js';

/** A stream that is the same everywhere: 4,000 loads of 900 users, slower and slower. */
const EVENTS: readonly ImportedEvent[] = Array.from({ length: 4_000 }, (_, i) => ({
  name: i % 4 === 0 ? 'slow' : 'load',
  user: `größe-${(i * 7) % 900}`,
  time: 1_700_000_000_000 + i,
  props: { ms: 1 + (i % 1_000), page: `/${(i * 3) % 700}` },
}));

async function openWith(events: readonly ImportedEvent[]): Promise<Assay> {
  const { assay } = await open();
  await assay.importEvents(events);
  return assay;
}

const METRIC = {
  aggregate: [
    'users',
    'approx_users',
    { aggregate: 'distinct', property: 'page' },
    { aggregate: 'approx_distinct', property: 'page' },
    { aggregate: 'approx_quantile', property: 'ms', q: 0.5 },
    { aggregate: 'approx_quantile', property: 'ms', q: 0.99, as: 'p99' },
  ],
} as const;

const exactAt = (numbers: readonly number[], q: number): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(q * (numbers.length - 1))] as number;

describe('approximate aggregates', () => {
  it('are within the errors that they state, in every group', async () => {
    const assay = await openWith(EVENTS);
    const { rows } = await assay.query({ metric: METRIC, by: '$event' });
    expect(rows.map(({ key }) => key.$event)).toEqual(['load', 'slow']);
    for (const { key, values, errors, sketches } of rows) {
      const numbers = EVENTS.filter(({ name }) => name === key.$event).map(({ props }) => props?.['ms'] as number);
      expect(Object.keys(errors ?? {})).toEqual(['approx_users', 'approx_distinct_page', 'approx_q0.5_ms', 'p99']);
      expect(sketches).toBeUndefined();
      const off = (name: string, exact: number): number => Math.abs((values[name] as number) / exact - 1);
      expect(off('approx_users', values['users'] as number)).toBeLessThan((errors?.['approx_users'] as number) * 2);
      expect(off('approx_distinct_page', values['distinct_page'] as number)).toBeLessThan((errors?.['approx_distinct_page'] as number) * 2);
      expect(off('approx_q0.5_ms', exactAt(numbers, 0.5))).toBeLessThanOrEqual(errors?.['approx_q0.5_ms'] as number);
      expect(off('p99', exactAt(numbers, 0.99))).toBeLessThanOrEqual(errors?.['p99'] as number);
      expect(errors?.['p99']).toBeLessThan(0.05);
    }
  });

  it('say what the merged sketches of several devices say: that of all events together', async () => {
    const parts = [0, 1, 2].map((device) => EVENTS.filter((_, i) => i % 3 === device));
    const ask = async (events: readonly ImportedEvent[]): Promise<MetricRow> => {
      const assay = await openWith(events);
      return (await assay.query({ metric: { ...METRIC, sketches: true } })).rows[0] as MetricRow;
    };
    const [whole, ...devices] = await Promise.all([EVENTS, ...parts].map(ask));
    const { sketch } = await builtModules();
    const sketches = await sketchesOf(sketch.factory, sketch.wasm);
    const merged = (name: string) => sketches.merge(devices.map((row) => row.sketches?.[name] as Uint8Array));
    for (const name of ['approx_users', 'approx_distinct_page']) {
      expect(merged(name)).toEqual(whole?.sketches?.[name]);
      const summary = sketches.describe(merged(name));
      expect(summary.kind).toBe('hll');
      expect(Math.round(summary.count)).toBe(whole?.values[name]);
    }
    const summary = sketches.describe(merged('p99'));
    expect(summary).toMatchObject({ kind: 'ddsketch', count: 4_000, min: 1, max: 1_000, valueError: whole?.errors?.['p99'] });
    expect(summary.quantiles?.[6]).toBe(whole?.values['p99']);
    sketches.close();
  });

  it('take a few values exactly, and have none where there is none', async () => {
    const assay = await openWith(EVENTS.slice(0, 3));
    const { rows } = await assay.query({ metric: { ...METRIC, event: 'load' } });
    expect(rows[0]?.values).toMatchObject({ approx_users: 2, approx_distinct_page: 2 });
    const none = await assay.query({ metric: { event: 'nothing', aggregate: METRIC.aggregate, sketches: true } });
    expect(none.rows[0]?.values).toMatchObject({ approx_users: 0, approx_distinct_page: 0, p99: null });
    expect(none.rows[0]?.sketches?.['approx_users']).toBeInstanceOf(Uint8Array);
    const formula = await assay.query({ formula: { expression: 'a + 1', of: { a: { aggregate: 'approx_users' } } } });
    expect(formula.rows).toEqual([{ key: {}, values: { a: 3, value: 4 } }]);
  });
});

describe('the most frequent values', () => {
  const visits = (props: readonly ImportedEvent['props'][]): ImportedEvent[] =>
    props.map((each, i) => ({ name: i % 2 === 0 ? 'a' : 'b', user: `u${i}`, time: i, ...(each && { props: each }) }));

  it('have exact counts, an honest rest, and the lesser value first in ties', async () => {
    const assay = await openWith(
      visits(['ü', 'x', 'x', 'y', 'y', 'z', undefined, true, 7, 7].map((page) => (page === undefined ? {} : { page }))),
    );
    const { eventsScanned, ...top } = await assay.query({ top: { property: 'page', k: 3 } });
    expect(eventsScanned).toBe(10);
    expect(top).toEqual({
      values: [
        { value: 7, count: 2, share: 2 / 9 },
        { value: 'x', count: 2, share: 2 / 9 },
        { value: 'y', count: 2, share: 2 / 9 },
      ],
      other: { values: 3, count: 3, share: 1 / 3 },
      distinct: 6,
      count: 9,
    });
    const all = await assay.query({ top: { property: 'page' } });
    expect(all.other).toEqual({ values: 0, count: 0, share: 0 });
    expect(all.values.map(({ value }) => value)).toEqual([7, 'x', 'y', true, 'z', 'ü']);
  });

  it('are of the events that are asked for, of names, too, and of none', async () => {
    const assay = await openWith(visits([{ page: 'x' }, { page: 'y', ok: true }, { page: 'x', ok: true }, {}]));
    const filtered = await assay.query({
      top: { property: 'page', event: 'b', where: { page: { not_equals: 'q' } } },
      filter: { ok: true },
    });
    expect(filtered.values).toEqual([{ value: 'y', count: 1, share: 1 }]);
    const names = await assay.query({ top: { property: '$event', k: 1 } });
    expect(names).toMatchObject({ values: [{ value: 'a', count: 2, share: 0.5 }], other: { values: 1, count: 2 }, distinct: 2 });
    const none = await assay.query({ top: { property: 'nothing' } });
    expect(none).toMatchObject({ values: [], other: { values: 0, count: 0, share: 0 }, distinct: 0, count: 0 });
  });
});
