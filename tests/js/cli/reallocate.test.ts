import { describe, expect, it } from 'vitest';
import type { Datafile, Split } from '../../../js/compile/datafile.js';
import { bucketOf, unitHash32 } from '../../vectors/oracle/bucketing.mjs';
import { runCli } from './fake-io.js';

const withSplit = (split: Split): Datafile => ({
  revision: 4,
  layers: { l: {} },
  flags: {
    other: { type: 'boolean', variants: { on: true }, default: 'on' },
    f: {
      type: 'string',
      description: 'kept',
      variants: { a: 'A', b: 'B', c: 'C' },
      default: 'a',
      rules: [
        { id: 'first', serve: 'a', when: { x: 1 } },
        { when: { country: 'DE' }, split },
      ],
      environments: { prod: { rules: [{ id: 'own', split: { weights: { a: 1, b: 1 } } }] }, test: { enabled: true } },
    },
  },
});
const units = Array.from({ length: 500 }, (_, i) => `unit ${i} é😀`);

const reallocate = (datafile: Datafile | string, args: readonly string[], files = {}) =>
  runCli(['reallocate', 'd.json', '--flag', 'f', ...args], {
    files: { 'd.json': typeof datafile === 'string' ? datafile : JSON.stringify(datafile), ...files },
    core: true,
  });

describe('assay reallocate', () => {
  it('writes slots in place of weights, raises the revision and leaves everything else as it was', async () => {
    const datafile = withSplit({ weights: { a: 1, b: 1 }, experiment: 'e', coverage: 0.5 });
    const { code, stdout, stderr, saved } = await reallocate(datafile, [
      '--rule',
      '1',
      '--weights',
      'a=1,b=1',
      '--weights',
      'c=1',
      '-o',
      'new.json',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const slots = [
      { start: 0, end: 2, variant: 'a' },
      { start: 2, end: 3, variant: 'c' },
      { start: 3, end: 5, variant: 'b' },
      { start: 5, end: 6, variant: 'c' },
    ];
    const { weights: _, ...rest } = datafile.flags['f']!.rules![1]!.split as Split;
    const expected = structuredClone(withSplit({ ...rest, slots, total: 6 })) as { revision: number };
    expected.revision = 5;
    expect(JSON.parse(saved.get('new.json') as string)).toEqual(expected);
    expect(stdout).toBe(`moves 33.33 % of the split's units, the fewest possible; just writing the weights would move 50 %
4 slots of 6:
  [0, 2) "a"
  [2, 3) "c"
  [3, 5) "b"
  [5, 6) "c"
new.json: revision 5
`);
  });

  it('writes nothing when it is not told where', async () => {
    const { code, stdout, saved } = await reallocate(withSplit({ weights: { a: 1, b: 1 } }), ['--rule', '1', '--weights', 'a=3,b=1']);
    expect([code, saved.size]).toEqual([0, 0]);
    expect(stdout).toContain("moves 25 % of the split's units, the fewest possible\n");
    expect(stdout).toContain('nothing written');
  });

  it('changes the rules of an environment', async () => {
    const { saved } = await reallocate(withSplit({ weights: { a: 1 } }), [
      '--rule',
      'own',
      '--environment',
      'prod',
      '--weights',
      'a=1',
      '-o',
      'o',
    ]);
    const flag = (JSON.parse(saved.get('o') as string) as Datafile).flags['f'];
    expect(flag?.environments?.['prod']?.rules?.[0]?.split).toEqual({ slots: [{ start: 0, end: 2, variant: 'a' }], total: 2 });
    expect(flag?.rules?.[1]?.split).toEqual({ weights: { a: 1 } });
  });

  it('lists exactly the units of the split whose variant changes', async () => {
    const split: Split = {
      weights: { a: 2, b: 1 },
      unit: ['account', 'user'],
      coverage: 0.6,
      layer: 'l',
      range: [0.1, 0.9],
      salt: 's',
      sticky: true,
      experiment: 'e',
    };
    const ids = `${units.join('\n')}\n\n`;
    const { code, stdout, stderr, saved } = await reallocate(
      withSplit(split),
      ['--rule', '1', '--weights', 'a=1,b=2', '-o', 'o', 'ids.txt', '-'],
      { 'ids.txt': ids, '-': 'last\n' },
    );
    expect(code).toBe(0);
    const { slots } = (JSON.parse(saved.get('o') as string) as Datafile).flags['f']!.rules![1]!.split as Split;
    const moved = [...units, 'last'].flatMap((unit) => {
      const at = (purpose: string, salt: string, total: number) => bucketOf(unitHash32(purpose, salt, unit), total);
      const isIn =
        at('coverage', 's', 1_000_000) < 600_000 && at('layer', 'l', 1_000_000) >= 100_000 && at('layer', 'l', 1_000_000) < 900_000;
      const from = at('variant', 's', 3) < 2 ? 'a' : 'b';
      const place = at('variant', 's', 3);
      const to = slots?.find(({ start, end }) => place >= start && place < end)?.variant;
      return isIn && from !== to ? [`${unit}\t${from}\t${to}`] : [];
    });
    expect(moved.length).toBeGreaterThan(50);
    expect(stdout.split('\n')).toEqual(['unit\tfrom\tto', ...moved, '']);
    expect(stderr).toContain(`${moved.length} units of 501 move\n`);
    expect(stderr).toContain("moves 33.33 % of the split's units");
  });

  it('fills gaps, from which units come without a variant', async () => {
    const split: Split = { slots: [{ start: 2, end: 4, variant: 'b' }], total: 4, salt: 's' };
    const { stdout } = await reallocate(withSplit(split), ['--rule', '1', '--weights', 'b=1', 'ids.txt'], { 'ids.txt': units.join('\n') });
    const lines = stdout.trimEnd().split('\n').slice(1);
    expect(lines.length).toBeGreaterThan(100);
    for (const line of lines) expect(line).toMatch(/\t–\tb$/);
  });

  it.each([
    ['no such flag', ['--flag', 'g', '--rule', '0', '--weights', 'a=1'], 'there is no flag "g"; there are other, f'],
    ['no such rule', ['--rule', 'x', '--weights', 'a=1'], 'there is no rule "x"; there are first, 1'],
    ['a rule without a split', ['--rule', 'first', '--weights', 'a=1'], 'there is no split in rule "first"'],
    ['no such variant', ['--rule', '1', '--weights', 'a=1,d=1'], 'there is no variant "d"; there are a, b, c'],
    [
      'no such environment',
      ['--rule', '1', '--environment', 'dev', '--weights', 'a=1'],
      'there is no environment "dev"; there are prod, test',
    ],
    [
      'an environment without rules',
      ['--rule', '1', '--environment', 'test', '--weights', 'a=1'],
      'environment "test" has no rules of its own',
    ],
    ['weights of nobody', ['--rule', '1', '--weights', 'a=0'], 'weights: must hold a weight above 0'],
  ])('refuses %s', async (_, args, message) => {
    const { code, stdout, stderr } = await reallocate(withSplit({ weights: { a: 1, b: 1 } }), [...args, '-o', 'o']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`assay: d.json: ${message}`);
  });

  it('refuses a flag that does not compile, and what is compiled', async () => {
    const broken = await reallocate(withSplit({ weights: { z: 1 } }), ['--rule', '1', '--weights', 'a=1']);
    expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining('d.json: flags.f.rules[1].split.weights')]);
    expect((await reallocate('ASDF', ['--rule', '1', '--weights', 'a=1'])).stderr).toContain('d.json: is no JSON');
  });
});
