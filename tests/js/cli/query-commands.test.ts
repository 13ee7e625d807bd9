import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import type { Query } from '../../../js/shared/query.js';
import type { Proportion, TaskTime, TimeStats } from '../../../js/shared/result.js';
import { EventBatch } from '../../../js/wire/generated/assay/fb/event-batch.js';
import { runCli } from './fake-io.js';

const HOUR = 3_600_000;
const CSV = 'user,time,event,plan\nada,1,a,pro\nada,2,b,pro\nbob,3,a,free\n';
const proportion = (successes: number, trials: number, low: number, high: number): Proportion => ({
  successes,
  trials,
  rate: successes / trials,
  low,
  high,
});
const time = (count: number, ms: number | null): TimeStats => ({
  count,
  meanMs: ms,
  medianMs: ms,
  p90Ms: ms,
  histogram: { edgesMs: [], counts: [] },
});
const FUNNEL = {
  steps: [
    { step: 'a', count: 600, rate: 1, rateLow: 0.99, rateHigh: 1, rateFromPrevious: null, dropOff: 0, timeFromPrevious: null },
    {
      step: 'b',
      count: 204,
      rate: 0.34,
      rateLow: 0.3,
      rateHigh: 0.38,
      rateFromPrevious: 0.34,
      dropOff: 396,
      timeFromPrevious: time(204, 80_000),
    },
  ],
  conversion: proportion(204, 600, 0.3, 0.38),
  timeToConvert: time(204, 424_800_000),
  groups: [{ key: { plan: null }, steps: [], conversion: proportion(1, 2, 0.09, 0.91), timeToConvert: time(0, null) }],
  groupsOmitted: 3,
  eventsScanned: 9,
};
const NAMES = {
  rows: ['a', 'b'].map((name, i) => ({ key: { $event: name }, values: { count: i + 1 } })),
  groupsOmitted: 0,
  eventsScanned: 3,
};

describe('assay funnel', () => {
  const answer = (): unknown => FUNNEL;

  it('asks what the options say', async () => {
    const args = ['funnel', 'x.csv', '--steps', 'a,b', '--within', '36h', '--by', 'plan,event', '--by', 'x', '--where', 'plan!=free'];
    const { queries, code, closed } = await runCli(args, { files: { 'x.csv': CSV }, answer });
    expect(code).toBe(0);
    expect(closed).toBe(true);
    expect(queries).toEqual([
      { funnel: { steps: ['a', 'b'], within: 36 * HOUR }, by: ['plan', '$event', 'x'], filter: { plan: { not_in: ['free'] } } },
    ] satisfies Query[]);
  });

  it('takes step names with commas one by one', async () => {
    const { queries } = await runCli(['funnel', 'x.csv', '--step', 'a, b', '--step', 'c'], { files: { 'x.csv': CSV }, answer });
    expect(queries[0]).toMatchObject({ funnel: { steps: ['a, b', 'c'], within: 7 * 24 * HOUR } });
  });

  it('prints exactly one JSON document', async () => {
    const { stdout, stderr } = await runCli(['funnel', 'x.csv', '-', '--steps', 'a,b', '--json'], {
      files: { 'x.csv': CSV, '-': 'user,time,event\nx,soon,a\ny,1,b\n' },
      answer,
    });
    const error = { file: 'stdin', line: 2, column: 3, message: '"soon" is not a time' };
    expect(JSON.parse(stdout)).toEqual({
      ...FUNNEL,
      within: 7 * 24 * HOUR,
      source: { files: ['x.csv', '-'], events: 4, users: 7, skipped: 1, errors: [error] },
    });
    expect(stderr).toBe('skipped 1 of 5 rows\n  stdin:2:3: "soon" is not a time\n');
  });

  it('numbers the rows of all files without gaps', async () => {
    const { batches } = await runCli(['funnel', 'x.csv', 'y.csv', '--steps', 'a'], { files: { 'x.csv': CSV, 'y.csv': CSV }, answer });
    const firsts = batches.map((bytes) => Number(EventBatch.getRootAsEventBatch(new ByteBuffer(bytes)).firstSequence()));
    expect(firsts).toEqual([0, 3]);
  });

  it('prints a table with intervals, times and groups', async () => {
    const { stdout } = await runCli(['funnel', 'x.csv', '--steps', 'a,b', '--by', 'plan'], { files: { 'x.csv': CSV }, answer });
    expect(stdout).toBe(`Funnel within 7 d, 3 events of 7 users

step  users  of first                            95 % interval  of previous  lost  median time
1 a     600     100 %  ████████████████████████
2 b     204      34 %  ████████▏                       30–38 %         34 %   396     1 m 20 s

204 users of 600 converted: 34 % (30–38 %); time to convert: median 4 d 22 h, mean 4 d 22 h, 90 % within 4 d 22 h

plan  users  converted  rate  95 % interval  median time
–         2          1  50 %         9–91 %            –
and 3 smaller groups not shown
`);
  });

  it('colours on a terminal only, and not with NO_COLOR', async () => {
    const files = { 'x.csv': CSV };
    const args = ['funnel', 'x.csv', '--steps', 'a,b'];
    const colour = '\u001b[';
    expect((await runCli(args, { files, answer })).stdout).not.toContain(colour);
    expect((await runCli(args, { files, answer, terminal: true })).stdout).toContain(colour);
    expect((await runCli(args, { files, answer, terminal: true, env: { NO_COLOR: '1' } })).stdout).not.toContain(colour);
    expect((await runCli(args, { files, answer, terminal: true, env: { TERM: 'dumb' } })).stdout).not.toContain(colour);
  });

  it('says when a step has no events at all, and which names exist', async () => {
    const empty = { ...FUNNEL, steps: [{ ...FUNNEL.steps[0], count: 0 }] };
    const { stderr } = await runCli(['funnel', 'x.csv', '--steps', 'b,purchsae'], {
      files: { 'x.csv': CSV },
      answer: (query) => ('metric' in query ? NAMES : empty),
    });
    expect(stderr).toBe('no event is named "purchsae"; the most frequent are b, a\n');
  });

  it('passes columns and the format on to the reader', async () => {
    const text = '{"who":"a"},when,what\nx,1,y\n';
    const args = ['funnel', 'x', '--steps', 'y', '--format', 'csv', '--user', '{"who":"a"}', '--time-column', 'when', '--event', 'what'];
    const { code, batches } = await runCli(args, { files: { x: text }, answer });
    expect([code, batches.length]).toEqual([0, 1]);
  });
});

