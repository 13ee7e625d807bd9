import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

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

const assay = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { input: CSV, encoding: 'utf8' });
  return { code: status, stdout, stderr };
};

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

describe('assay query', () => {
  it('answers any question of the model, as tables and as JSON', () => {
    const query = JSON.stringify({ lifecycle: { event: 'view' } });
    expect(assay('query', '-', '--query', query).stdout).toMatch(/^2026-03-02 00:00:00 UTC +true +0 +1 +0 +2$/m);
    expect(JSON.parse(assay('query', '-', '--json', '--query', query).stdout).rows[0]).toMatchObject({ new: 3, returning: 0 });
  });

  it('refuses what is no question', () => {
    expect(assay('query', '-', '--query', '{')).toMatchObject({ code: 2 });
    expect(assay('query', '-', '--query', '[]')).toMatchObject({ code: 2 });
    expect(assay('query', '-', '--query', '{"lifecyle":{}}').stderr).toContain('needs one of');
  });
});
