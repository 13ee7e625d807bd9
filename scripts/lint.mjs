// npm run lint: every check of the sources that needs no test to run. npm run format: puts the formatting right where a tool can.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checkHygiene } from '../tests/lint/check_hygiene.mjs';
import { checkLayers } from '../tests/lint/check_layers.mjs';
import { checkReadmeNumbers } from '../tests/lint/check_readme_numbers.mjs';
import { build } from './build.mjs';
import { checkGenerated } from './generate.mjs';
import { collect, Failure, inParallel, isMain, main, root, say, seconds } from './process.mjs';
import { setup } from './setup.mjs';
import { measureSizes } from './size.mjs';

/**
 * Each check: `run(tools)` gives `{ problems, skipped }`, problems as lines of text, `skipped` the reason when it could not be made;
 * `needs` names what must be built before.
 */
export const checks = [
  { name: 'modules of core/ stay in their layers', run: () => ({ problems: checkLayers(root) }) },
  { name: 'generated code is what the schemas give', run: ({ flatc }) => checkGenerated(flatc) },
  { name: 'nothing is left over, skipped, too big or private', run: () => ({ problems: checkHygiene(root) }) },
  { name: 'TypeScript, JavaScript and CSS pass biome', run: () => biome(['ci']) },
  { name: 'C++ is formatted', run: (tools) => clangFormat(tools, ['--dry-run', '--Werror']) },
  { name: 'C++ passes clang-tidy', run: clangTidy, needs: ['native'] },
  {
    name: 'sizes quoted in README.md are measured ones',
    run: async () => ({ problems: checkReadmeNumbers(root, await measureSizes()) }),
    needs: ['wasm', 'js'],
  },
];

/** The outcome of one check; one that cannot be finished has that as its problem. */
export async function runCheck({ run }, tools) {
  try {
    return await run(tools);
  } catch (error) {
    return { problems: [error instanceof Failure ? error.message : error.stack] };
  }
}

async function biome(args) {
  const program = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const { status, output } = await collect(process.execPath, [program, ...args, '--colors=off', '--diagnostic-level=error']);
  return { problems: status === 0 ? [] : [output.trim()] };
}

function cppFiles(folders, types) {
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name)))
    .filter((name) => types.some((type) => name.endsWith(type)) && !name.includes('/generated/'))
    .sort();
}

async function clangFormat({ clangFormat: program }, args) {
  if (program === undefined) return { problems: [], skipped: 'no clang-format 19' };
  const { status, output } = await collect(program, [...args, ...cppFiles(['core', 'wasm', 'tests'], ['.h', '.cc'])]);
  return { problems: status === 0 ? [] : [`${output.trim()}\nnpm run format puts it right`] };
}

// A second per file: a file that passed is not looked at again until it, a header it includes, the compiler's flags or the rules change.
async function clangTidy({ clangTidy: program, clangResources }) {
  if (program === undefined) return { problems: [], skipped: 'no clang-tidy 19' };
  const database = readFileSync(join(root, 'build/asan/compile_commands.json'), 'utf8');
  const rules = readFileSync(join(root, '.clang-tidy'), 'utf8');
  const memory = join(root, 'build/clang-tidy.json');
  const passed = new Set(existsSync(memory) ? JSON.parse(readFileSync(memory, 'utf8')) : []);
  const compiled = new Map(JSON.parse(database).map(({ file, command }) => [file, command]));
  const files = cppFiles(['core'], ['.cc']).filter((name) => compiled.has(join(root, name)));
  const keys = new Map(files.map((name) => [name, key([rules, compiled.get(join(root, name)), ...closure(name)])]));
  // The build's -Werror is about the compiler that builds; clang's own warnings under another release's flags are not what is asked here.
  const extra = ['--extra-arg=-Wno-error', ...(clangResources === undefined ? [] : [`--extra-arg=-resource-dir=${clangResources}`])];
  const problems = [];
  await inParallel(
    availableParallelism(),
    files
      .filter((name) => !passed.has(keys.get(name)))
      .map((name) => async () => {
        const { status, stdout, output } = await collect(program, ['-p', 'build/asan', '--quiet', ...extra, name]);
        if (status === 0) passed.add(keys.get(name));
        else problems.push(stdout.trim() || output.trim());
      }),
  );
  const current = new Set(keys.values());
  writeFileSync(memory, JSON.stringify([...passed].filter((value) => current.has(value))));
  return { problems };
}

const key = (texts) => texts.reduce((hash, text) => hash.update(`${text.length}\n${text}`), createHash('sha256')).digest('hex');

// The contents of a source and of every header of ours that it includes, directly or not.
function closure(name, seen = new Set()) {
  if (seen.has(name) || !existsSync(join(root, name))) return [];
  seen.add(name);
  const text = readFileSync(join(root, name), 'utf8');
  return [text, ...[...text.matchAll(/^\s*#\s*include\s+"(assay\/[^"]+)"/gm)].flatMap(([, header]) => closure(join('core', header), seen))];
}

async function fix() {
  const tools = await setup();
  const results = [await biome(['check', '--write']), await clangFormat(tools, ['-i'])];
  const problems = results.flatMap((result) => result.problems);
  if (problems.length > 0) throw new Failure(problems.join('\n'));
}

async function lint() {
  const tools = await setup();
  mkdirSync(join(root, 'build'), { recursive: true });
  let failed = 0;
  for (const check of checks) {
    const { name, needs = [] } = check;
    const start = performance.now();
    await build(tools, needs);
    const { problems, skipped } = await runCheck(check, tools);
    say(`${problems.length > 0 ? 'FAILED ' : skipped ? 'skipped' : 'ok     '} ${name}${skipped ? `: ${skipped}` : ''} (${seconds(start)})`);
    if (problems.length > 0) failed += 1;
    process.stdout.write(problems.map((problem) => `${problem}\n`).join(''));
  }
  if (failed > 0) throw new Failure(`${failed} of ${checks.length} checks failed`);
}

if (isMain(import.meta.url)) await main((args) => (args.includes('--fix') ? fix() : lint()));
