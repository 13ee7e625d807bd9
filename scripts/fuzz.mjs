// Runs the libFuzzer targets of tests/fuzz under the sanitizers. What is found is written to build/fuzz-findings and printed.
//   npm run fuzz                        every target for five minutes
//   npm run fuzz -- --seconds 60 datafile_fuzz
//   npm run fuzz -- --json 1000000      instead: datafiles as JSON, as many (fuzz-json.mjs)
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { build } from './build.mjs';
import { fuzzJsonCommand, jsonOptions } from './fuzz-json.mjs';
import { collect, Failure, inParallel, isMain, main, root, say } from './process.mjs';
import { setup } from './setup.mjs';

/** Names of the targets in tests/fuzz. */
export function fuzzTargets() {
  const names = readdirSync(join(root, 'tests/fuzz')).filter((name) => name.endsWith('_fuzz.cc'));
  return names.map((name) => basename(name, '.cc')).sort();
}

/**
 * Runs one target, starting from tests/fuzz/corpus/<name>, for `seconds`. Inputs that reach new code are kept in build/fuzz-corpus and used
 * next time. With a `seed` the order of inputs is the same every time. Returns `{ ok, output }`.
 */
export async function fuzz(target, { seconds, seed, symbolizer }) {
  const name = target.replace(/_fuzz$/, '');
  const grown = join(root, 'build/fuzz-corpus', name);
  const findings = join(root, 'build/fuzz-findings', name);
  for (const folder of [grown, findings]) mkdirSync(folder, { recursive: true });
  const given = join(root, 'tests/fuzz/corpus', name);
  const args = [
    `-max_total_time=${seconds}`,
    '-timeout=10',
    '-rss_limit_mb=2048',
    '-print_final_stats=1',
    `-artifact_prefix=${findings}/`,
    ...(seed === undefined ? [] : [`-seed=${seed}`]),
    grown,
    ...(existsSync(given) ? [given] : []),
  ];
  const env = { ...process.env, UBSAN_OPTIONS: 'print_stacktrace=1', ...(symbolizer ? { ASAN_SYMBOLIZER_PATH: symbolizer } : {}) };
  const { status, output } = await collect(join(root, 'build/fuzz/tests/fuzz', target), args, { env });
  return { ok: status === 0, output };
}

if (isMain(import.meta.url)) {
  await main(async (args) => {
    if (args.includes('--json')) {
      const options = jsonOptions(args);
      await build(await setup(), ['wasm', 'js']);
      return fuzzJsonCommand(options);
    }
    const at = args.indexOf('--seconds');
    const seconds = at < 0 ? 300 : Number(args[at + 1]);
    if (!(seconds > 0)) throw new Failure(`--seconds needs a number of seconds, not ${args[at + 1]}`);
    const named = args.filter((_, index) => at < 0 || (index !== at && index !== at + 1));
    const unknown = named.filter((name) => !fuzzTargets().includes(name));
    if (unknown.length > 0) throw new Failure(`no such target: ${unknown.join(', ')}. There are: ${fuzzTargets().join(', ')}`);
    const tools = await setup();
    await build(tools, ['fuzz']);
    const targets = named.length > 0 ? named : fuzzTargets();
    say(`fuzz: ${targets.length} targets, ${seconds} s each, ${availableParallelism()} at a time`);
    const results = await inParallel(
      availableParallelism(),
      targets.map((target) => async () => {
        const { ok, output } = await fuzz(target, { seconds, symbolizer: tools.symbolizer });
        const runs = /number_of_executed_units: (\d+)/.exec(output)?.[1] ?? '?';
        process.stdout.write(ok ? `ok      ${target}: ${runs} inputs\n` : `FAILED  ${target}\n${output}\n`);
        return ok;
      }),
    );
    if (results.includes(false)) throw new Failure('inputs that break a target are in build/fuzz-findings');
  });
}
