import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { analyse, type Scorecard } from '../../../js/experiment/analyse.js';
import { type Definition, hashDefinition, readDefinition } from '../../../js/experiment/definition.js';
import { UserTable } from '../../../js/experiment/read-table.js';
import { emptyTally, mergeTallies, type Tally } from '../../../js/experiment/tallies.js';
import { statsOf } from '../../../js/stats/stats.js';
import { runCli } from '../cli/fake-io.js';
import { sourceOf } from '../files/read-all.js';
import { seededRandom } from '../files/seeded-random.js';
import { openBuiltStats } from '../stats/module.js';
import { repositoryPath } from '../vectors/vector-files.js';

const stats = statsOf(await openBuiltStats());
afterAll(() => stats.close());

const cookieCats = readFileSync(repositoryPath('demo/sample/cookie-cats.json'), 'utf8');

const definition: Definition = readDefinition({
  name: 'test',
  unit: 'user',
  arm: 'arm',
  arms: [{ name: 'control' }, { name: 'new' }],
  metrics: [
    { name: 'bought', type: 'conversion', column: 'bought', role: 'primary' },
    { name: 'spent', type: 'mean', column: 'spent', covariate: 'before', cap: 50, role: 'secondary' },
    { name: 'per visit', type: 'ratio', column: 'spent', denominator: 'visits', role: 'guardrail', margin: 5 },
  ],
  segments: ['land'],
  rule: { kind: 'fixed' },
});
const HEADER = 'user,arm,bought,spent,before,visits,land';

async function tallyOf(csv: string, of = definition): Promise<Tally> {
  const table = new UserTable(of);
  await table.read(sourceOf(csv), 'table.csv');
  return table.tally();
}

/** Users of two arms whose conversion rates are these. */
function randomTable(seed: number, users: number, rates: readonly [number, number], first = 0): string {
  const random = seededRandom(seed);
  const rows = Array.from({ length: users }, (_, i) => {
    const arm = random() < 0.5 ? 0 : 1;
    const before = random() * 10;
    const spent = (before + random() * 20).toFixed(2);
    return `u${first + i},${arm === 0 ? 'control' : 'new'},${random() < rates[arm] ? 1 : 0},${spent},${random() < 0.1 ? '' : before.toFixed(3)},${1 + Math.floor(random() * 4)},${random() < 0.5 ? 'NO' : 'Ærø'}`;
  });
  return `${[HEADER, ...rows].join('\n')}\n`;
}

describe('the Cookie Cats data, from the published counts', () => {
  // conformance/stats/datasets.json: 20,034 and 8,502 of 44,700; 20,119 and 8,279 of 45,489.
  const rows = (arm: string, from: number, users: number, day1: number, day7: number): string[] =>
    Array.from({ length: users }, (_, i) => `${from + i},${arm},7,${i < day1 ? 'TRUE' : 'FALSE'},${i < day7 ? 'TRUE' : 'FALSE'}`);
  const csv = [
    'userid,version,sum_gamerounds,retention_1,retention_7',
    ...rows('gate_30', 0, 44_700, 20_034, 8502),
    ...rows('gate_40', 50_000, 45_489, 20_119, 8279),
  ];
  const files = { 'cats.json': cookieCats, 'cats.csv.gz': gzipSync(`${csv.join('\r\n')}\r\n`) };

  it('gives the published effects, and stops for harm', async () => {
    const { code, stdout } = await runCli(['experiment', 'cats.json', 'cats.csv.gz', '--json'], { files });
    expect(code).toBe(0);
    const card = JSON.parse(stdout) as Scorecard & { definitionSha256: string };
    const [day1, day7] = card.metrics;
    expect(day1?.arms[0]?.value).toBeCloseTo(0.4481879194630872, 12);
    expect(day1?.arms[1]?.value).toBeCloseTo(0.44228274967574577, 12);
    expect(day1?.effects[0]?.p).toBeCloseTo(0.07440965529691913, 12);
    expect(day1?.effects[0]?.relative.estimate).toBeCloseTo(-0.01317565585974659, 12);
    expect(day1?.effects[0]?.interval?.[0]).toBeCloseTo(-0.012391904992707325, 10);
    expect(day1?.effects[0]?.interval?.[1]).toBeCloseTo(0.000582095069752226, 10);
    // Published: −0.82 points, p = 0.0016, −4.31 %, at 95 %; Holm's interval of two tests is that wide or wider.
    expect(day7?.effects[0]?.estimate).toBeCloseTo(-0.0082, 4);
    expect(day7?.effects[0]?.p).toBeCloseTo(0.001554249975614329, 12);
    expect(day7?.effects[0]?.relative.estimate).toBeCloseTo(-0.0431, 4);
    expect(day7?.effects[0]?.interval?.[0]).toBeLessThanOrEqual(-0.01328194087 + 1e-9);
    expect(day7?.effects[0]?.interval?.[1]).toBeLessThanOrEqual(0);
    expect(card.decision).toMatchObject({ verdict: 'stop-for-harm', arm: 'gate_40' });
    expect(card.definitionSha256).toBe(await hashDefinition(readDefinition(JSON.parse(cookieCats))));
  });

  it('prints the decision first', async () => {
    const { stdout } = await runCli(['experiment', 'cats.json', 'cats.csv.gz'], { files });
    expect(stdout.split('\n')[1]).toMatch(/^stop for harm: gate_40: day-7 retention is worse/);
  });
});

