// npm run -s conformance -- SUITE PATH... [--target wasm|oracle]
//   Runs cases that others wrote: the files, and all files in the folders. A line per case that failed or was skipped, then the totals.
//   Exit code: 0 all passed, 1 a case failed, 2 there is nothing to run (no such suite, file or target).
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { importSources } from './import-sources.mjs';
import { Failure, isMain, root, say } from './process.mjs';

const folder = join(root, 'tests/conformance');

async function conformance(args) {
  const { positionals, values } = optionsOf(args);
  const [name, ...paths] = positionals;
  const names = (await readdir(join(folder, 'suites'))).filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length));
  if (name === undefined || paths.length === 0) throw new Failure('usage: conformance SUITE PATH... [--target wasm|oracle]');
  if (!names.includes(name)) throw new Failure(`no such suite: ${name}. There are: ${names.sort().join(', ')}`);
  const { openEvaluator, run, suite, UsageError } = await load(name);
  try {
    return await run(suite, paths, await openEvaluator(values.target), (line) => process.stdout.write(`${line}\n`));
  } catch (error) {
    throw error instanceof UsageError ? new Failure(error.message) : error;
  }
}

function optionsOf(args) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { target: { type: 'string', default: 'wasm' } } });
  } catch (error) {
    throw new Failure(error.message);
  }
}

// Bundles the runner with one suite, so that what another suite needs cannot keep this one from running.
const load = (name) =>
  importSources(`export { suite } from './suites/${name}.js';\nexport * from './run.js';\nexport * from './targets.js';`, folder);

if (isMain(import.meta.url)) {
  try {
    process.exitCode = (await conformance(process.argv.slice(2))) ? 0 : 1;
  } catch (error) {
    say(error instanceof Failure ? error.message : error.stack);
    process.exitCode = 2;
  }
}
