// Finds the rivals of a group: each file of <group>/rivals is one. Bundled the way an application ships it (tree shaken,
// NODE_ENV = production put in), so that a library's development checks are not counted against it. What stands in rivals/unbundled has
// parts that no bundler can take, native ones or its own WebAssembly.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));
const output = fileURLToPath(new URL('../../build/bench', import.meta.url));

/**
 * `rivals`: the modules by name; `versions`: of the packages they measure, by package name.
 *
 * @param {'behavior' | 'flags'} group
 */
export async function loadRivals(group) {
  const names = modulesOf(`${folder}${group}/rivals`);
  await build({
    entryPoints: names.map((name) => `${folder}${group}/rivals/${name}.mjs`),
    outdir: `${output}/${group}`,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
    // CommonJS inside some of them asks for modules of Node's own.
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  const rivals = {};
  const versions = {};
  for (const name of names) rivals[name] = await import(pathToFileURL(`${output}/${group}/${name}.mjs`).href);
  const unbundled = `${folder}${group}/rivals/unbundled`;
  for (const name of modulesOf(unbundled)) {
    const module = await import(pathToFileURL(`${unbundled}/${name}.mjs`).href);
    if (module.open !== undefined) rivals[name] = module; // the others are what these share
  }
  for (const { packageName } of Object.values(rivals)) {
    if (packageName !== undefined) {
      versions[packageName] = JSON.parse(readFileSync(`${folder}node_modules/${packageName}/package.json`, 'utf8')).version;
    }
  }
  return { rivals, versions };
}

// The names of a folder's modules; a folder that is not there has none.
function modulesOf(path) {
  const files = existsSync(path) ? readdirSync(path) : [];
  return files.filter((file) => file.endsWith('.mjs')).map((file) => file.slice(0, -'.mjs'.length));
}