it('counts who is left out, and why', async () => {
  const csv = [
    HEADER,
    'a,control,1,5,1,1,NO',
    'a,control,0,9,1,1,NO',
    'b,new,1,60,,1,NO',
    'c,new,0,NA,2,1,NO',
    'd,new,0,1,1,1,NO',
    'd,control,0,1,1,1,NO',
    'zoë,other,1,1,1,1,NO',
  ].join('\n');
  const tally = await tallyOf(csv);
  expect([tally.inSeveralArms, tally.duplicates, tally.otherArms]).toEqual([1, 1, 1]);
  expect(tally.arms.map(({ users }) => users)).toEqual([1, 2]);
  expect(tally.arms[1]?.metrics[1]).toMatchObject({ missing: 1, capped: 1, moments: { n: 1, means: [50, 0, 1] } });
  expect(tally.arms[0]?.metrics[0]?.moments.means).toEqual([1]);
});

it('merges tallies of different users into that of all, in any order', async () => {
  const tables = [randomTable(1, 300, [0.2, 0.3]), randomTable(2, 50, [0.9, 0.1], 1000), randomTable(3, 1, [0, 0], 2000)];
  const parts = await Promise.all(tables.map((csv) => tallyOf(csv)));
  const [a, b, c] = parts as [Tally, Tally, Tally];
  const whole = await tallyOf(tables.map((csv, i) => (i === 0 ? csv : csv.slice(HEADER.length + 1))).join(''));
  const numbers = (tally: Tally): number[] =>
    [tally.arms, ...['NO', 'Ærø'].map((value) => tally.segments[0]?.get(value) ?? [])]
      .flat()
      .flatMap(({ users, metrics }) => [
        users,
        ...metrics.flatMap(({ missing, capped, moments: { n, means, deviations } }) => [missing, capped, n, ...means, ...deviations]),
      ]);
  const expected = numbers(whole);
  for (const merged of [
    mergeTallies(mergeTallies(a, b), c),
    mergeTallies(a, mergeTallies(b, c)),
    mergeTallies(c, mergeTallies(b, a)),
    mergeTallies(emptyTally(definition), whole),
  ])
    for (const [i, value] of numbers(merged).entries())
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-8 * (1 + Math.abs(value)));
});

