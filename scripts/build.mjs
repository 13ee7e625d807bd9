// Builds what has changed since it was last built: by itself `npm run build`, and the first step of start, test, assay and fuzz.
//   wasm    build/wasm/wasm/{flags,flags-compat,flags-js,engine,sketch,stats}.*  demo    demo/dist
//   js      js/dist                                        native  build/asan, the native tests      fuzz    build/fuzz
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fuzzCompiler } from './fuzz-compiler.mjs';
import { Failure, isMain, main, root, run, say, seconds } from './process.mjs';
import { setup } from './setup.mjs';

const cmakeFiles = ['CMakeLists.txt', 'CMakePresets.json'];
const js = [...cmakeFiles, 'core', 'wasm', 'js', 'scripts/build-js.mjs', 'package-lock.json', 'LICENSE'];

/** What each part is made of and what must be there afterwards. In the order of building: a part may use the ones above it. */
const parts = {
  wasm: {
    inputs: [...cmakeFiles, 'core', 'wasm'],
    outputs: ['flags', 'flags-compat', 'engine', 'sketch', 'stats']
      .flatMap((name) => [`${name}.mjs`, `${name}.wasm`])
      .concat('flags-js.mjs')
      .map((name) => `build/wasm/wasm/${name}`),
    make: (tools) => buildPreset('wasm', tools),
  },
  js: {
    inputs: js,
    outputs: ['js/dist/node/index.js', 'js/dist/node/cli.js', 'js/dist/browser/index.js'],
    make: async () => (await import('./build-js.mjs')).buildJs(),
  },
  demo: {
    inputs: [...js, 'demo'],
    outputs: ['demo/dist/index.html'],
    make: () => run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], { cwd: join(root, 'demo') }),
  },
  native: {
    inputs: [...cmakeFiles, 'core', 'tests/CMakeLists.txt', 'tests/core', 'tests/vectors', 'tests/certify', 'tests/stats'],
    outputs: ['build/asan/CTestTestfile.cmake'],
    make: (tools) => buildPreset('asan', tools),
  },
  'certify-stats': {
    inputs: [...cmakeFiles, 'core', 'tests/CMakeLists.txt', 'tests/certify-stats', 'tests/core/stats/random_numbers.h'],
    outputs: ['build/release/tests/certify-stats/assay_certify_stats'],
    make: (tools) => buildPreset('release', tools, ['--target', 'assay_certify_stats']),
  },
  fuzz: {
    inputs: [...cmakeFiles, 'core', 'tests/CMakeLists.txt', 'tests/fuzz'],
    outputs: ['build/fuzz/CMakeCache.txt'],
    make: (tools) => buildPreset('fuzz', { ...tools, cxx: fuzzCompiler(tools) }, ['--target', 'fuzz_targets']),
  },
};

const stampFile = (name) => join(root, 'build/stamps', name);

/** True when `name` was built from exactly the sources that are here now, with these tools where they are given. */
export function isFresh(name, tools) {
  const { outputs } = parts[name];
  if (!existsSync(stampFile(name)) || !outputs.every((path) => existsSync(join(root, path)))) return false;
  const stamp = JSON.parse(readFileSync(stampFile(name), 'utf8'));
  return stamp.sources === fingerprint(parts[name].inputs) && (tools === undefined || stamp.tools === identity(tools));
}

/**
 * Builds the named parts (all of npm start's without names) as far as they are out of date, in dependency order. `tools` is what setup()
 * returned. The first part that fails ends it with a Failure that carries the compiler's output.
 */
export async function build(tools, names = ['wasm', 'js', 'demo']) {
  for (const name of Object.keys(parts).filter((part) => names.includes(part))) {
    if (isFresh(name, tools)) continue;
    const start = performance.now();
    const { inputs, outputs, make } = parts[name];
    const sources = fingerprint(inputs);
    rmSync(stampFile(name), { force: true });
    say(`build: ${name} ...`);
    await make(tools);
    const absent = outputs.filter((path) => !existsSync(join(root, path)));
    if (absent.length > 0) throw new Failure(`building ${name} did not make ${absent.join(', ')}`);
    mkdirSync(join(root, 'build/stamps'), { recursive: true });
    writeFileSync(stampFile(name), JSON.stringify({ sources, tools: identity(tools) }));
    say(`build: ${name} done (${seconds(start)})`);
  }
}

const identity = ({ cxx, generator, emcc, emscriptenVersion, deps }) => [cxx, generator, emcc, emscriptenVersion, deps].join('\n');

// Names and contents of every file below `paths`. A clone or a branch switch changes times but not this.
function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const entries = readdirSync(join(root, path), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (['node_modules', 'dist'].includes(entry.name)) continue;
      const inner = `${path}/${entry.name}`;
      if (entry.isDirectory()) visit(inner);
      else if (entry.isFile()) add(inner);
    }
  };
  const add = (path) =>
    hash.update(`${path}\n`).update(
      createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest(),
    );
  for (const path of paths) {
    const info = statSync(join(root, path), { throwIfNoEntry: false });
    if (info?.isDirectory()) visit(path);
    else if (info?.isFile()) add(path);
  }
  return hash.digest('hex');
}

/** Configures and builds one CMake preset, from nothing when its folder belongs to another checkout, generator or compiler. */
async function buildPreset(preset, { cxx, generator, deps, ASSAY_EMSCRIPTEN_CMAKE }, what = []) {
  const folder = join(root, 'build', preset);
  const wasm = preset.startsWith('wasm');
  const expected = {
    CMAKE_HOME_DIRECTORY: root,
    CMAKE_GENERATOR: generator,
    ASSAY_DEPS: deps,
    ...(wasm ? { CMAKE_TOOLCHAIN_FILE: ASSAY_EMSCRIPTEN_CMAKE } : { CMAKE_CXX_COMPILER: cxx }),
  };
  const cache = join(folder, 'CMakeCache.txt');
  if (existsSync(cache)) {
    const text = readFileSync(cache, 'utf8');
    const stale = Object.entries(expected).some(([key, value]) => new RegExp(`^${key}:\\w+=(.*)$`, 'm').exec(text)?.[1] !== value);
    if (stale) rmSync(folder, { recursive: true });
  }
  const env = { ...process.env, ASSAY_EMSCRIPTEN_CMAKE };
  const compiler = wasm ? [] : [`-DCMAKE_CXX_COMPILER=${cxx}`];
  await run('cmake', ['--preset', preset, '-G', generator, `-DASSAY_DEPS=${deps}`, ...compiler], { env });
  try {
    await run('cmake', ['--build', folder, '--parallel', String(availableParallelism()), ...what], { env });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.message.replace(/^\[\d+\/\d+\] (Building|Linking|Re-checking) .*\n/gm, '')); // what went well
  }
}

if (isMain(import.meta.url)) await main(async () => build(await setup()));