describe('files that cannot be read', () => {
  const answer = (): unknown => FUNNEL;
  it.each([
    ['a missing file', ['nothing.csv'], {}, 'nothing.csv: there is no such file'],
    ['a missing column', ['x.csv'], { 'x.csv': 'user,when\n' }, 'x.csv: no column is evidently the time; the columns are user, when.'],
    ['a file of another kind', ['x.csv'], { 'x.csv': 'PK\u0003\u0004' }, 'x.csv: this is a ZIP archive'],
    ['a bad row in strict mode', ['x.csv', '--strict'], { 'x.csv': 'user,time,event\na,1\n' }, 'x.csv:2:4: expected 3 columns, found 2'],
    ['a file of bad rows', ['x.csv'], { 'x.csv': 'user,time,event\na,1\n' }, 'no row could be read'],
  ])('end with exit code 1: %s', async (_, files, contents, message) => {
    const { code, stdout, stderr, closed } = await runCli(['funnel', ...files, '--steps', 'a', '--json'], { files: contents, answer });
    expect([code, stdout, closed]).toEqual([1, '', true]);
    expect(stderr).toContain(`assay: ${message}`);
  });

  it('describe ten bad rows and count the rest', async () => {
    const text = `user,time,event\na,1,b\n${'x\n'.repeat(1200)}`;
    const { stderr, stdout } = await runCli(['funnel', 'x.csv', 'y.csv', '--steps', 'a', '--json'], {
      files: { 'x.csv': text, 'y.csv': text },
      answer,
    });
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toBe('skipped 2,400 of 2,402 rows');
    expect(lines.slice(1, 11).every((line) => line.startsWith('  x.csv:'))).toBe(true);
    expect(lines[11]).toBe('  and 2,390 more');
    expect(JSON.parse(stdout).source).toMatchObject({ events: 2, skipped: 2400 });
  });

  it('do not include an empty file: its answer is zero, with a note', async () => {
    const { code, stderr } = await runCli(['funnel', 'x.csv', '--steps', 'a'], { files: { 'x.csv': '' }, answer });
    expect([code, stderr]).toEqual([0, 'no events in x.csv\n']);
  });
});

