import { describe, expect, it } from 'vitest';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import { runCli } from './fake-io.js';

const good = { type: 'string', variants: { a: 'A', b: 'B' }, default: 'a', environments: { test: { default: 'b' } } } as const;
const bad = { ...good, default: 'c' };
const files = {
  'good.json': JSON.stringify({ flags: { good } }),
  'bad.json': JSON.stringify({ flags: { good, bad, worse: 5 } }),
  'list.json': '[1]',
  'none.txt': 'user\n',
  'unleash.json': JSON.stringify({
    features: [
      { name: 'f', enabled: true, strategies: 7 },
      { name: 'g', enabled: true, strategies: [] },
    ],
  }),
  'growthbook.json': JSON.stringify({ features: { f: { defaultValue: 1, rules: 7 } } }),
  'launchdarkly.json': JSON.stringify({ flags: { f: 7 } }),
  'ufc.json': JSON.stringify({ flags: { f: 7 } }),
  'flagd.json': JSON.stringify({ flags: { f: { state: 'ON', variants: {} } } }),
};
const compile = (...args: string[]) => runCli(['compile', ...args], { files, core: true });

describe('assay compile', () => {
  it('writes the bytes that the compiler makes, and says how large they are', async () => {
    const { code, stdout, stderr, saved } = await compile('good.json', '-o', 'out.bin');
    const { bytes } = compileDatafile(files['good.json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(saved).toEqual(new Map([['out.bin', bytes]]));
    expect(stdout).toMatch(
      new RegExp(`^out\\.bin: 1 flag, ${bytes.length} bytes \\(\\d+ with gzip\\) from ${files['good.json'].length}\\n$`),
    );
  });

  it('compiles for an environment', async () => {
    const { saved } = await compile('good.json', '-o', 'out', '--environment', 'test');
    expect(saved.get('out')).toEqual(compileDatafile(files['good.json'], { environment: 'test' }).bytes);
    expect(saved.get('out')).not.toEqual(compileDatafile(files['good.json']).bytes);
  });

  it('writes nothing when there are problems, each a line, unless it is told to', async () => {
    const refused = await compile('bad.json', '-o', 'out');
    expect([refused.code, refused.stdout, refused.saved.size]).toEqual([1, '', 0]);
    expect(refused.stderr.split('\n')).toEqual([
      'flags.bad.default: must name a variant: a, b',
      'flags.worse: must be an object',
      'assay: bad.json: 2 problems, so nothing is written',
      '',
    ]);
    const written = await compile('bad.json', '-o', 'out', '--allow-problems');
    expect([written.code, written.saved.get('out')]).toEqual([0, compileDatafile(files['bad.json']).bytes]);
    expect(written.stdout).toContain('3 flags');
    expect(written.stderr.split('\n')).toHaveLength(3);
  });

  it.each(['unleash', 'growthbook', 'launchdarkly', 'ufc', 'flagd'])('says once what is wrong with a flag of %s', async (vendor) => {
    const { code, stderr } = await compile(`${vendor}.json`, '-o', 'out', '--from', vendor);
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^(flags\.|features\.)?f\b/),
      `assay: ${vendor}.json: 1 problem, so nothing is written`,
    ]);
  });

  it.each([
    ['list.json', 'datafile: must be an object'],
    ['none.txt', ''],
  ])('says what is no datafile: %s', async (path, message) => {
    const { code, stderr, saved } = await compile(path, '-o', 'out');
    expect([code, saved.size]).toEqual([1, 0]);
    expect(stderr).toContain(message);
  });
});

describe('assay types', () => {
  it('prints the declaration, or writes it', async () => {
    const declaration = expect.stringMatching(/export interface Flags \{\n {2}readonly ['"]good['"]: ['"]A['"] \| ['"]B['"];\n\}/);
    expect(await runCli(['types', 'good.json'], { files })).toMatchObject({ code: 0, stdout: declaration, stderr: '' });
    const written = await runCli(['types', 'good.json', '-o', 'flags.d.ts'], { files });
    expect([written.stdout, written.saved.get('flags.d.ts')]).toEqual(['', declaration]);
  });

  it.each([
    ['growthbook', { features: { f: { defaultValue: 'x', rules: [{ force: 'é' }] }, g: 7 } }, "'f': 'x' | 'é';"],
    ['unleash', { features: [{ name: 'f', enabled: true, strategies: [] }] }, "'f': boolean;"],
    ['launchdarkly', { flags: { f: { on: true, variations: [1, 2], fallthrough: { variation: 0 } } } }, "'f': number;"],
    [
      'ufc',
      { flags: { f: { enabled: true, variationType: 'JSON', variations: { a: { value: { n: 1 } } }, allocations: [] } } },
      "'f': { readonly 'n': number };",
    ],
    ['flagd', { flags: { f: { state: 'ENABLED', variants: { a: 'A' }, defaultVariant: 'a' } } }, "'f': 'A';"],
  ])('makes types of a datafile of %s', async (vendor, datafile, type) => {
    const outcome = await runCli(['types', 'd.json', '--from', vendor], { files: { 'd.json': JSON.stringify(datafile) } });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toMatch(/export interface Flags \{\n.*\n\}\n$/);
    expect(outcome.stdout).toContain(`{\n  readonly ${type}\n}`);
  });

  it.each([
    ['none.txt', 'none.txt: is no JSON'],
    ['list.json', 'list.json: datafile: must be an object'],
  ])('refuses %s', async (path, message) => {
    const { code, stderr } = await runCli(['types', path], { files });
    expect([code, stderr.startsWith(`assay: ${message}`)]).toEqual([1, true]);
  });
});
