import { describe, expect, it } from 'vitest';
import type { DatafileReport } from '../../../js/certify/datafile/check.js';
import { readSplits, saltOf } from '../../../js/certify/datafile/read-splits.js';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import { runCli } from '../cli/fake-io.js';

const flag = (split: object | undefined, more: object = {}) => ({
  type: 'string',
  variants: { a: 'A', b: 'B' },
  default: 'a',
  rules: split === undefined ? [] : [{ split: { weights: { a: 1, b: 1 }, ...split }, ...more }],
});
const IDS = Array.from({ length: 8000 }, (_, i) => `user-${i}`);
const ids = (list: readonly string[] = IDS) => `${list.join('\n')}\n`;

async function certify(datafile: object, list: string = ids(), ...options: string[]) {
  const files = { 'flags.json': JSON.stringify(datafile), 'ids.txt': list };
  return runCli(['certify', 'flags.json', 'ids.txt', ...options], { files, core: true });
}
const report = async (datafile: object, ...options: string[]): Promise<DatafileReport & { skipped: number }> =>
  JSON.parse((await certify(datafile, ids(), '--json', ...options)).stdout);

const SOUND = {
  layers: { page: {} },
  flags: {
    checkout: flag({ experiment: 'checkout', coverage: 0.4 }),
    prix: flag({ experiment: 'prix été 💶', weights: { a: 9, b: 1 } }),
    left: flag({ experiment: 'left', layer: 'page', range: [0, 0.5] }),
    right: flag({ experiment: 'right', layer: 'page', range: [0.5, 1] }),
    rollout: flag({ coverage: 0.1, weights: { b: 1 } }),
    off: { ...flag({ experiment: 'off' }), enabled: false },
    plain: flag(undefined),
  },
};

describe('reading the splits of a datafile', () => {
  it('finds arms, lengths, salts and attributes by purpose, in rules that are on', () => {
    const { bytes } = compileDatafile({
      layers: { page: { salt: 'l' } },
      holdouts: { h: { share: 0.1, salt: 'held' } },
      flags: {
        one: flag(
          { salt: 's', coverage: 0.5, layer: 'page', range: [0, 0.3], unit: ['account', 'user'], sticky: true, experiment: 'e' },
          { holdout: 'h' },
        ),
        off: { ...flag({}), enabled: false },
        served: { ...flag(undefined), rules: [{ serve: 'b' }] },
      },
    } as never);
    const splits = readSplits(bytes);
    expect(splits).toEqual([
      {
        flag: 'one',
        rule: '0',
        experiment: 'e',
        arms: ['a', 'b'],
        lengths: [1, 1],
        hashes: ['holdout', 'layer', 'coverage', 'variant']
          .map((purpose, i) => ({
            purpose,
            salt: ['held', 'l', 's', 's'][i],
            attributes: expect.arrayContaining(['account', 'user']) as string[] | unknown,
          }))
          .map((hash, i) => (i === 0 ? { ...hash, attributes: ['user'] } : hash)),
      },
    ]);
    expect(saltOf(splits[0] as (typeof splits)[number], 'layer')).toBe('l');
  });

  it('finds none in a malformed flag, and none of an empty datafile', () => {
    expect(readSplits(compileDatafile({ flags: { bad: flag({ weights: { nobody: 1 } }) } } as never).bytes)).toEqual([]);
    expect(readSplits(compileDatafile({ flags: {} }).bytes)).toEqual([]);
  });
});