describe('assay metrics', () => {
  const row = (key: object, values: object, bucketStart?: number): object => ({
    key,
    values,
    ...(bucketStart === undefined ? {} : { bucketStart }),
  });

  it('counts events and users, and sessions where the file knows them', async () => {
    const answer = (): unknown => ({ rows: [], groupsOmitted: 0, eventsScanned: 0 });
    const without = await runCli(['metrics', 'x.csv', '--by', 'event', '--bucket', 'hour'], { files: { 'x.csv': CSV }, answer });
    expect(without.queries).toEqual([
      { metric: { aggregate: [{ aggregate: 'count', as: 'events' }, 'users'] }, by: ['$event'], bucket: 'hour' },
    ]);
    expect(without.stdout).toBe('no events match\n');
    const sessions = await runCli(['metrics', 'x.csv'], { files: { 'x.csv': 'user,time,event,session\na,1,b,s\n' }, answer });
    expect(sessions.queries[0]).toMatchObject({ metric: { aggregate: [{ aggregate: 'count', as: 'events' }, 'users', 'sessions'] } });
  });

  it('adds a number with the count it rests on', async () => {
    const answer = (query: Query): unknown => {
      if (!('metric' in query)) throw new Error('another query expected');
      if (typeof query.metric.aggregate === 'string')
        return { rows: [row({ plan: 'pro' }, { count: 2 }, 0)], groupsOmitted: 0, eventsScanned: 1 };
      const values = { events: 1234, users: 3, mean_price: 12.3456, median_price: null, p95_price: 123_456.7 };
      return { rows: [row({ plan: 'pro' }, values, 0), row({ plan: 7 }, values, 0)], groupsOmitted: 0, eventsScanned: 1 };
    };
    const { queries, stdout } = await runCli(['metrics', 'x.csv', '--of', 'price', '--by', 'plan', '--bucket', '1d'], {
      files: { 'x.csv': CSV },
      answer,
    });
    expect(queries[1]).toMatchObject({ metric: { where: { price: { gte: -Number.MAX_VALUE } } }, by: ['plan'], bucket: 24 * HOUR });
    expect(stdout).toBe(`2 lines, 3 events of 7 users

from (UTC)  plan  events  users  count price  mean price  median price  p95 price
1970-01-01  pro    1,234      3            2       12.35             –    123,457
1970-01-01  7      1,234      3            0       12.35             –    123,457
`);
  });

  it('takes --event for the event to count and suggests --event-column when there is none of that name', async () => {
    const answer = (query: Query): unknown => ('by' in query ? NAMES : { rows: [], groupsOmitted: 0, eventsScanned: 0 });
    const { queries, stderr } = await runCli(['metrics', 'x.csv', '--event', 'plan'], { files: { 'x.csv': CSV }, answer });
    expect(queries[0]).toMatchObject({ metric: { event: 'plan' } });
    expect(stderr).toBe(
      'no event is named "plan"; the most frequent are b, a\nto take the event names from a column, use --event-column plan\n',
    );
    const column = await runCli(['metrics', 'x.csv', '--event-column', 'plan'], { files: { 'x.csv': CSV }, answer });
    expect([column.code, column.stderr]).toEqual([0, '']);
  });
});

describe('assay metrics in a time zone', () => {
  it('asks for its days and prints them', async () => {
    const answer = (): unknown => ({
      rows: [{ key: {}, bucketStart: Date.UTC(2026, 2, 31, 22), values: { events: 3, users: 2 } }],
      groupsOmitted: 0,
      eventsScanned: 3,
    });
    const args = ['metrics', 'x.csv', '--bucket', 'day', '--zone', 'Europe/Berlin'];
    const { queries, stdout } = await runCli(args, { files: { 'x.csv': CSV }, answer });
    expect(queries).toMatchObject([{ bucket: 'day', zone: 'Europe/Berlin' }]);
    expect(stdout).toContain('from (Europe/Berlin)  events  users\n2026-04-01');
    const wrong = await runCli(['metrics', 'x.csv', '--zone', 'Mars/Phobos'], { files: { 'x.csv': CSV } });
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--zone Mars/Phobos')]);
  });
});

