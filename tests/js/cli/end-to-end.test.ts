import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { EventRow } from '../../../js/files/index.js';
import type { ExperimentResult, FunnelResult, MetricResult, TaskResult } from '../../../js/shared/result.js';
import { seededRandom } from '../files/seeded-random.js';
import { distinct, funnelCounts, groupRows, quantile, taskTimes } from './brute-force.js';

// The built command, so these run after `npm run build`.
const CLI = fileURLToPath(new URL('../../../js/dist/node/cli.js', import.meta.url));
const HOUR = 3_600_000;
const START = Date.UTC(2024, 2, 1);

const folder = mkdtempSync(join(tmpdir(), 'assay-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function assay(args: readonly string[], input: string | Uint8Array = ''): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: folder });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
    // A command that stops before the end of its input closes the pipe.
    child.stdin.on('error', () => {}).end(input);
  });
}

async function json<T>(
  args: readonly string[],
  input?: string | Uint8Array,
): Promise<T & { source: { events: number; users: number; skipped: number } }> {
  const { code, stdout, stderr } = await assay([...args, '--json'], input);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

const NAMES = ['view', 'add', 'pay'] as const;

/** Events of 90 users over three weeks, in no order, on whole minutes so that times collide. Every user has one plan. */
function makeRows(): readonly EventRow[] {
  const random = seededRandom(2024);
  return Array.from({ length: 4000 }, () => {
    const user = Math.floor(random() ** 2 * 90);
    const name = NAMES[Math.floor(random() ** 1.5 * NAMES.length)] as string;
    const time = START + Math.floor(random() * 21 * 24 * 60) * 60_000;
    const price = Math.floor(random() * 10_000) / 100;
    const props = { plan: ['free', 'pro, "plus"', 'team'][user % 3] as string, ...(name === 'pay' ? { price } : {}) };
    return { name, time, user: `zoë ${user}`, session: `${user}-${Math.floor((time - START) / (24 * HOUR))}`, props };
  });
}

const rows = makeRows();
const quoted = (text: unknown): string => `"${String(text ?? '').replaceAll('"', '""')}"`;
const csv = `user_id,session_id,event,timestamp,plan,price\n${rows
  .map(({ name, time, user, session, props }) => {
    const fields = [quoted(user), session, name, new Date(time).toISOString(), quoted(props?.plan), props?.price];
    return `${fields.join(',')}\n`;
  })
  .join('')}`;
const ndjson = rows
  .map(
    ({ name, time, user, session, props }) =>
      `${JSON.stringify({ event: name, userId: user, session, timestamp: time, properties: props })}\n`,
  )
  .join('');
writeFileSync(join(folder, 'events.csv'), csv);
writeFileSync(join(folder, 'events.csv.gz'), gzipSync(csv));
writeFileSync(join(folder, 'events.ndjson'), ndjson);

describe('the built command', () => {
  it('counts a funnel as brute force does, from every format, compressed or not, from files and standard input', async () => {
    const within = 36 * HOUR;
    const expected = funnelCounts(rows, NAMES, within);
    expect(expected[0]).toBeGreaterThan(expected[2] as number);
    expect(expected[2]).toBeGreaterThan(0);
    for (const file of ['events.csv', 'events.csv.gz', 'events.ndjson', '-']) {
      const result = await json<FunnelResult>(
        ['funnel', file, '--steps', NAMES.join(), '--within', '36h'],
        file === '-' ? ndjson : undefined,
      );
      expect(result.steps.map((step) => step.step)).toEqual(NAMES);
      expect(
        result.steps.map((step) => step.count),
        file,
      ).toEqual(expected);
      expect(result.conversion).toMatchObject({ successes: expected[2], trials: expected[0] });
      expect(result.source).toEqual({ files: [file], events: 4000, users: distinct(rows.map((row) => row.user)), skipped: 0, errors: [] });
    }
  });

  it('breaks the funnel down by a property and filters it', async () => {
    const result = await json<FunnelResult>(['funnel', 'events.csv', '--steps', 'view,pay', '--within', '2h', '--by', 'plan']);
    const counted = Object.fromEntries(result.groups.map((group) => [group.key.plan, group.steps.map((step) => step.count)]));
    const plans = groupRows(rows, (row) => String(row.props?.plan));
    expect(counted).toEqual(Object.fromEntries([...plans].map(([plan, some]) => [plan, funnelCounts(some, ['view', 'pay'], 2 * HOUR)])));
    const filtered = await json<FunnelResult>([
      'funnel',
      'events.csv',
      '--steps',
      'view,pay',
      '--within',
      '2h',
      '--where',
      'plan=pro, "plus"',
    ]);
    expect(filtered.steps.map((step) => step.count)).toEqual(counted['pro, "plus"']);
  });

  it('counts and measures by event and hour', async () => {
    const result = await json<MetricResult>(['metrics', 'events.csv', '--by', 'event', '--bucket', '6h', '--of', 'price']);
    const groups = groupRows(rows, (row) => `${Math.floor(row.time / (6 * HOUR)) * 6 * HOUR} ${row.name}`);
    expect(result.rows.length).toBe(groups.size);
    for (const { key, bucketStart, values } of result.rows) {
      const some = groups.get(`${bucketStart} ${key.$event}`) ?? [];
      const prices = some.flatMap((row) => (row.props?.price === undefined ? [] : [Number(row.props.price)]));
      expect(values).toMatchObject({
        events: some.length,
        users: distinct(some.map((row) => row.user)),
        sessions: distinct(some.map((row) => row.session)),
        count_price: prices.length,
      });
      if (prices.length === 0) {
        expect(values).toMatchObject({ mean_price: null, median_price: null, p95_price: null });
      } else {
        expect(values.mean_price).toBeCloseTo(prices.reduce((sum, price) => sum + price, 0) / prices.length, 9);
        expect(values.median_price).toBeCloseTo(quantile(prices, 0.5), 9);
        expect(values.p95_price).toBeCloseTo(quantile(prices, 0.95), 9);
      }
    }
  });

  it('counts only the events of one name', async () => {
    const result = await json<MetricResult>(['metrics', 'events.ndjson', '--event', 'pay', '--of', 'price', '--stat', 'sum,max']);
    const prices = rows.filter((row) => row.name === 'pay').map((row) => Number(row.props?.price));
    expect(result.rows[0]?.values).toMatchObject({ events: prices.length, count_price: prices.length, max_price: Math.max(...prices) });
    expect(result.rows[0]?.values.sum_price).toBeCloseTo(
      prices.reduce((sum, price) => sum + price, 0),
      6,
    );
  });

  it('measures time on task', async () => {
    const result = await json<TaskResult>(['task', 'events.csv', '--start', 'view', '--complete', 'add', '--within', '5h']);
    const { attempts, times } = taskTimes(rows, 'view', 'add', 5 * HOUR);
    expect(result.total.completion).toMatchObject({ trials: attempts, successes: times.length });
    expect(result.total.time.medianMs).toBeCloseTo(quantile(times, 0.5), 6);
  });

  it('compares the arms of an experiment', async () => {
    const random = seededRandom(5);
    const lines: string[] = [];
    const expected = { control: [0, 0], bold: [0, 0] };
    for (let user = 0; user < 400; user++) {
      const arm = user % 2 === 0 ? 'control' : 'bold';
      const hasConverted = random() < (arm === 'bold' ? 0.5 : 0.2);
      lines.push(JSON.stringify({ user, time: START, event: '$exposure', experiment: 'button', variant: arm }));
      if (hasConverted) lines.push(JSON.stringify({ user, time: START + HOUR, event: 'pay' }));
      expected[arm][hasConverted ? 0 : 1]!++;
    }
    // Seen in both arms; paid before the exposure; paid too late.
    lines.push(
      ...['control', 'bold'].map((variant) =>
        JSON.stringify({ user: 'both', time: START, event: '$exposure', experiment: 'button', variant }),
      ),
    );
    lines.push(
      JSON.stringify({ user: 'early', time: START - 1, event: 'pay' }),
      JSON.stringify({ user: 'late', time: START + 49 * HOUR, event: 'pay' }),
    );
    for (const user of ['early', 'late']) {
      lines.push(JSON.stringify({ user, time: START, event: '$exposure', experiment: 'button', variant: 'bold' }));
      expected.bold[1]!++;
    }
    const args = ['experiment', '-', '--experiment', 'button', '--conversion', 'pay', '--within', '2d'];
    const result = await json<ExperimentResult>(args, lines.join('\n'));
    expect(result.arms.map(({ arm, conversion }) => [arm, conversion.successes, conversion.trials])).toEqual([
      ['control', expected.control[0], 200],
      ['bold', expected.bold[0], 202],
    ]);
    expect(result.excludedMultipleArms).toBe(1);
    expect(result.effects[0]?.pValue).toBeLessThan(0.001);
  });

  it('assigns units as flags do: the same every time, in the intended shares', async () => {
    const datafile = {
      flags: {
        button: {
          type: 'string',
          variants: { blue: 'blue', red: 'red' },
          default: 'blue',
          rules: [{ when: { country: 'NO' }, split: { weights: { blue: 3, red: 1 } } }],
        },
      },
    };
    writeFileSync(join(folder, 'flags.json'), JSON.stringify(datafile));
    const units = Array.from({ length: 4000 }, (_, i) => `unit ${i}`);
    const args = ['assign', '--datafile', 'flags.json', '--context', 'country=NO', '-', '--json'];
    const first = await assay(args, units.join('\n'));
    expect(first.code).toBe(0);
    const { assignments, summary } = JSON.parse(first.stdout);
    expect(assignments.map((row: { unit: string }) => row.unit)).toEqual(units);
    // 1,000 expected; the standard deviation is 27.4.
    expect(Math.abs(summary.variants.button.red - 1000)).toBeLessThan(5 * 27.4);
    expect((await assay(args, gzipSync(units.join('\n')))).stdout).toBe(first.stdout);
    const elsewhere = await assay(['assign', '--datafile', 'flags.json', '-'], 'a\nb\n');
    expect(elsewhere.stdout).toBe('unit\tflag\tvariant\treason\na\tbutton\tblue\tDEFAULT\nb\tbutton\tblue\tDEFAULT\n');
  });

  it('prints tables for people and says on standard error what it skipped', async () => {
    const { code, stdout, stderr } = await assay(
      ['funnel', 'events.csv', '-', '--steps', 'view,pay'],
      'user,time,event\na,soon,view\nb,1,view\n',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Funnel within 7 d, 4,001 events of \d+ users\n\nstep +users/);
    expect(stderr).toBe('skipped 1 of 4,002 rows\n  stdin:2:3: "soon" is not a time\n');
  });

  it('ends with the exit codes that its help promises', async () => {
    expect((await assay(['--version'])).code).toBe(0);
    expect((await assay(['funnel', '--help'])).code).toBe(0);
    expect(await assay(['funnel', 'events.csv'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^assay: --steps is missing/),
    });
    expect(await assay(['funnel', 'nothing.csv', '--steps', 'a'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'assay: nothing.csv: there is no such file\n',
    });
    expect(await assay(['funnel', '.', '--steps', 'a'])).toEqual({ code: 1, stdout: '', stderr: 'assay: . is a folder, not a file\n' });
    const strict = await assay(['metrics', '-', '--strict'], `user,time,event\na,1\n${'b,1,c\n'.repeat(100_000)}`);
    expect(strict).toEqual({ code: 1, stdout: '', stderr: 'assay: stdin:2:4: expected 3 columns, found 2\n' });
    const damaged = await assay(['metrics', '-'], gzipSync(csv).subarray(0, 5000));
    expect(damaged).toMatchObject({ code: 1, stderr: expect.stringMatching(/^assay: stdin: the gzip data is damaged/) });
  });

  it('stops quietly when nobody reads on', async () => {
    const args = ['assign', '--datafile', 'flags.json', 'units.txt'];
    writeFileSync(join(folder, 'flags.json'), JSON.stringify({ flags: { a: { type: 'boolean', variants: { on: true }, default: 'on' } } }));
    writeFileSync(join(folder, 'units.txt'), 'someone\n'.repeat(200_000));
    const child = spawn(process.execPath, [CLI, ...args], { cwd: folder });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});
