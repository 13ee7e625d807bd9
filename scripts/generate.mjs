// Writes the FlatBuffers code that is committed: readers and builders of core/assay/{wire,snapshot}/*.fbs for C++, and of wire/ for
// TypeScript. Run it after editing a schema. `--check` writes nothing and fails when what is committed is not what the schemas give.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture, Failure, isMain, main, root, run, say } from './process.mjs';
import { setup } from './setup.mjs';

const modules = ['wire', 'snapshot'];

/** Generates into `home`, laid out like the repository. Returns the folders written, relative to it. */
async function generateInto(home, flatc) {
  const folders = [];
  for (const module of modules) {
    const source = join(root, 'core/assay', module);
    const schemas = existsSync(source) ? readdirSync(source).filter((name) => name.endsWith('.fbs')) : [];
    if (schemas.length === 0) continue;
    const paths = schemas.sort().map((name) => join(source, name));
    const cpp = `core/assay/${module}/generated`;
    mkdirSync(join(home, cpp), { recursive: true });
    const prefix = ['--include-prefix', `assay/${module}/generated`];
    await run(flatc, ['--cpp', '--cpp-std', 'c++17', '--scoped-enums', ...prefix, '-o', join(home, cpp), ...paths]);
    folders.push(cpp);
    if (module !== 'wire') continue;
    const ts = 'js/wire/generated';
    mkdirSync(join(home, ts), { recursive: true });
    await run(flatc, ['--ts', '-o', join(home, ts), ...paths]);
    rmSync(join(home, ts, 'assay/fb.ts'), { force: true }); // re-exports everything; nothing imports it
    folders.push(ts);
  }
  return folders;
}

async function inTemporaryFolder(action) {
  const home = mkdtempSync(join(tmpdir(), 'assay-generate-'));
  try {
    return await action(home);
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Replaces the committed code. */
export function generate(flatc) {
  return inTemporaryFolder(async (home) => {
    for (const folder of await generateInto(home, flatc)) {
      rmSync(join(root, folder), { recursive: true, force: true });
      cpSync(join(home, folder), join(root, folder), { recursive: true });
      say(`generated ${folder}`);
    }
  });
}

/**
 * Compares the committed code with what the schemas give: `{ problems, skipped }`. Another release of flatc writes other code, so where
 * the one here is not the one that wrote the committed files, `skipped` says so.
 */
export function checkGenerated(flatc) {
  const committed = committedVersion();
  const here = flatc && /\d+\.\d+\.\d+/.exec(capture(flatc, ['--version']).stdout)?.[0];
  if (here !== committed) return { problems: [], skipped: `flatc ${committed} wrote the committed code, here is ${here ?? 'none'}` };
  return inTemporaryFolder(async (home) => {
    const problems = [];
    for (const folder of await generateInto(home, flatc)) {
      const [fresh, old] = [files(join(home, folder)), files(join(root, folder))];
      for (const name of new Set([...fresh.keys(), ...old.keys()])) {
        if (fresh.get(name) !== old.get(name))
          problems.push(`${folder}/${name} is not what the schema gives; run: node scripts/generate.mjs`);
      }
    }
    return { problems };
  });
}

// The static_assert that flatc writes into every header.
function committedVersion() {
  const text = readFileSync(join(root, 'core/assay/wire/generated/common_generated.h'), 'utf8');
  return ['MAJOR', 'MINOR', 'REVISION'].map((part) => new RegExp(`FLATBUFFERS_VERSION_${part} == (\\d+)`).exec(text)[1]).join('.');
}

function files(folder) {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()) : [];
  const paths = names.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

if (isMain(import.meta.url)) {
  await main(async (args) => {
    const { flatc } = await setup();
    if (!args.includes('--check')) return generate(flatc);
    const { problems, skipped } = await checkGenerated(flatc);
    if (skipped !== undefined) throw new Failure(skipped);
    if (problems.length > 0) throw new Failure(problems.join('\n'));
  });
}