describe('assay task', () => {
  const taskTime = (count: number, ms: number | null): TaskTime => ({
    ...time(count, ms),
    medianLowMs: null,
    medianHighMs: null,
    geometricMeanMs: { value: ms, low: null, high: null },
  });

  it('asks and prints attempts, completion and times', async () => {
    const line = { key: {}, completion: proportion(27, 90, 0.21, 0.4), time: taskTime(27, 652_000) };
    const answer = (): unknown => ({
      total: { ...line, time: { ...line.time, medianLowMs: 600_000, medianHighMs: 720_000 } },
      rows: [{ ...line, key: { plan: 'pro' }, bucketStart: 0 }],
      groupsOmitted: 0,
      eventsScanned: 3,
    });
    const args = ['task', 'x.csv', '--start', 'a', '--complete', 'b', '--within', '2h', '--by', 'plan', '--bucket', 'day'];
    const { queries, stdout } = await runCli(args, { files: { 'x.csv': CSV }, answer });
    expect(queries).toEqual([{ task: { start: 'a', complete: 'b', within: 2 * HOUR }, by: ['plan'], bucket: 'day' }]);
    expect(stdout).toBe(`a → b within 2 h, 3 events of 7 users

attempts  completed  rate  95 % interval  median time  95 % interval       mean  90 % within
      90         27  30 %        21–40 %    10 m 52 s      10 m–12 m  10 m 52 s    10 m 52 s

from (UTC)  plan  attempts  completed  rate  95 % interval  median time  95 % interval       mean  90 % within
1970-01-01  pro         90         27  30 %        21–40 %    10 m 52 s              –  10 m 52 s    10 m 52 s
`);
  });

  it('asks and prints errors, steps, experience and the target', async () => {
    const errors = {
      count: 30,
      attempts: proportion(18, 90, 0.13, 0.29),
      perAttempt: { value: 1 / 3, low: 0.2, high: 0.5 },
      fields: [
        { value: 'größe', errors: 21, attempts: proportion(9, 90, 0.05, 0.18) },
        { value: null, errors: 6, attempts: proportion(6, 90, 0.03, 0.14) },
        { value: null, other: true, errors: 3, attempts: proportion(3, 90, 0.01, 0.09) },
      ],
    };
    const line = { key: {}, completion: proportion(27, 90, 0.21, 0.4), time: taskTime(27, 652_000), errors };
    const answer = (): unknown => ({
      total: { ...line, steps: [{ step: 'start', abandoned: proportion(40, 90, 0.35, 0.55) }] },
      rows: [
        { ...line, experience: 'first', bucketStart: Date.UTC(2026, 2, 31, 22) },
        { ...line, experience: 'returning', bucketStart: Date.UTC(2026, 2, 31, 22) },
      ],
      groupsOmitted: 0,
      errorFieldsOmitted: 2,
      eventsScanned: 3,
      target: { metric: 'completion', status: 'not met', target: 0.8, current: { value: 0.3, low: 0.21, high: 0.4 } },
    });
    const options = ['--error', 'a', '--error-field', 'field', '--steps', 'a,b', '--experience', '--target', 'completion>=80%'];
    const args = ['task', 'x.csv', '--start', 'a', '--complete', 'b', '--bucket', 'day', '--zone', 'Europe/Berlin', ...options];
    const { queries, stdout } = await runCli(args, { files: { 'x.csv': CSV }, answer });
    const target = { metric: 'completion', atLeast: 0.8 };
    expect(queries).toEqual([
      {
        task: {
          start: 'a',
          complete: 'b',
          within: 24 * HOUR,
          errors: ['a'],
          errorField: 'field',
          steps: ['a', 'b'],
          experience: true,
          target,
        },
        bucket: 'day',
        zone: 'Europe/Berlin',
      },
    ]);
    const [, ...parts] = stdout.split('\n\n');
    expect(parts[1]).toMatch(/^from \(Europe\/Berlin\) {2}attempt .*\n2026-04-01 +first .*20 % \(13–29 %\) +0\.3333\n2026-04-01 +later /);
    expect(parts.slice(2)).toEqual([
      'target not met: completion 30 % (21–40 %), target 80 %',
      `errors by field  errors  attempts with one
größe                21      10 % (5–18 %)
–                     6       7 % (3–14 %)
2 others              3        3 % (1–9 %)`,
      `step   reached by  abandoned there        of those
start          90               40  44 % (35–55 %)
`,
    ]);
  });

  it('asks for a target relative to another period, and for a range', async () => {
    const line = { key: {}, completion: proportion(27, 90, 0.21, 0.4), time: taskTime(27, 652_000) };
    const answer = (): unknown => ({
      total: line,
      rows: [],
      groupsOmitted: 0,
      eventsScanned: 3,
      target: {
        metric: 'completion',
        status: 'undecided',
        target: 0.46,
        current: { value: 0.3, low: 0.21, high: 0.4 },
        baseline: { value: 0.4, low: 0.35, high: 0.45 },
        change: { value: -0.25, low: -0.5, high: 0.02 },
      },
    });
    const args = ['task', 'x.csv', '--start', 'a', '--complete', 'b', '--target', 'completion better by 15%'];
    const ranged = [...args, '--range', '2026-04-01..2026-07-01', '--zone', 'Europe/Berlin'];
    const { queries, stdout } = await runCli(ranged, { files: { 'x.csv': CSV }, answer });
    const task = { start: 'a', complete: 'b', within: 24 * HOUR };
    const range = { start: Date.UTC(2026, 3, 1), end: Date.UTC(2026, 6, 1) };
    const target = { metric: 'completion', improveBy: 0.15 };
    expect(queries).toEqual([{ task: { ...task, target: { ...target, over: 'previous' } }, range, zone: 'Europe/Berlin' }]);
    expect(stdout).toContain('target undecided: completion 30 % (21–40 %), target 46 %, before 40 % (35–45 %), change −25 % (−50 to 2)');
    const over = await runCli([...args, '--over', '2026-01-01..2026-04-01'], { files: { 'x.csv': CSV }, answer });
    const before = { start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 3, 1) };
    expect(over.queries).toEqual([{ task: { ...task, target: { ...target, over: before } } }]);
  });

  it.each([
    [['--target', 'time better by 15%'], 'needs --range START..END, or --over START..END'],
    [['--target', 'time better by 15', '--range', '2026-01-01..2026-02-01'], 'a percentage expected'],
    [['--target', 'time better by -5%', '--range', '2026-01-01..2026-02-01'], 'a percentage expected'],
    [['--target', 'time<=5s', '--over', '2026-01-01..2026-02-01'], '--over goes with'],
    [['--over', '2026-01-01..2026-02-01'], '--over needs --target'],
    [['--range', '2026-02-01..2026-01-01'], '--range 2026-02-01..2026-01-01: START..END expected'],
    [['--range', '2026-01-01'], '--range 2026-01-01: START..END expected'],
  ])('refuses %j', async (options, message) => {
    const { code, stderr } = await runCli(['task', 'x.csv', '--start', 'a', '--complete', 'b', ...options], { files: { 'x.csv': CSV } });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it.each([
    ['completion', '--target completion: METRIC>=NUMBER'],
    ['speed>=1', '--target speed>=1: METRIC>=NUMBER'],
    ['completion>=most', '--target completion>=most: a number'],
    ['time<=90', '--target'],
  ])('refuses the target %s', async (target, message) => {
    const { code, stderr } = await runCli(['task', 'x.csv', '--start', 'a', '--complete', 'b', '--target', target], {
      files: { 'x.csv': CSV },
    });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('assay experiment', () => {
  const result = {
    arms: [
      { arm: 'control', conversion: proportion(500, 5000, 0.092, 0.108) },
      { arm: 'bold', conversion: proportion(600, 5000, 0.111, 0.129) },
    ],
    effects: [
      {
        arm: 'bold',
        absolute: 0.02,
        absoluteLow: 0.0077,
        absoluteHigh: 0.0323,
        relative: 0.2,
        relativeLow: 0.07,
        relativeHigh: 0.34,
        pValue: 0.0014,
      },
    ],
    srmPValue: 0.5,
    excludedMultipleArms: 0,
    eventsScanned: 3,
  };

  it('asks and prints arms, effects and p-values', async () => {
    const args = ['experiment', 'x.csv', '--experiment', 'button', '--conversion', 'b', '--arms', 'control,bold', '--weights', '50,50'];
    const { queries, stdout } = await runCli(args, { files: { 'x.csv': CSV }, answer: () => result });
    expect(queries).toEqual([
      { experiment: { key: 'button', conversion: 'b', within: 30 * 24 * HOUR, arms: ['control', 'bold'], weights: [50, 50] } },
    ]);
    expect(stdout).toBe(`button: b within 30 d, 3 events of 7 users

arm      users  converted    rate  95 % interval
control  5,000        500  10.0 %     9.2–10.8 %
bold     5,000        600  12.0 %    11.1–12.9 %

bold against control: +2.0 points (0.8 to 3.2); +20 % relative (7 to 34); p = 0.001
`);
  });

  it('warns of arms that are not as large as intended and of users in several', async () => {
    const answer = (): unknown => ({ ...result, srmPValue: 0.0001, excludedMultipleArms: 12 });
    const { stdout } = await runCli(['experiment', 'x.csv', '--experiment', 'button', '--conversion', 'b'], {
      files: { 'x.csv': CSV },
      answer,
    });
    expect(stdout).toContain('12 users seen in several arms left out\n');
    expect(stdout).toContain('The arms are not as large as intended (p < 0.001): do not trust the comparison.\n');
  });

  it('says when there are no exposures', async () => {
    const answer = (query: Query): unknown => ('metric' in query ? NAMES : { ...result, arms: [], effects: [] });
    const { stdout, stderr } = await runCli(['experiment', 'x.csv', '--experiment', 'button', '--conversion', 'b'], {
      files: { 'x.csv': CSV },
      answer,
    });
    expect(stdout).toContain('no exposures to this experiment\n');
    expect(stderr).toContain('no event is named "$exposure"');
  });
});
