// npm run soak: events without end through a store that keeps the latest million, in WebAssembly. Memory must stay flat, every count exact.
//   npm run soak                  100 million events, some minutes
//   npm run soak -- --n 20M       another number, in millions
// A line per ten million events. Exit code: 0 flat and exact, 1 not. A short one is part of npm test (tests/js/soak).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { importSources } from './import-sources.mjs';
import { Failure, main, isMain, root, say } from './process.mjs';
import { setup } from './setup.mjs';

const MILLION = 1_000_000;

async function soakFor(args) {
  const { values } = parseArgs({ args, options: { n: { type: 'string', default: '100M' } } });
  const millions = /^(\d+)M$/.exec(values.n)?.[1];
  if (!(millions >= 4)) throw new Failure('--n: millions of events, at least 4M');
  await build(await setup(), ['wasm']);
  const folder = join(root, 'build/wasm/wasm');
  const { default: factory } = await import(join(folder, 'engine.mjs'));
  const { soak } = await importSources("export * from './soak.js';", join(root, 'tests/soak'));
  const start = performance.now();
  await soak({
    factory,
    wasm: readFileSync(join(folder, 'engine.wasm')),
    events: millions * MILLION,
    sampleEvery: Math.min(10, millions) * MILLION,
    onSample: (sample) => process.stdout.write(`${line(sample, (performance.now() - start) / 1000)}\n`),
  });
  say('memory is flat, and every count exact');
}

const line = ({ events, stored, users, storeBytes, memoryBytes }, seconds) =>
  `${events / MILLION} M events in ${seconds.toFixed(0)} s: ${stored} stored of ${users} users, ${megabytes(storeBytes)} in the store, ` +
  `${megabytes(memoryBytes)} of WebAssembly memory, ${megabytes(process.memoryUsage().rss)} of the process`;

const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

if (isMain(import.meta.url)) await main(() => soakFor(process.argv.slice(2)));
