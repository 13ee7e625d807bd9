import { describe, expect, it } from 'vitest';
import { runCli } from './fake-io.js';

const COMMANDS = ['funnel', 'metrics', 'task', 'experiment', 'assign', 'explain', 'compile', 'sign', 'types', 'reallocate'];

describe('assay', () => {
  it('prints help that names every command, and its version', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { code, stdout, stderr } = await runCli(args);
      expect([code, stderr]).toEqual([0, '']);
      for (const command of COMMANDS) expect(stdout).toContain(`  ${command}`);
    }
    expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: '1.2.3\n', stderr: '' });
  });

  it('prints its help on standard error when there is nothing to do', async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('usage: assay COMMAND');
  });

  it.each(COMMANDS)('explains %s', async (command) => {
    for (const args of [
      [command, '--help'],
      [command, 'x.csv', '-h'],
      ['help', command],
    ]) {
      const { code, stdout, stderr } = await runCli(args);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(new RegExp(`^usage: assay ${command} .*\n[^]*example: assay ${command} `));
    }
  });

  it.each([
    [['fun'], 'there is no command "fun"'],
    [['help', 'fun'], 'there is no command "fun"'],
    [['funnel', '--steps', 'a'], 'no FILE given'],
    [['funnel', 'x.csv'], '--steps is missing'],
    [['funnel', 'x.csv', '--steps', ','], '--steps is missing'],
    [['funnel', 'x.csv', '--steps', 'a', '--step', 'b'], 'give either --steps'],
    [['funnel', 'x.csv', '--steps', Array.from({ length: 33 }, (_, i) => `s${i}`).join()], 'at most 32'],
    [['funnel', 'x.csv', '--steps', 'a', '--within', 'soon'], '--within: duration "soon"'],
    [['funnel', 'x.csv', '--steps', 'a', '--where', 'plan'], '--where "plan": write PROP=VALUE'],
    [['funnel', 'x.csv', '--steps', 'a', '--format', 'xml'], '--format xml: one of csv, ndjson, log'],
    [['funnel', 'x.csv', '--steps'], "Option '--steps <value>' argument missing"],
    [['funnel', 'x.csv', '--sttep', 'a'], "unknown option '--sttep'"],
    [['funnel', '-', '-', '--steps', 'a'], 'standard input (-) can be read only once'],
    [['metrics', 'x.csv', '--bucket', 'fortnight'], '--bucket: duration "fortnight"'],
    [['metrics', 'x.csv', '--stat', 'mean'], '--stat needs --of'],
    [['metrics', 'x.csv', '--of', 'n', '--stat', 'mode'], '--stat mode: one of sum, mean'],
    [['task', 'x.csv', '--start', 'a'], '--complete is missing'],
    [['experiment', 'x.csv', '--experiment', 'e'], '--conversion is missing'],
    [['experiment', 'x.csv', '--experiment', 'e', '--conversion', 'c', '--weights', '1,1'], '--weights needs --arms'],
    [['experiment', 'x.csv', '--experiment', 'e', '--conversion', 'c', '--arms', 'a,b', '--weights', '1'], '1 given for 2 arms'],
    [['experiment', 'x.csv', '--experiment', 'e', '--conversion', 'c', '--arms', 'a,b', '--weights', '1,-1'], 'numbers above zero'],
    [['assign', 'units.txt'], '--datafile is missing'],
    [['assign', 'units.txt', '--datafile', 'f', '--context', 'country'], '--context "country": write KEY=VALUE'],
    [['assign', 'units.txt', '--datafile', 'f', '--now', 'soon'], '--now soon: write an instant'],
    [['explain', '--flag', 'f'], '--datafile is missing'],
    [['explain', '--datafile', 'f'], '--flag is missing'],
    [['explain', '--datafile', 'f', '--flag', 'f', 'x.csv'], 'nothing is asked of "x.csv"'],
    [['explain', '--datafile', 'f', '--flag', 'f', '--context', '{'], '--context the JSON: not JSON'],
    [['explain', '--datafile', 'f', '--flag', 'f', '--context', '@x.csv'], '--context @x.csv: not JSON'],
    [
      ['explain', '--datafile', 'x.csv', '--flag', 'f', '--from', 'statsig'],
      '--from statsig: one of growthbook, unleash, ufc, launchdarkly, flagd',
    ],
    [
      ['explain', '--datafile', 'x.csv', '--flag', 'f', '--from', 'ufc', '--environment', 'e'],
      "--environment is for Assay's own datafiles",
    ],
    [['compile', 'flags.json'], '-o OUT is missing'],
    [['compile', '-o', 'out'], 'no DATAFILE given'],
    [['compile', 'a', 'b', '-o', 'out'], 'one DATAFILE expected, not 2'],
    [['sign', '--key', 'k'], 'no DATAFILE given'],
    [['sign', 'flags.json'], '--key is missing'],
    [['sign', '-', '--key', '-'], 'standard input (-) can be read only once'],
    [['sign', '--new-key'], '-o KEY_FILE is missing'],
    [['sign', '--new-key', '-o', 'k', 'flags.json'], '--new-key takes neither DATAFILE nor --key'],
    [['types'], 'no DATAFILE given'],
    [['types', 'x.csv', '--from', 'statsig'], '--from statsig: one of growthbook, unleash, ufc, launchdarkly, flagd'],
    [['reallocate'], 'no DATAFILE given'],
    [['reallocate', 'f', '--flag', 'f', '--rule', '0'], '--weights is missing'],
    [['reallocate', 'f', '--flag', 'f', '--rule', '0', '--weights', 'a=1,b'], '--weights "b": write NAME=N'],
    [['reallocate', 'f', '--flag', 'f', '--rule', '0', '--weights', 'a=0.5'], '--weights "a=0.5": write NAME=N'],
    [['reallocate', 'f', '--flag', 'f', '--rule', '0', '--weights', 'a=1', '--weights', 'a=2'], 'a variant is named twice'],
  ])('refuses %j with exit code 2 and one line', async (args, message) => {
    const { code, stdout, stderr } = await runCli(args, { files: { 'x.csv': 'user,time,event\n' } });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^assay: .*\(assay.* --help .*\)\n$/);
  });
});