describe('assay certify', () => {
  it('passes a sound datafile and reports units, arms, overlap', async () => {
    const { code, stdout, stderr } = await certify(SOUND);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('The datafile passes.');
    expect(stdout).toContain('prix été 💶');
    const found = await report(SOUND);
    expect(found).toMatchObject({ units: 8000, failures: [], leaks: [], sharedSalts: [], skipped: 0 });
    expect(found.splits.map(({ experiment }) => experiment)).toEqual(['checkout', 'prix été 💶', 'left', 'right', 'rollout']);
    const [checkout, prix, left, right] = found.splits as [DatafileReport['splits'][number], ...DatafileReport['splits'][number][]];
    expect(checkout.units / 8000).toBeCloseTo(0.4, 1);
    expect(checkout.coverageP).toBeGreaterThan(0.001);
    expect(prix?.arms.map(({ meant }) => meant)).toEqual([0.9, 0.1]);
    expect((left?.units as number) + (right?.units as number)).toBe(8000);
    expect(found.overlaps.find(({ a, b }) => a === 'left' && b === 'right')).toBeUndefined();
    expect(found.overlaps[0]?.share).toBe(1);
    expect(found.inNone).toBe(0);
    expect(found.most).toBeGreaterThanOrEqual(2);
  }, 60_000);

  it('reads compiled bytes, and makes ids up when there are none', async () => {
    const files = { 'flags.bin': compileDatafile(JSON.stringify(SOUND)).bytes };
    const { code, stdout } = await runCli(['certify', 'flags.bin'], { files, core: true });
    expect(code).toBe(0);
    expect(stdout).toContain('20,000 units');
  }, 60_000);

  it('names the experiments that hash with one salt, but not one experiment on several flags', async () => {
    const datafile = {
      flags: {
        x: flag({ experiment: 'x', salt: 'same' }),
        y: flag({ experiment: 'y', salt: 'same' }),
        z: flag({ experiment: 'y', salt: 'same' }),
      },
    };
    const { code, stdout, stderr } = await certify(datafile);
    expect(code).toBe(1);
    expect(stdout).toContain('FAILS "x" and "y" hash with the same salt "same": the arm in one gives the arm in the other away');
    expect(stderr).toContain('flags.json: 1 check failed');
    expect((await report(datafile)).sharedSalts).toEqual([{ salt: 'same', experiments: ['x', 'y'] }]);
  });

  it('finds two dependent experiments of GrowthBook version 1', async () => {
    const feature = (key: string) => ({
      defaultValue: 'A',
      rules: [{ key, hashVersion: 1, variations: ['A', 'B'], weights: [0.5, 0.5], coverage: 1 }],
    });
    // Keys of one length that differ at the end.
    const datafile = { features: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7', '8'].map((i) => [`f${i}`, feature(`exp-${i}`)])) };
    const { code, stdout } = await certify(datafile, ids(), '--from', 'growthbook');
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILS "exp-\d" and "exp-\d" are not independent: p = \S+, Cramér's V 0\.\d\d of 8000 units in both/);
  });

  it('finds experiments of one layer that share units', async () => {
    // The compiler refuses ranges that overlap, so the layer is the same by its salt.
    const datafile = {
      layers: { one: { salt: 'page' }, two: { salt: 'page' } },
      flags: { x: flag({ experiment: 'x', layer: 'one', range: [0, 0.6] }), y: flag({ experiment: 'y', layer: 'two', range: [0.5, 1] }) },
    };
    const { leaks, failures } = await report(datafile);
    expect(leaks).toEqual([{ layer: 'page', a: 'x', b: 'y', units: expect.any(Number) as number }]);
    expect((leaks[0]?.units as number) / 8000).toBeCloseTo(0.1, 1);
    expect(failures[0]).toMatch(/^layer "page" leaks: \d+ units are in both "x" and "y"$/);
  });

  it('finds arms that do not follow the weights: the ids were chosen by their arm', async () => {
    const { bytes } = compileDatafile(JSON.stringify(SOUND));
    expect(bytes.length).toBeGreaterThan(0);
    const assigned = await runCli(['assign', '--datafile', 'flags.json', '--flag', 'checkout', '--json', 'ids.txt'], {
      files: { 'flags.json': JSON.stringify(SOUND), 'ids.txt': ids() },
      core: true,
    });
    const rows = (JSON.parse(assigned.stdout) as { assignments: { unit: string; variant: string }[] }).assignments;
    const kept = rows.filter(({ variant }, i) => variant === 'a' || i % 2 === 0).map(({ unit }) => unit);
    const { code, stdout } = await certify(SOUND, ids(kept));
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /FAILS "checkout" \(flag "checkout", rule "0"\): the arms do not follow the weights, p = \S+: a \d\d\.\d % instead of 50\.0 %/,
    );
  });

  it('says when nobody gets in and when there are too few to tell, which is no failure', async () => {
    const gated = { flags: { x: flag({ experiment: 'x' }, { when: { country: 'NO' } }) } };
    expect((await certify(gated)).stdout).toMatch(/x +x +0 +.*nobody gets in/);
    expect((await certify(gated, ids(), '--context', 'country=NO')).stdout).toMatch(/x +x +8,000 .* ok/);
    const few = await certify(gated, 'ada\nbo\n', '--context', 'country=NO');
    expect(few.stdout).toContain('too few to tell');
    expect(few.code).toBe(0);
  });

  it('skips what is no id, an id again and what is beyond the limit', async () => {
    const { stdout } = await certify(SOUND, 'ada\n\nada\r\nzoë 🙂\n__proto__\nlast\n', '--limit', '3', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ units: 3, skipped: 2 });
  });

  it.each([
    [[], 2, 'no DATAFILE given'],
    [['flags.json', 'a', 'b'], 2, 'one file of ids expected'],
    [['flags.json', '--limit', '0'], 2, '--limit 0'],
    [['nothing.json'], 1, 'nothing.json: there is no such file'],
    [['empty.json'], 1, 'empty.json: no flag that is on divides units'],
    [['flags.json', 'none.txt'], 1, 'none.txt: holds no id'],
  ])('refuses %j', async (args, exit, message) => {
    const files = { 'flags.json': JSON.stringify(SOUND), 'empty.json': '{"flags":{}}', 'none.txt': '\n' };
    const { code, stderr } = await runCli(['certify', ...args], { files, core: true });
    expect([code, stderr]).toEqual([exit, expect.stringContaining(message)]);
  });
});
