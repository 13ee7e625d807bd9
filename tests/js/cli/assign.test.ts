import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FlagsPort } from '../../../js/cli/engine-port.js';
import type { Json } from '../../../js/shared/json.js';
import { runCli } from './fake-io.js';

/** Two flags: `size` is large for ids of even length in Norway, `broken` always fails. */
function twoFlags(attribute = 'user'): FlagsPort & { contexts: Readonly<Record<string, Json>>[] } {
  const contexts: Readonly<Record<string, Json>>[] = [];
  return {
    contexts,
    keys: () => ['size', 'broken'],
    explain: () => undefined,
    setContext: (context) => contexts.push(context),
    details: (key) => {
      const context = contexts.at(-1) ?? {};
      if (key === 'broken') return { value: undefined, reason: 'ERROR', errorCode: 'PARSE_ERROR' };
      const isLarge = context.country === 'NO' && String(context[attribute]).length % 2 === 0;
      return { value: isLarge ? 2 : 1, variant: isLarge ? 'large' : 'small', reason: 'SPLIT' };
    },
  };
}

const DATAFILE = { 'flags.json': '{"flags":{}}' };
const UNITS = 'ada\r\n\nzoë1\nbo\n';

describe('assay assign', () => {
  it('prints every unit and flag as it reads, and counts at the end', async () => {
    const flags = twoFlags();
    const args = [
      'assign',
      '--datafile',
      'flags.json',
      '--context',
      'country=NO',
      '--context',
      'age=42',
      '--context',
      'zip="42"',
      'units.txt',
    ];
    const { code, stdout, stderr } = await runCli(args, { files: { ...DATAFILE, 'units.txt': UNITS }, flags });
    expect(code).toBe(0);
    expect(flags.contexts[0]).toEqual({ country: 'NO', age: 42, zip: '42', user: 'ada' });
    expect(stdout).toBe(
      [
        'unit\tflag\tvariant\treason',
        'ada\tsize\tsmall\tSPLIT',
        'ada\tbroken\t–\tERROR PARSE_ERROR',
        'zoë1\tsize\tlarge\tSPLIT',
        'zoë1\tbroken\t–\tERROR PARSE_ERROR',
        'bo\tsize\tlarge\tSPLIT',
        'bo\tbroken\t–\tERROR PARSE_ERROR',
        '',
      ].join('\n'),
    );
    expect(stderr).toBe(`3 units
flag    variant      units    share
size    large            2   66.7 %
size    small            1   33.3 %
broken  PARSE_ERROR      3  100.0 %
`);
  });

  it('prints exactly one JSON document, also of no units', async () => {
    const files = { ...DATAFILE, 'units.txt': UNITS, 'none.txt': '' };
    const base = ['assign', '--datafile', 'flags.json', '--flag', 'size', '--json'];
    const { stdout } = await runCli([...base, 'units.txt'], { files, flags: twoFlags() });
    expect(JSON.parse(stdout)).toEqual({
      assignments: ['ada', 'zoë1', 'bo'].map((unit) => ({ unit, flag: 'size', variant: 'small', value: 1, reason: 'SPLIT' })),
      summary: { files: ['units.txt'], units: 3, skipped: 0, errors: [], variants: { size: { small: 3 } } },
    });
    const none = await runCli([...base, 'none.txt'], { files, flags: twoFlags() });
    expect(JSON.parse(none.stdout)).toMatchObject({ assignments: [], summary: { units: 0 } });
  });

  it('reads gzip and standard input, uses another unit attribute, skips what is no id', async () => {
    const flags = twoFlags('account');
    const { stdout, stderr } = await runCli(
      ['assign', '--datafile', 'flags.json', '--unit', 'account', '--flag', 'size', 'packed.gz', '-'],
      {
        files: {
          ...DATAFILE,
          'packed.gz': gzipSync('a1\n'),
          '-': Buffer.concat([Buffer.from('b1\n'), Buffer.from([0xff]), Buffer.from('\nc1')]),
        },
        flags,
      },
    );
    expect(stdout.split('\n').slice(1, -1)).toEqual(['a1', 'b1', 'c1'].map((id) => `${id}\tsize\tsmall\tSPLIT`));
    expect(flags.contexts).toEqual([{ account: 'a1' }, { account: 'b1' }, { account: 'c1' }]);
    expect(stderr).toContain('skipped 1 line\n  stdin:2:1: invalid UTF-8\n');
  });

  it('names the flags when one does not exist', async () => {
    const args = ['assign', '--datafile', 'flags.json', '--flag', 'sise', 'units.txt'];
    const { code, stderr } = await runCli(args, { files: { ...DATAFILE, 'units.txt': UNITS }, flags: twoFlags() });
    expect([code, stderr]).toEqual([1, 'assay: there is no flag "sise"; the flags are size, broken\n']);
  });
});