it.each([{ kind: 'fixed' }, { kind: 'sequential', bestSample: 2000 }, { kind: 'bayesian' }] as const)(
  'never decides against the intervals that it shows: $kind',
  async (rule) => {
    const verdicts = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const rates = [
        [0.3, 0.3],
        [0.1, 0.3],
        [0.4, 0.1],
        [0, 0],
        [1, 0.98],
      ][seed % 5] as [number, number];
      const of = { ...definition, rule };
      const { decision, metrics } = analyse(stats, of, await tallyOf(randomTable(seed, 30 + 20 * seed, rates), of));
      verdicts.add(decision.verdict);
      const [primary, , guardrail] = metrics;
      const [low, high] = primary?.effects[0]?.interval ?? [0, 0];
      for (const { effects } of metrics)
        for (const { interval, isDifferent } of effects)
          if (interval !== undefined)
            expect(isDifferent, `seed ${seed}`).toBe(
              isDifferent ? interval[0] >= 0 || interval[1] <= 0 : interval[0] > 0 || interval[1] < 0,
            );
      if (decision.verdict === 'ship') expect(low, `seed ${seed}`).toBeGreaterThanOrEqual(0);
      if (decision.verdict === 'ship') expect(guardrail?.effects[0]?.interval?.[0], `seed ${seed}`).toBeGreaterThan(-5);
      if (decision.verdict === 'stop-for-harm')
        expect(high <= 0 || (guardrail?.effects[0]?.interval?.[1] ?? 0) <= -5, `seed ${seed}`).toBe(true);
      if (decision.verdict === 'keep') expect(low <= 0 && high >= 0, `seed ${seed}`).toBe(true);
    }
    expect(verdicts).toContain('ship');
    expect(verdicts).toContain('stop-for-harm');
  },
);

it('calls a comparison invalid when the arms are not as large as intended', async () => {
  const rows = Array.from({ length: 1000 }, (_, i) => `u${i},${i < 600 ? 'control' : 'new'},1,1,1,1,NO`);
  expect(analyse(stats, definition, await tallyOf([HEADER, ...rows].join('\n'))).decision.verdict).toBe('invalid');
});

it('answers for a file without rows', async () => {
  for (const csv of ['', `${HEADER}\n`])
    expect(analyse(stats, definition, await tallyOf(csv)).decision).toEqual({ verdict: 'invalid', reason: 'control has no users' });
});

it('hashes what a definition says, not how it is written', async () => {
  const reversed = Object.fromEntries(Object.entries(definition).reverse()) as unknown as Definition;
  expect(await hashDefinition(reversed)).toBe(await hashDefinition(definition));
  expect(await hashDefinition({ ...definition, alpha: 0.1 })).not.toBe(await hashDefinition(definition));
});

it.each([
  [{ ...definition, arms: [{ name: 'a' }] }, 'definition.arms: must be a list of 2'],
  [{ ...definition, arms: [{ name: 'a' }, { name: 'a' }] }, '"a" is there twice'],
  [{ ...definition, armz: 1 }, 'definition.armz: there is no such field'],
  [{ ...definition, rule: { kind: 'sequential' } }, 'definition.rule.bestSample'],
  [{ ...definition, rule: { kind: 'daily' } }, 'definition.rule.kind: must be one of fixed, sequential, bayesian'],
  [{ ...definition, metrics: definition.metrics.slice(1) }, 'role primary'],
  [{ ...definition, metrics: [{ ...definition.metrics[0], role: 'guardrail' }] }, 'definition.metrics[0].margin'],
  [{ ...definition, alpha: 5 }, 'definition.alpha: must be below 0.5'],
  [[], 'definition: must be an object'],
])('says what is wrong with a definition: %#', (value, message) => {
  expect(() => readDefinition(value)).toThrow(message);
});

it('names file and line of rows that cannot be read, and a column that is not there', async () => {
  const files = {
    'd.json': JSON.stringify(definition),
    't.csv': `${HEADER}\na,control,2,1,1,1,NO\nb,new,1\nc,new,1,x,1,1,NO\n,new,1,1,1,1,NO\n`,
    'u.csv': 'user,arm\na,b\n',
    'bad.json': '{',
  };
  const { code, stderr, stdout } = await runCli(['experiment', 'd.json', 't.csv'], { files });
  expect(code).toBe(0);
  expect(stdout).toContain('invalid');
  for (const text of [
    't.csv:2: 2 in column "bought" is neither 0 nor 1',
    't.csv:3: expected 7 columns, found 3',
    't.csv:4: "x" in column "spent" is no number',
    't.csv:5: no user',
  ])
    expect(stderr).toContain(text);
  expect((await runCli(['experiment', 'd.json', 'u.csv'], { files })).stderr).toContain(
    'u.csv: there is no column "bought"; there are user, arm',
  );
  expect((await runCli(['experiment', 'bad.json', 't.csv'], { files })).stderr).toContain('bad.json: this is no JSON');
  expect((await runCli(['experiment', 'd.json', 't.csv', '--arms', 'a,b'], { files })).stderr).toContain(
    '--arms: the definition says this',
  );
});
