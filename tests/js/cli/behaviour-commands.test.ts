import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { FunnelGroup, FunnelTrendRow, MetricRow } from '../../../js/shared/result.js';

// The built command, so these run after `npm run build`.
const CLI = fileURLToPath(new URL('../../../js/dist/node/cli.js', import.meta.url));

// Ada comes back on the second day, Bob two days later, Cy never. Ada buys; Bob views twice and buys after the second time only.
const CSV = `user,time,event
ada,2026-03-01T23:30:00Z,view
ada,2026-03-02T10:00:00Z,view
ada,2026-03-02T10:05:00Z,buy
bob,2026-03-01T08:00:00Z,view
bob,2026-03-03T09:00:00Z,view
bob,2026-03-03T09:10:00Z,buy
cy,2026-03-01T12:00:00Z,view
dee,2026-03-04T12:00:00Z,other
`;

// Ada asks for her money back before she buys, Bob between buying and getting it, Cy afterwards.
const REFUNDS = `user,time,event
ada,2026-03-01T10:00:00Z,view
ada,2026-03-01T10:01:00Z,refund
ada,2026-03-01T10:02:00Z,buy
ada,2026-03-01T10:03:00Z,ship
bob,2026-03-01T10:00:00Z,view
bob,2026-03-01T10:01:00Z,buy
bob,2026-03-01T10:02:00Z,refund
bob,2026-03-01T10:03:00Z,ship
cy,2026-03-01T10:00:00Z,view
cy,2026-03-01T10:01:00Z,buy
cy,2026-03-01T10:02:00Z,ship
cy,2026-03-01T10:03:00Z,refund
`;

const assayOf = (input: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { input, encoding: 'utf8' });
  return { code: status, stdout, stderr };
};
const assay = (...args: readonly string[]) => assayOf(CSV, ...args);

describe('assay retention', () => {
  it('counts who came back by day, in the zone asked for', () => {
    const utc = JSON.parse(assay('retention', '-', '--start', 'view', '--periods', '3', '--json').stdout);
    expect(utc.total.cells.map(({ returned }: { returned: number }) => returned)).toEqual([0, 1, 1]);
    // In Auckland all of Ada's events lie on 2 March.
    const there = assay('retention', '-', '--start', 'view', '--periods', '3', '--zone', 'Pacific/Auckland', '--json');
    expect(JSON.parse(there.stdout).total.cells.map(({ returned }: { returned: number }) => returned)).toEqual([1, 0, 1]);
  });

  it('prints a line per day and the curve', () => {
    const { stdout, stderr, code } = assay('retention', '-', '--start', 'view', '--periods', '3');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^2026-03-01 +3 +0\.0 % +33\.3 % +33\.3 %$/m);
    expect(stdout).toMatch(/of all, from day 0 on {2}▁██$/m);
  });

  it('refuses zones, modes and numbers that there are none of', () => {
    for (const [args, problem] of [
      [['--zone', 'Mars/Base'], 'no time zone'],
      [['--mode', 'weekly'], 'one of n-day, unbounded expected'],
      [['--periods', '0'], 'a whole number from 1 to 1000 expected'],
    ] as const) {
      const { code, stderr } = assay('retention', '-', '--start', 'view', ...args);
      expect(code).toBe(2);
      expect(stderr).toContain(problem);
    }
  });
});

describe('assay paths', () => {
  it('lists nodes, links and whole paths', () => {
    const { stdout, stderr, code } = assay('paths', '-', '--from', 'view', '--gap', '1h', '--depth', '1');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^3 paths of 3 users/);
    expect(stdout).toMatch(/^ +0 +view +3 +100\.0 %/m);
    const every = JSON.parse(assay('paths', '-', '--to', 'buy', '--gap', '1h', '--depth', '1', '--json').stdout);
    expect(every.flows).toEqual([{ values: ['buy', 'view'], count: 2 }]);
  });

  it('goes one way', () => {
    expect(assay('paths', '-', '--from', 'view', '--to', 'buy')).toMatchObject({ code: 2 });
  });
});

describe('assay compare-presets', () => {
  it('says who counts differently, and why', () => {
    const { stdout, stderr, code } = assay('compare-presets', '-', '--steps', 'view,buy', '--within', '1h', '--presets', 'assay,mixpanel');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^2 buy +2 +0$/m);
    expect(stdout).toMatch(/^mixpanel +0 +2 +only the first entry is tried +2 +ada 2→1, bob 2→1$/m);
  });
});

