// The other half of npm run fuzz: datafiles as JSON, ours and other vendors', mutated, through the compiler, the importers and the built modules.
//   npm run fuzz -- --json 1000000              that many inputs
//   npm run fuzz -- --json 1 --seed 1 --from 7  one of them again
// Inputs are made from a seed and their number alone. tests/fuzz/json has what is tried with each of them.
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importSources } from './import-sources.mjs';
import { Failure, inParallel, isMain, root, say, seconds } from './process.mjs';

/** A process of its own for so many: what one input leaves behind is gone soon. */
const PART = 25_000;
/** An input that takes longer has hung. */
const HANG_MS = 60_000;
/** How often the process that tries inputs says where it is. */
const SAY_EVERY = 50;
const findingsFolder = join(root, 'build/fuzz-findings/json');

/**
 * Tries `count` inputs from number `from` on, in `jobs` processes at a time. Inputs that break a promise are written to
 * build/fuzz-findings/json. Returns `{ outcomes, found, slowest, findings: [{ name, text }] }`.
 */
export async function fuzzJson({ count, seed = 1, from = 0, jobs = availableParallelism(), progress = () => {} }) {
  const total = { outcomes: {}, found: 0, slowest: [], findings: [] };
  const size = Math.min(PART, Math.ceil(count / jobs));
  const parts = Array.from({ length: Math.ceil(count / size) }, (_, i) => {
    const first = from + i * size;
    return { first, count: Math.min(size, from + count - first) };
  });
  let done = 0;
  await inParallel(
    jobs,
    parts.map((part) => async () => {
      const report = await runPart({ seed, ...part });
      for (const [outcome, n] of Object.entries(report.outcomes)) total.outcomes[outcome] = (total.outcomes[outcome] ?? 0) + n;
      total.found += report.found;
      total.slowest = [...total.slowest, ...report.slowest].sort((a, b) => b.ms - a.ms).slice(0, 5);
      for (const finding of report.findings) total.findings.push(saved(seed, finding));
      done += part.count;
      progress(done, total.found);
    }),
  );
  return total;
}

/** One process's report; when it ends without one or hangs, that is what is found. Throws a Failure when it cannot begin. */
function runPart(part) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), { cwd: root, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    let at;
    let report;
    let timer;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
    };
    child.on('message', (message) => {
      watch();
      if (message.at === undefined) report = message.report;
      else at = message.at;
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (at === undefined) reject(new Failure('no input could be tried: the built modules do not fit, or the sources do not bundle'));
      const error = `the process ended with ${code ?? signal} in one of the ${SAY_EVERY} inputs from ${at} on`;
      resolve(
        report ?? { outcomes: {}, found: 1, slowest: [], findings: [{ n: at, kind: 'process', text: '', error, inputs: SAY_EVERY }] },
      );
    });
    watch();
    child.send(part);
  });
}

function saved(seed, { n, kind, text, error, inputs = 1 }) {
  mkdirSync(findingsFolder, { recursive: true });
  const path = join(findingsFolder, `${kind}-${seed}-${n}.json`);
  writeFileSync(path, text);
  return { name: `${kind} ${n}`, text: `${error}\n${path}\nagain: npm run fuzz -- --json ${inputs} --seed ${seed} --from ${n}` };
}

/** What `npm run fuzz -- --json …` does, with jsonOptions() of its arguments. */
export async function fuzzJsonCommand({ json: count, seed, from, jobs }) {
  const start = performance.now();
  const { outcomes, found, slowest, findings } = await fuzzJson({
    count,
    seed,
    from,
    jobs,
    progress: (done, sofar) =>
      say(`fuzz: ${done.toLocaleString('en')} of ${count.toLocaleString('en')} inputs, ${sofar} found (${seconds(start)})`),
  });
  for (const { name, text } of findings) process.stdout.write(`FAILED  ${name}\n${text}\n\n`);
  const rate = Math.round(count / ((performance.now() - start) / 1000));
  const what = Object.entries(outcomes).map(([outcome, n]) => `${n} ${outcome}`);
  process.stdout.write(`${count} inputs, ${found} found, ${rate} a second: ${what.join(', ')}\n`);
  process.stdout.write(`slowest: ${slowest.map(({ n, kind, ms }) => `${kind} ${n} ${ms.toFixed(0)} ms`).join(', ')}\n`);
  if (found > 0) throw new Failure('inputs that break a promise are in build/fuzz-findings/json');
}

/** Throws a Failure for what is none. */
export function jsonOptions(args) {
  const option = (value) => ({ type: 'string', default: value });
  const options = { json: option('0'), seed: option('1'), from: option('0'), jobs: option(String(availableParallelism())) };
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new Failure(error.message);
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const number = Number(value);
      const least = name === 'json' || name === 'jobs' ? 1 : 0;
      if (!Number.isSafeInteger(number) || number < least)
        throw new Failure(`--${name} needs a whole number of ${least} or more, not ${value}`);
      return [name, number];
    }),
  );
}

// In a process that runPart() started.
if (isMain(import.meta.url) && process.send !== undefined) {
  process.once('disconnect', () => process.exit());
  process.once('message', async ({ seed, first, count }) => {
    const { run } = await importSources("export { run } from './run.js';", join(root, 'tests/fuzz/json'));
    const onInput = (n) => {
      if ((n - first) % SAY_EVERY === 0) process.send({ at: n });
    };
    process.send({ report: await run({ root, seed, first, count, onInput }) }, () => process.disconnect());
  });
}
