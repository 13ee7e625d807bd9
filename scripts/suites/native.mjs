// GoogleTest, every module's executable of the asan preset.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { collect, Failure, inParallel, root, run } from '../process.mjs';

export const native = {
  name: 'native',
  title: 'C++ core, native, AddressSanitizer + UndefinedBehaviorSanitizer',
  needs: ['native'],
  run: runNative,
};

async function runNative({ symbolizer }) {
  const results = join(root, 'build/results/native');
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  // ctest knows which executables belong to the present sources; what an earlier branch left in the folder does not count.
  const { tests } = JSON.parse(await run('ctest', ['--test-dir', join(root, 'build/asan'), '--show-only=json-v1']));
  const programs = [...new Set(tests.map(({ command }) => command?.[0]))];
  if (programs.includes(undefined)) throw new Failure('a native test has no executable: the build is incomplete');
  const env = { ...process.env, UBSAN_OPTIONS: 'print_stacktrace=1', ...(symbolizer ? { ASAN_SYMBOLIZER_PATH: symbolizer } : {}) };
  const each = await inParallel(
    availableParallelism(),
    programs.map((program) => async () => {
      const name = basename(program).replace(/^assay_|_test$/g, '');
      const file = join(results, `${name}.json`);
      const { status, output } = await collect(program, [`--gtest_output=json:${file}`], { cwd: dirname(program), env });
      return status === 0 || status === 1 ? fromReport(name, file, output) : fromCrash(name, status, output);
    }),
  );
  return {
    passed: each.reduce((sum, { passed }) => sum + passed, 0),
    skipped: each.reduce((sum, { skipped }) => sum + skipped, 0),
    failures: each.flatMap(({ failures }) => failures),
  };
}

function fromReport(module, file, output) {
  const totals = { passed: 0, skipped: 0, failures: [] };
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return fromCrash(module, 'without a report', output);
  }
  for (const suite of report.testsuites) {
    for (const test of suite.testsuite) {
      const name = `${module}: ${suite.name}.${test.name}`;
      if (test.failures) totals.failures.push({ name, text: test.failures.map(({ failure }) => failure).join('\n') });
      else if (test.status === 'RUN' && test.result === 'COMPLETED') totals.passed += 1;
      else totals.skipped += 1;
    }
  }
  // LeakSanitizer speaks at the end, when every test has already passed.
  if (totals.failures.length === 0 && /ERROR: (Address|Leak)Sanitizer|runtime error:/.test(output)) {
    totals.failures.push({ name: `${module}: after the last test`, text: output });
  }
  return totals;
}

// A sanitizer ended the program: what was printed before says which tests had passed.
function fromCrash(module, status, output) {
  const passed = [...output.matchAll(/^\[ {7}OK \]/gm)].length;
  const running = [...output.matchAll(/^\[ RUN {6}\] (\S+)/gm)].at(-1)?.[1] ?? 'before the first test';
  return { passed, skipped: 0, failures: [{ name: `${module}: ${running} (ended ${status})`, text: output }] };
}
