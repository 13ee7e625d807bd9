// npm run bench: how fast Assay is, beside what else could do the work. Every contender's answers are checked before it is timed.
//   npm run bench                          all groups: kernels (C++), behavior and flags (Node, against JavaScript)
//   npm run bench -- flags                 only this group, or these
//   npm run bench -- behavior --n 1M,5M    other numbers of events than a million: 200k, 5M, 300000
//   npm run bench -- --write               also keeps the results in tests/bench/results.{md,json}
//   npm run -s bench -- behavior --json    [{ "task", "n", "unit", "ours", "rivals": { name: value } }] instead of tables
// Set-up, installing and building report on stderr; stdout is the result alone.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KERNEL_OPTIONS, kernelResults } from '../tests/bench/kernels.mjs';
import { record, table, writeResults } from '../tests/bench/report.mjs';
import { build } from './build.mjs';
import { Failure, find, isMain, main, root, run, say, seconds } from './process.mjs';
import { setup } from './setup.mjs';

const folder = join(root, 'tests/bench');

/** By name: what runs a group and gives `{ rows, versions }`. */
const groups = {
  kernels: runKernels,
  behavior: async (tools, { counts }) => {
    await installRivals();
    await build(tools, ['wasm', 'js']);
    const runs = [];
    for (const count of counts) runs.push(await runInNode('behavior', [String(count)]));
    return { rows: runs.flatMap(({ rows }) => rows), versions: Object.assign({}, ...runs.map(({ versions }) => versions)) };
  },
  flags: async (tools) => {
    await installRivals();
    await build(tools, ['wasm', 'js']);
    return runInNode('flags');
  },
};

/** `{ names, counts, json, write }` of a command line. Throws a Failure that says what is wrong with it. */
export function parseArguments(args) {
  const options = { names: [], counts: [1_000_000], json: false, write: false };
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift();
    if (arg === '--json') options.json = true;
    else if (arg === '--write') options.write = true;
    else if (arg === '--n') options.counts = (rest.shift() ?? '').split(',').map(parseCount);
    else if (Object.hasOwn(groups, arg)) options.names.push(arg);
    else
      throw new Failure(`${arg}: not a group or an option. Groups: ${Object.keys(groups).join(', ')}. Options: --json, --write, --n 1M,5M`);
  }
  if (options.names.length === 0) options.names = Object.keys(groups);
  return options;
}

function parseCount(text) {
  const [, number, scale] = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text) ?? [];
  const count = Number(number) * { k: 1e3, M: 1e6, '': 1 }[scale ?? ''];
  if (!Number.isInteger(count) || count < 1_000 || count > 10_000_000)
    throw new Failure('--n: numbers of events from 1k to 10M, as in 200k,5M');
  return count;
}

// A process of its own, so that a group meets neither another one's compiled code nor its garbage.
async function runInNode(group, args = []) {
  const options = ['--expose-gc', '--max-old-space-size=8192', join(folder, group, 'run.mjs')];
  const output = await run(process.execPath, [...options, ...args], { env: { ...process.env, NODE_ENV: 'production' } });
  return JSON.parse(output.slice(output.lastIndexOf('\n') + 1));
}

async function runKernels({ cxx, generator, deps }) {
  const output = join(root, 'build/release');
  const start = performance.now();
  say('build: native benchmarks ...');
  await run('cmake', ['--preset', 'release', '-G', generator, `-DASSAY_DEPS=${deps}`, `-DCMAKE_CXX_COMPILER=${cxx}`]);
  await run('cmake', ['--build', output, '--target', 'assay_bench', '--parallel']);
  say(`build: native benchmarks done (${seconds(start)})`);
  return kernelResults(await run(join(output, 'tests/bench/assay_bench'), KERNEL_OPTIONS));
}

// The rivals are not in the workspace, so npm test and npm start never download them.
async function installRivals() {
  const packages = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).packages;
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) {
    const present = packages('node_modules/.package-lock.json');
    const wanted = Object.entries(packages('package-lock.json')).filter(([path]) => path !== '');
    if (wanted.every(([path, { version }]) => present[path]?.version === version)) return;
  }
  say('bench: installing the rivals of tests/bench/package-lock.json into tests/bench/node_modules (npm ci) ...');
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : [find('npm') ?? 'npm'];
  await run(npm[0], [...npm.slice(1), 'ci'], { cwd: folder });
}

async function bench(args) {
  const { names, json, write, ...options } = parseArguments(args);
  const tools = await setup();
  const records = {};
  for (const name of names) {
    const start = performance.now();
    records[name] = record(await groups[name](tools, options));
    say(`bench: ${name} measured (${seconds(start)})`);
    if (!json) process.stdout.write(`\n${name}\n${table(records[name].rows)}`);
  }
  if (json) process.stdout.write(`${JSON.stringify(names.flatMap((name) => records[name].rows))}\n`);
  if (write) writeResults(records);
}

if (isMain(import.meta.url)) await main(bench);
