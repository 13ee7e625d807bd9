// Builds the npm package: js/ and Emscripten's output become js/dist/{browser,node,types}.
//
// Two bundles of the same sources, because a page and Node read files differently: js/client/platform/browser.ts is replaced by node.ts.
// Entry points, chunks and .wasm files all lie flat in one folder, so `new URL('./engine.wasm', import.meta.url)` is right from any chunk.

import { spawnSync } from 'node:child_process';
import { chmod, copyFile, readFile, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wasm = `${root}build/wasm/wasm`;
const published = `${root}js/dist`;
/** Built beside and put in place when it is whole, so that a failed build leaves the one before. */
const dist = `${root}build/js-${process.pid}`;

const VENDORS = ['growthbook', 'unleash', 'ufc', 'launchdarkly', 'flagd', 'hash-modes'];
const PUBLIC = {
  index: 'client/index.ts',
  compile: 'compile/index.ts',
  files: 'files/index.ts',
  assign: 'assign/index.ts',
  stats: 'stats/index.ts',
  explain: 'explain/index.ts',
  sign: 'sign/index.ts',
  sketch: 'sketch/index.ts',
  stores: 'client/stores/index.ts',
  bootstrap: 'client/bootstrap/index.ts',
  ...Object.fromEntries(VENDORS.map((name) => [`compat-${name}`, `compat/${name}/index.ts`])),
  'compat-growthbook-results': 'compat/growthbook/results.ts',
  'compat-growthbook-decrypt': 'compat/growthbook/decrypt.ts',
};
const ENTRIES = { browser: { ...PUBLIC, worker: 'worker/worker.ts' }, node: { ...PUBLIC, cli: 'cli/main.ts' } };

/** What wasm/CMakeLists.txt builds: modules, and their glue with the one that is JavaScript altogether. */
const MODULES = ['flags', 'flags-compat', 'engine', 'sketch', 'stats'];
const GLUE = [...MODULES, 'flags-js'];

/** Bundles, copies the modules beside, emits the types. Throws with the tool's own message when something does not build. */
export async function buildJs() {
  try {
    await bundle();
    await chmod(`${dist}/node/cli.js`, 0o755);
    emitTypes();
    await copyFile(`${root}js/compile/assay.schema.json`, `${dist}/assay.schema.json`);
    await copyFile(`${root}js/client/plan/tracking-plan.schema.json`, `${dist}/tracking-plan.schema.json`);
    await rm(published, { recursive: true, force: true });
    await rename(dist, published);
  } finally {
    await rm(dist, { recursive: true, force: true });
  }
  await copyFile(`${root}LICENSE`, `${root}js/LICENSE`);
}

async function bundle() {
  const { build } = await import('esbuild');
  for (const platform of ['browser', 'node']) {
    await build({
      entryPoints: Object.fromEntries(Object.entries(ENTRIES[platform]).map(([name, file]) => [name, `${root}js/${file}`])),
      outdir: `${dist}/${platform}`,
      bundle: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      platform: platform === 'node' ? 'node' : 'browser',
      chunkNames: 'chunk-[hash]',
      alias: Object.fromEntries(GLUE.map((name) => [`assay-glue-${name}`, `${wasm}/${name}.mjs`])),
      plugins: platform === 'node' ? [useNodePlatform, withoutWasmFile] : [withoutWasmFile],
      banner: { js: '// Assay, Apache-2.0. Bundles flatbuffers (Apache-2.0).' },
      logLevel: 'warning',
    });
    for (const name of MODULES) await copyFile(`${wasm}/${name}.wasm`, `${dist}/${platform}/${name}.wasm`);
  }
}

function emitTypes() {
  const program = `${root}node_modules/typescript/bin/tsc`;
  const tsc = spawnSync(process.execPath, [program, '-p', `${root}js`, '--outDir', `${dist}/types`], { encoding: 'utf8' });
  if (tsc.status !== 0) throw new Error(`type declarations could not be made\n${tsc.stdout}${tsc.stderr}`);
}

// The glue of the build that needs no .wasm file names one all the same, in code that never runs; webpack would look for it.
const withoutWasmFile = {
  name: 'without-wasm-file',
  setup: (build) => {
    build.onLoad({ filter: /flags-js\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replaceAll(/new URL\("flags-js\.wasm", *import\.meta\.url\)\.href/g, '"flags-js.wasm"');
      if (contents === source) throw new Error(`${path}: the glue no longer names flags-js.wasm: this plugin has nothing to do`);
      return { contents, loader: 'js' };
    });
  },
};

const useNodePlatform = {
  name: 'node-platform',
  setup: (build) => {
    build.onResolve({ filter: /\/platform\/browser\.js$/ }, () => ({ path: `${root}js/client/platform/node.ts` }));
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildJs();
