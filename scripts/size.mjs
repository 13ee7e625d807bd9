// What a page downloads, in bytes after an application's minifier and gzip -9; 1 kB is 1000 bytes.
//   npm run size              a table against the budgets; fails when one is exceeded
//   npm run -s size -- --json    {"flags":bytes,"engine":bytes,"facade":bytes}
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from './build.mjs';
import { Failure, isMain, main, root } from './process.mjs';
import { setup } from './setup.mjs';

/**
 * `files` are taken as they are, `bundles` with everything they import statically; what they import() later is not counted, nor what is `shared`
 * with the compiler of datafiles, which an importer's page loads anyway.
 */
const importers = Object.fromEntries(
  ['growthbook', 'unleash', 'ufc', 'launchdarkly', 'flagd', 'hash-modes'].map((name) => [
    `compat-${name}`,
    { files: [], bundles: [`js/compat/${name}/index.ts`], shared: /\/compile\/program\//, budget: 6_000 },
  ]),
);
const entries = {
  flags: { files: ['js/dist/browser/flags.wasm'], bundles: ['build/wasm/wasm/flags.mjs'], budget: 20_000 },
  'flags-compat': { files: ['js/dist/browser/flags-compat.wasm'], bundles: ['build/wasm/wasm/flags-compat.mjs'], budget: 30_000 },
  'flags-js': { files: [], bundles: ['build/wasm/wasm/flags-js.mjs'], budget: 45_000 },
  engine: { files: ['js/dist/browser/engine.wasm'], bundles: ['build/wasm/wasm/engine.mjs'], budget: 210_000 }, // the goal is 120,000
  sketch: { files: ['js/dist/browser/sketch.wasm'], bundles: ['build/wasm/wasm/sketch.mjs'], budget: 25_000 },
  stats: { files: ['js/dist/browser/stats.wasm'], bundles: ['build/wasm/wasm/stats.mjs'], budget: 65_000 },
  facade: { files: [], bundles: ['js/dist/browser/index.js'], budget: 6_000 },
  ...importers,
  'growthbook-results': { files: [], bundles: ['js/compat/growthbook/results.ts'], budget: 2_000 },
};

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** Bytes by name, of what is built now. */
export async function measureSizes() {
  const sizes = {};
  for (const [name, { files, bundles, shared }] of Object.entries(entries)) {
    sizes[name] = 0;
    for (const file of files) sizes[name] += gzip(readFileSync(join(root, file)));
    for (const entry of bundles) sizes[name] += gzip(await bundle(join(root, entry), shared));
  }
  return sizes;
}

async function bundle(entry, shared) {
  const { build: esbuild } = await import('esbuild');
  const { outputFiles } = await esbuild({
    entryPoints: [entry],
    bundle: true,
    splitting: true, // dynamic imports become files of their own
    outdir: 'out',
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    metafile: true,
    logLevel: 'error',
    external: ['node:*', 'module', 'fs', 'path'],
    loader: { '.wasm': 'file' },
    plugins: shared
      ? [{ name: 'shared', setup: ({ onResolve }) => onResolve({ filter: shared }, ({ path }) => ({ path, external: true })) }]
      : [],
  }).then(({ outputFiles: all, metafile }) => ({ outputFiles: staticClosure(all, metafile, entry) }));
  return Buffer.concat(outputFiles.map((file) => file.contents));
}

// The entry's output and the chunks it imports statically.
function staticClosure(files, { outputs }, entry) {
  const wanted = new Set();
  const add = (path) => {
    if (wanted.has(path)) return;
    wanted.add(path);
    for (const { path: next, kind, external } of outputs[path].imports) if (kind === 'import-statement' && !external) add(next);
  };
  // What is imported dynamically is an entry point, too.
  add(Object.keys(outputs).find((path) => entry.endsWith(outputs[path].entryPoint ?? '?')));
  return files.filter((file) => [...wanted].some((path) => file.path.endsWith(path)));
}

if (isMain(import.meta.url)) {
  await main(async (args) => {
    await build(await setup(), ['wasm', 'js']);
    const sizes = await measureSizes();
    if (args.includes('--json')) {
      process.stdout.write(`${JSON.stringify(sizes)}\n`);
      return;
    }
    const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9);
    const rows = Object.entries(sizes).map(([name, bytes]) => ({ name, bytes, budget: entries[name].budget }));
    for (const { name, bytes, budget } of rows) {
      process.stdout.write(`${name.padEnd(20)}${kilobytes(bytes)} of ${kilobytes(budget)}  ${bytes <= budget ? 'pass' : 'FAIL'}\n`);
    }
    if (rows.some(({ bytes, budget }) => bytes > budget)) throw new Failure('over budget');
  });
}