describe('assay funnel', () => {
  it('counts by the rules asked for', () => {
    const counts = (...options: readonly string[]) =>
      JSON.parse(assay('funnel', '-', '--steps', 'view,buy', '--within', '1h', '--json', ...options).stdout).steps.map(
        ({ count }: { count: number }) => count,
      );
    expect(counts()).toEqual([3, 2]);
    expect(counts('--preset', 'mixpanel')).toEqual([3, 0]);
    expect(counts('--order', 'any')).toEqual([3, 2]);
    expect(assay('funnel', '-', '--steps', 'a', '--preset', 'excel').stderr).toContain('--preset excel: one of assay, clickhouse');
  });
});

const FUNNEL = ['funnel', '-', '--steps', 'view,buy', '--within', '1h'] as const;
const funnelJson = (...options: readonly string[]) => JSON.parse(assay(...FUNNEL, '--json', ...options).stdout);

describe("assay funnel's rules", () => {
  const counts = (...options: readonly string[]): readonly number[] =>
    funnelJson(...options).steps.map(({ count }: { count: number }) => count);

  it.each([
    ['users', ['--count', 'users'], [3, 2]],
    ['every attempt', ['--count', 'totals'], [5, 2]],
    ['only the first entry', ['--reentry', 'first'], [3, 0]],
    ['a property held that no event carries', ['--hold', 'cart'], [0, 0]],
  ] as const)('counts %s', (_, options, expected) => {
    expect(counts(...options)).toEqual(expected);
  });

  it.each([
    ['nowhere', [], [3, 3, 3]],
    ['anywhere', ['--exclude', 'refund'], [3, 2, 1]],
    ['from the first step to the second', ['--exclude', 'refund:1-2'], [3, 2, 2]],
    ['from the second step to the third', ['--exclude', 'refund:2-3'], [3, 3, 2]],
    ['in either place', ['--exclude', 'refund:1-2', '--exclude', 'refund:2-3'], [3, 2, 1]],
  ] as const)('lets an event end chains %s', (_, options, expected) => {
    const { steps } = JSON.parse(assayOf(REFUNDS, 'funnel', '-', '--steps', 'view,buy,ship', '--json', ...options).stdout);
    expect(steps.map(({ count }: { count: number }) => count)).toEqual(expected);
  });

  it('lets a step be left out', () => {
    const { steps } = JSON.parse(
      assay('funnel', '-', '--steps', 'view,other,buy', '--within', '1h', '--optional', 'other', '--json').stdout,
    );
    expect(steps.map(({ count, skipped }: { count: number; skipped: number }) => [count, skipped])).toEqual([
      [3, 0],
      [2, 2],
      [2, 0],
    ]);
  });

  it('lets chains start anywhere', () => {
    const { entered, steps } = JSON.parse(
      assay('funnel', '-', '--steps', 'view,other', '--within', '1h', '--entry', 'open', '--json').stdout,
    );
    expect([entered, ...steps.map(({ count }: { count: number }) => count)]).toEqual([4, 3, 1]);
  });

  it('counts sessions where the file has them', () => {
    const { steps, eventsWithoutSession } = funnelJson('--count', 'sessions');
    expect([...steps.map(({ count }: { count: number }) => count), eventsWithoutSession]).toEqual([0, 0, 7]);
  });

  it('breaks down by the values of a step', () => {
    const { groups } = funnelJson('--by', 'event', '--touch', '2');
    expect(Object.fromEntries(groups.map(({ key, conversion }: FunnelGroup) => [key.$event, conversion.successes]))).toMatchObject({
      buy: 2,
    });
  });

  it.each([
    ['a preset', ['--count', 'people'], 'one of users, sessions, totals expected'],
    ['a way to enter', ['--entry', 'ajar'], 'one of closed, open expected'],
    ['an optional step', ['--optional', 'pay'], 'no step is named so'],
    ['an exclusion that goes back', ['--exclude', 'refund:2-1'], 'from a step to a later one'],
    ['an exclusion beyond the end', ['--exclude', 'refund:1-3'], 'from a step to a later one'],
    ['a touch of step 0', ['--touch', '0'], 'a whole number from 1 to 2 expected'],
    ['a touch', ['--touch', 'middle'], 'one of first, last, all expected'],
    ['too many samples', ['--samples', '1001'], 'a whole number from 0 to 1000 expected'],
    ['a trend', ['--trend', 'fortnight'], '--trend'],
    ['a zone', ['--zone', 'Mars/Base'], 'no time zone'],
  ] as const)('refuses %s that there is not', (_, options, problem) => {
    const { code, stderr } = assay(...FUNNEL, ...options);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
  });

  it('refuses what a vendor does not have', () => {
    expect(assay(...FUNNEL, '--preset', 'clickhouse', '--count', 'totals')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe("assay funnel's evidence", () => {
  it('counts by the day of entry, in the zone asked for', () => {
    const days = (zone: string): readonly (readonly [number, number])[] =>
      funnelJson('--trend', 'day', '--zone', zone).trend.map(({ bucketStart, conversion }: FunnelTrendRow) => [
        bucketStart,
        conversion.trials,
      ]);
    expect(days('UTC')).toEqual([
      [Date.UTC(2026, 2, 1), 1],
      [Date.UTC(2026, 2, 2), 1],
      [Date.UTC(2026, 2, 3), 1],
    ]);
    // Auckland is 13 hours ahead: Cy enters on 2 March there, like Ada, and Bob on 3 March.
    expect(days('Pacific/Auckland')).toEqual([
      [Date.UTC(2026, 2, 1, 11), 2],
      [Date.UTC(2026, 2, 2, 11), 1],
    ]);
  });

  it('prints the trend with its curve', () => {
    const { stdout, stderr, code } = assay(...FUNNEL, '--trend', 'day', '--zone', 'Pacific/Auckland');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^entered from \(Pacific\/Auckland\) +entered +converted +rate/m);
    expect(stdout).toMatch(/^2026-03-02 +2 +1 +50 %/m);
    expect(stdout).toMatch(/^2026-03-03 +1 +1 +100 %/m);
    expect(stdout).toMatch(/^rate by entry {2}▅█$/m);
    expect(assay(...FUNNEL, '--trend', '12h', '--zone', 'Pacific/Auckland').stdout).toMatch(/^2026-03-01 12:00 +1 +0 +0 %/m);
  });

  it('prints why chains ended and whom they were', () => {
    const { stdout } = assay(...FUNNEL, '--reasons', '--samples', '2');
    expect(stdout).toMatch(/^1 view +1 +0 +0 +0 +1 +–$/m);
    expect(stdout).toMatch(/^1 view +cy$/m);
    expect(stdout).toMatch(/^converted +ada, bob$/m);
    expect(funnelJson('--reasons').steps[0].dropReasons).toMatchObject({ window: 0, noNextEvent: 1 });
  });

  it('names what is counted', () => {
    expect(assay(...FUNNEL, '--count', 'totals').stdout).toMatch(/^2 attempts of 5 converted/m);
  });
});

describe('assay metrics', () => {
  it('counts by the days of a zone', () => {
    const there = ['metrics', '-', '--bucket', 'day', '--zone', 'Pacific/Auckland'] as const;
    const rows = JSON.parse(assay(...there, '--json').stdout).rows.map(({ bucketStart, values }: MetricRow) => [
      bucketStart,
      values['events'],
    ]);
    expect(rows).toEqual([
      [Date.UTC(2026, 1, 28, 11), 1],
      [Date.UTC(2026, 2, 1, 11), 4],
      [Date.UTC(2026, 2, 2, 11), 2],
      [Date.UTC(2026, 2, 4, 11), 1],
    ]);
    const { stdout } = assay(...there);
    expect(stdout).toMatch(/^from \(Pacific\/Auckland\) +events +users$/m);
    expect(stdout).toMatch(/^2026-03-02 +4 +2$/m);
  });

  it('refuses a zone that there is not', () => {
    expect(assay('metrics', '-', '--bucket', 'day', '--zone', 'Mars/Base')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('assay query', () => {
  it('answers any question of the model, as tables and as JSON', () => {
    const query = JSON.stringify({ lifecycle: { event: 'view' } });
    expect(assay('query', '-', '--query', query).stdout).toMatch(/^2026-03-02 00:00:00 UTC +true +0 +1 +0 +2$/m);
    expect(JSON.parse(assay('query', '-', '--json', '--query', query).stdout).rows[0]).toMatchObject({ new: 3, returning: 0 });
  });

  it('prints lists inside single values as tables, too', () => {
    const task = { start: 'view', complete: 'nothing', within: '1d', steps: ['view', { event: 'cart', label: 'größe' }] };
    const { stdout } = assay('query', '-', '--query', JSON.stringify({ task }));
    expect(stdout).toMatch(/^total\.completion: 0 % /m);
    expect(stdout).toMatch(/^total\.steps\nstep +abandoned\nstart +\d+ % .*\nview .*\ngröße /m);
    expect(stdout).not.toMatch(/^total\.steps:/m);
  });

  it('refuses what is no question', () => {
    expect(assay('query', '-', '--query', '{')).toMatchObject({ code: 2 });
    expect(assay('query', '-', '--query', '[]')).toMatchObject({ code: 2 });
    expect(assay('query', '-', '--query', '{"lifecyle":{}}').stderr).toContain('needs one of');
  });
});
