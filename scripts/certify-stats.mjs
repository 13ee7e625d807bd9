// npm run certify:stats: what the statistics promise about looking often, shown on experiments without an effect. About two minutes.
//   npm run certify:stats                     2,000 experiments per row; exit code 0 when every promise is kept and the known-bad are found out
//   npm run certify:stats -- --experiments N  more or fewer
//   npm run certify:stats -- --write          also writes core/STATS-CERTIFICATE.md; needs 2,000
//   npm run -s certify:stats -- --json        one JSON document instead of tables
// ASSAY_NATIVE_CERTIFY_STATS names an assay_certify_stats that was built elsewhere, optimised.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { Failure, isMain, main, root, say, seconds } from './process.mjs';
import { setup } from './setup.mjs';
import { judged, page, tables } from './stats-certificate.mjs';

const FULL = 2000;
const LEAST = 200; // fewer say more about luck than about the methods
const program = process.env.ASSAY_NATIVE_CERTIFY_STATS ?? join(root, 'build/release/tests/certify-stats/assay_certify_stats');

async function certify(args) {
  const { values } = optionsOf(args);
  const experiments = Number(values.experiments ?? FULL);
  if (!(Number.isInteger(experiments) && experiments >= LEAST)) throw new Failure(`--experiments must be a whole number from ${LEAST} on`);
  if (values.write && experiments < FULL) throw new Failure(`--write needs ${FULL} experiments`);
  if (process.env.ASSAY_NATIVE_CERTIFY_STATS === undefined) await build(await setup(), ['certify-stats']);

  const start = performance.now();
  const rows = JSON.parse(execFileSync(program, [String(experiments)], { encoding: 'utf8', maxBuffer: 2 ** 26 }));
  const took = seconds(start);
  const results = judged(rows, experiments);
  if (values.json) process.stdout.write(`${JSON.stringify({ experiments, results }, null, 2)}\n`);
  else process.stdout.write(`${tables(results)}\n`);
  const broken = results.filter(({ kept }) => !kept);
  for (const { metric, looks, method, value, promise } of broken) {
    process.stdout.write(`PROBLEM ${method}, ${metric}, looks ${looks}: ${value}, promised ${promise}\n`);
  }
  if (values.write) {
    const path = join(root, 'core/STATS-CERTIFICATE.md');
    await writeFile(path, page(results, experiments, `${new Date().toISOString().slice(0, 10)}, ${took} on one core`));
    say(`certify: wrote ${path}`);
  }
  say(`certify: ${experiments} experiments per row (${took})`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}

function optionsOf(args) {
  try {
    return parseArgs({ args, options: { write: { type: 'boolean' }, json: { type: 'boolean' }, experiments: { type: 'string' } } });
  } catch (error) {
    throw new Failure(error.message);
  }
}

if (isMain(import.meta.url)) await main(certify);
