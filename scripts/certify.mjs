// npm run certify: the statistical certificate of our hash and of every compatibility mode (js/certify), about eight minutes on one core.
//   npm run certify                        all modes; exit code 0 when Assay passes everything and the known-bad modes are found out
//   npm run certify -- unleash flipt       only these, and assay
//   npm run certify -- --write             also writes core/CERTIFICATE.md; needs all modes
//   npm run -s certify -- --json           one JSON document instead of tables
//   npm run certify -- --built             with what is built, without looking whether it is up to date
// ASSAY_NATIVE_CERTIFY names an assay_certify that was built elsewhere.
// Your own datafile and ids: npm run -s assay -- certify DATAFILE [IDS].
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { importSources } from './import-sources.mjs';
import { Failure, isMain, main, root, say, seconds } from './process.mjs';
import { setup } from './setup.mjs';

const IDENTITY_IDS = 1_000_000;
const page = join(root, 'core/CERTIFICATE.md');
const modules = join(root, 'build/wasm/wasm');
const native = process.env.ASSAY_NATIVE_CERTIFY ?? join(root, 'build/asan/tests/certify/assay_certify');

async function certify(args) {
  const { positionals, values } = optionsOf(args);
  if (!values.built) await build(await setup(), ['wasm', ...(process.env.ASSAY_NATIVE_CERTIFY === undefined ? ['native'] : [])]);
  const library = await load();
  const { MODES, FULL, certificateOf, certificatePage, modeTable, inWords } = library;
  const unknown = positionals.find((name) => !MODES.some((mode) => mode.name === name));
  if (unknown !== undefined) throw new Failure(`no such mode: ${unknown}. There are: ${MODES.map(({ name }) => name).join(', ')}`);
  const modes = MODES.filter(({ name }, i) => i === 0 || positionals.length === 0 || positionals.includes(name));
  if (values.write && modes.length < MODES.length) throw new Failure('--write needs all modes');

  const start = performance.now();
  const identity = await identityFindings(library, modes);
  const core = new library.ModuleCore(await open(library, 'flags-compat'));
  const reports = modes.map((mode, i) => {
    const begin = performance.now();
    const { findings } = library.certifyMode(mode, core, FULL, i === 0);
    say(`certify: ${mode.name} (${seconds(begin)})`);
    return { mode, findings: [...findings, identity[i]] };
  });
  const certificate = certificateOf(reports);
  const took = `${Math.ceil((performance.now() - start) / 60_000)} minutes`;
  if (values.json) {
    const short = reports.map(({ mode: { name, formula }, findings }) => ({ name, formula, findings }));
    process.stdout.write(`${JSON.stringify({ holds: certificate.holds, problems: certificate.problems, modes: short }, null, 2)}\n`);
  } else {
    process.stdout.write(`${modeTable(reports)}\n\n${reports.flatMap(inWords).join('\n')}\n`);
    for (const problem of certificate.problems) process.stdout.write(`PROBLEM ${problem}\n`);
  }
  if (values.write) {
    const made = `\`npm run certify -- --write\`, ${new Date().toISOString().slice(0, 10)}, ${took} on one core.`;
    await writeFile(page, certificatePage(certificate, FULL, IDENTITY_IDS, made));
    say(`certify: wrote ${page}`);
  }
  process.exitCode = certificate.holds ? 0 : 1;
}

function optionsOf(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { write: { type: 'boolean' }, json: { type: 'boolean' }, built: { type: 'boolean' } },
    });
  } catch (error) {
    throw new Failure(error.message);
  }
}

// One datafile for all modes, so that every id is read once per engine.
async function identityFindings(library, modes) {
  const rules = modes.map(library.identityRules);
  const datafile = library.datafileOf(rules.flat());
  const flags = rules.flat().length;
  const begin = performance.now();
  const sums = { native: await nativeChecksums(library.identityPack(datafile, IDENTITY_IDS)) };
  say(`certify: ${IDENTITY_IDS.toLocaleString('en')} ids through the native core (${seconds(begin)})`);
  for (const [engine, name] of Object.entries({ WebAssembly: 'flags-compat', JavaScript: 'flags-js' })) {
    const since = performance.now();
    sums[engine] = library.checksums(await open(library, name), datafile, flags, IDENTITY_IDS);
    say(`certify: ${IDENTITY_IDS.toLocaleString('en')} ids through ${engine} (${seconds(since)})`);
  }
  // flags.wasm, which has no other vendor's operations, answers for ours alone.
  const own = library.checksums(await open(library, 'flags'), library.datafileOf(rules[0]), rules[0].length, IDENTITY_IDS);
  let first = 0;
  return rules.map(({ length }, i) => {
    const part = Object.entries(sums).map(([engine, list]) => [engine, list.slice(first, first + length)]);
    if (i === 0) part.push(['flags.wasm', own]);
    first += length;
    return library.identityFinding(Object.fromEntries(part), IDENTITY_IDS);
  });
}

async function nativeChecksums(pack) {
  const child = spawn(native, { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stdin.on('error', () => {}); // it has stopped: the exit code says so
  const ended = new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Failure(`cannot start ${native}: ${error.message}`))).on('close', resolve);
  });
  for (const piece of pack) {
    if (!child.stdin.write(piece)) await Promise.race([once(child.stdin, 'drain'), ended]);
  }
  child.stdin.end();
  const status = await ended;
  if (status !== 0) throw new Failure(`${native} ended with ${status}`);
  return output.trim().split('\n');
}

async function open({ ByteModule }, name) {
  const glue = (await import(join(modules, `${name}.mjs`))).default;
  return name === 'flags-js'
    ? ByteModule.withoutWasm(name, glue)
    : ByteModule.open(name, glue, await readFile(join(modules, `${name}.wasm`)));
}

const load = () =>
  importSources("export * from './certify/index.js';\nexport { ByteModule } from './client/wasm/byte-module.js';", join(root, 'js'));

if (isMain(import.meta.url)) await main(certify);
