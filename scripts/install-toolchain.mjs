// Fills the private toolchain folder: Debian 13's Emscripten with its clang, lld and binaryen, and the libraries that native and
// WebAssembly builds share. Nothing outside the folder is changed and no root is needed. Everything in it finds its neighbours by relative
// paths, so a checkout can be moved.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DebianSuite } from './debian-packages.mjs';
import { Failure, inParallel, root, run, say, seconds } from './process.mjs';

const suite = 'trixie';
const llvm = 19;
// Raised when what is done with the packages changes, so that existing folders are filled anew.
const recipe = 1;

const words = (text) => text.split(' ');
const versioned = (name) => name.replace('N', llvm);

// libc6, libstdc++6 and libgcc-s1 are what Debian 13's programs run with here; the host's own are neither used nor replaced.
const runtime = ['libc6', 'libstdc++6', 'libgcc-s1'];
const packages = {
  libraries: [
    ...runtime,
    ...words('flatbuffers-compiler libflatbuffers23.5.26 libflatbuffers-dev libxxhash-dev libboost1.83-dev googletest'),
  ],
  compiler: [
    ...words('emscripten binaryen node-acorn libz3-4 zlib1g libzstd1 libxml2 libffi8 libedit2 libtinfo6 libbsd0 libmd0 liblzma5 libicu76'),
    ...words('clang-N lld-N llvm-N llvm-N-linker-tools libclang-common-N-dev libclang-rt-N-dev libclang-cppN libllvmN').map(versioned),
    ...words('clang-format-N clang-tidy-N').map(versioned),
  ],
};
const sources = ['benchmark'];

// Never unpacked: documentation, and the variants of Emscripten's 1.6 GB of prebuilt libraries that nothing here links.
const sysroot = './usr/share/emscripten/cache/sysroot/lib';
const unwanted = [
  ...['doc', 'man', 'locale', 'lintian', 'bash-completion', 'python3', 'emacs', 'vim', 'bug'].map((name) => `./usr/share/${name}`),
  ...['docs', 'test', 'media'].map((name) => `./usr/share/emscripten/${name}`),
  ...['build', 'share'].map((name) => `./usr/lib/llvm-${llvm}/${name}`),
  './usr/share/nodejs/@types',
  `${sysroot}/wasm64-emscripten`,
  ...['pic', 'lto-pic', 'thinlto', 'thinlto-pic'].map((name) => `${sysroot}/wasm32-emscripten/${name}`),
  ...['*-mt*', '*-ww*', '*asan*'].map((name) => `${sysroot}/wasm32-emscripten/${name}`),
];

const lockFile = join(root, 'scripts/toolchain.lock.json');
const readLock = () => JSON.parse(readFileSync(lockFile, 'utf8'));

/** What a finished folder's stamp must say: `parts` is ['libraries'] or ['libraries', 'compiler']. */
export function expectedStamp(parts) {
  return createHash('sha256').update(`${recipe}\n${parts}\n`).update(readFileSync(lockFile)).digest('hex');
}

/** Writes what the suite holds today to toolchain.lock.json. */
export async function updateLock(folder) {
  const debian = new DebianSuite(join(folder, 'apt'), suite);
  await debian.update();
  const files = await debian.list([...packages.libraries, ...packages.compiler], sources);
  const pins = Object.fromEntries(files.map(({ package: name, version, sha256: hash }) => [name, { version, sha256: hash }]));
  writeFileSync(lockFile, `${JSON.stringify({ suite, packages: pins }, null, 2)}\n`);
  rmSync(join(folder, 'apt'), { recursive: true });
  say(`scripts/toolchain.lock.json now pins ${files.length} packages of ${suite}.`);
}

/** Fills `folder` with `parts`. Interrupted at any point, the next call carries on with the packages already fetched. */
export async function installToolchain(folder, parts) {
  mkdirSync(folder, { recursive: true });
  const release = lockFolder(folder);
  try {
    const start = performance.now();
    const debian = new DebianSuite(join(folder, 'apt'), suite);
    await debian.update();
    const files = await debian.list(
      parts.flatMap((part) => packages[part]),
      sources,
    );
    checkAgainstLock(files, readLock().packages);
    const megabytes = files.reduce((sum, file) => sum + file.size, 0) / 1e6;
    say(`toolchain: fetching ${files.length} packages of Debian 13, ${megabytes.toFixed(0)} MB, what is here already excepted ...`);
    const debs = join(folder, 'debs');
    await debian.download(files, debs);

    say(`toolchain: unpacking (${seconds(start)} so far) ...`);
    // Filled beside the one in use and exchanged at the end: a build that runs meanwhile is not disturbed.
    const next = join(folder, 'next');
    rmSync(next, { recursive: true, force: true });
    mkdirSync(join(next, 'root'), { recursive: true });
    const archives = files.filter((file) => file.name.endsWith('.deb'));
    // the biggest first, so that the last one does not run alone
    const order = [...archives].sort((a, b) => b.size - a.size);
    await inParallel(
      availableParallelism(),
      order.map((file) => () => unpack(join(debs, file.name), join(next, 'root'))),
    );
    await arrangeLibraries(next, debs, files);
    if (parts.includes('compiler')) arrangeCompiler(next);
    writeFileSync(join(next, 'SHA256SUMS'), files.map((file) => `${file.sha256}  ${file.name}\n`).join(''));
    if (parts.includes('compiler')) await selfTest(next);

    rmSync(join(folder, 'stamp'), { force: true });
    const old = join(folder, 'old');
    rmSync(old, { recursive: true, force: true });
    mkdirSync(old);
    for (const name of ['root', 'llvm', 'binaryen', 'bin', 'deps'].filter((part) => existsSync(join(folder, part)))) {
      renameSync(join(folder, name), join(old, name));
    }
    for (const name of readdirSync(next)) renameSync(join(next, name), join(folder, name));
    writeFileSync(join(folder, 'stamp'), expectedStamp(parts));
    for (const name of ['old', 'next', 'apt', 'debs']) rmSync(join(folder, name), { recursive: true });
    say(`toolchain: ready in ${folder} (${seconds(start)}); what it was made of is in its SHA256SUMS`);
  } finally {
    release();
  }
}

function checkAgainstLock(files, pins) {
  for (const file of files) {
    const pin = pins[file.package];
    if (pin === undefined)
      throw new Failure(`toolchain.lock.json does not list ${file.package}; run: node scripts/setup.mjs --update-lock`);
    if (pin.version === file.version && pin.sha256 !== file.sha256) {
      throw new Failure(
        `${file.package} ${file.version} has SHA-256 ${file.sha256}\nbut scripts/toolchain.lock.json says ${pin.sha256}.\n` +
          'The same version must never have two contents. Nothing was unpacked; try another mirror (DEBIAN_MIRROR).',
      );
    }
    if (pin.version !== file.version) say(`toolchain: ${file.package} is now ${file.version} in Debian (tested with ${pin.version})`);
  }
}

// dpkg-deb -x would write everything first: 1.3 GB that would only be deleted again. tar fails on what a failing dpkg-deb leaves it.
async function unpack(deb, into) {
  const pipe = 'dpkg-deb --fsys-tarfile "$0" | tar -x --no-same-owner -C "$@"';
  await run('sh', ['-c', pipe, deb, into, ...unwanted.map((pattern) => `--exclude=${pattern}`)]);
}

// Debian 13's programs are started through their own dynamic loader. $0 is absolute or relative to the current folder, never bare.
function writeWrapper(path, program, { before = '' } = {}) {
  const home =
    path.includes('/deps/bin/') || path.includes('/llvm/bin/') || path.includes('/binaryen/bin/') ? '${0%/*}/../..' : '${0%/*}/..';
  const libraries = '"$home/root/usr/lib/x86_64-linux-gnu:$home/root/usr/lib"';
  const loader = '"$home/root/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"';
  writeScript(path, `home=${home}\n${before}exec ${loader} --library-path ${libraries} --argv0 "$0" "$home/root/${program}" "$@"\n`);
}

function writeScript(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}`);
  chmodSync(path, 0o755);
}

async function arrangeLibraries(home, debs, files) {
  const include = join(home, 'deps/include');
  mkdirSync(include, { recursive: true });
  mkdirSync(join(home, 'deps/src/benchmark'), { recursive: true });
  for (const name of ['xxhash.h', 'xxh3.h', 'flatbuffers', 'boost']) renameSync(join(home, 'root/usr/include', name), join(include, name));
  renameSync(join(home, 'root/usr/src/googletest'), join(home, 'deps/src/googletest'));
  const benchmark = files.find((file) => file.package === 'benchmark');
  await run('tar', ['-xf', join(debs, benchmark.name), '-C', join(home, 'deps/src/benchmark'), '--strip-components=1', '--no-same-owner']);
  writeWrapper(join(home, 'deps/bin/flatc'), 'usr/bin/flatc');
}

function arrangeCompiler(home) {
  const tools = `usr/lib/llvm-${llvm}/bin`;
  // -no-canonical-prefixes: clang trusts argv[0], this wrapper, and not /proc/self/exe, the loader, when it looks for its own headers and
  // starts itself again. When it does the latter, -cc1 must stay the first argument.
  const driver = 'case "$1" in -cc1*) ;; *) set -- -no-canonical-prefixes "$@" ;; esac\n';
  for (const name of ['clang', 'clang++']) writeWrapper(join(home, 'llvm/bin', name), `${tools}/clang`, { before: driver });
  const others = words('wasm-ld lld ld.lld opt llc clang-format clang-tidy');
  const llvmTools = words('ar ranlib nm objcopy strip objdump readobj size dwarfdump dwp cxxfilt dis link symbolizer').map(
    (name) => `llvm-${name}`,
  );
  for (const name of [...others, ...llvmTools]) writeWrapper(join(home, 'llvm/bin', name), `${tools}/${name}`);
  mkdirSync(join(home, 'llvm/lib'), { recursive: true });
  symlinkSync(`../../root/usr/lib/llvm-${llvm}/lib/clang`, join(home, 'llvm/lib/clang'));
  for (const name of readdirSync(join(home, 'root/usr/bin'))) {
    if (name.startsWith('wasm') && !name.startsWith('wasm-ld')) writeWrapper(join(home, 'binaryen/bin', name), `usr/bin/${name}`);
  }

  const emscripten = join(home, 'root/usr/share/emscripten');
  // acorn is imported as an ES module, which ignores NODE_PATH: it has to lie in a node_modules beside the importer.
  rmSync(join(emscripten, 'node_modules'), { recursive: true, force: true });
  renameSync(join(home, 'root/usr/share/nodejs'), join(emscripten, 'node_modules'));
  // Node takes the nearest package.json's word for what a .js file is, and above .toolchain/ that is ours, which says ES modules.
  writeFileSync(join(emscripten, 'package.json'), '{ "type": "commonjs" }\n');
  // Debian's change of get_npm_cmd() tests the last letter of the name, so --emit-tsd never finds tsc: upstream's lines again.
  patch(
    join(emscripten, 'tools/shared.py'),
    "    cmd = name + '.cmd'\n  else:\n    cmd = name\n",
    "    cmd = [path_from_root('node_modules/.bin', name + '.cmd')]\n  else:\n    cmd = config.NODE_JS + [path_from_root('node_modules/.bin', name)]\n",
  );
  // In emscripten's own folder, where emcc, CMake and ninja all find it without an environment variable. The cache holds every library
  // that is needed, prebuilt; frozen, it is neither locked nor thrown away when the folder moves.
  writeFileSync(
    join(emscripten, '.emscripten'),
    [
      'import os, shutil',
      "home = os.path.abspath(os.path.join(os.path.dirname(os.environ['EM_CONFIG']), '../../../..'))",
      "LLVM_ROOT = os.path.join(home, 'llvm/bin')",
      "BINARYEN_ROOT = os.path.join(home, 'binaryen')",
      "NODE_JS = shutil.which('node')",
      "CACHE = os.path.join(home, 'root/usr/share/emscripten/cache')",
      'FROZEN_CACHE = True',
      '',
    ].join('\n'),
  );
  // What a Python or another Emscripten of the host may have put into the environment must not reach this one.
  for (const name of words('emcc em++ emar emranlib emcmake emconfigure emmake em-config emsize emstrip')) {
    const text = 'unset _PYTHON_SYSCONFIGDATA_NAME EM_CONFIG EM_CACHE EM_LLVM_ROOT\n';
    writeScript(
      join(home, 'bin', name),
      `${text}exec "\${EMSDK_PYTHON:-python3}" -E "\${0%/*}/../root/usr/share/emscripten/${name}.py" "$@"\n`,
    );
  }
}

function patch(path, from, to) {
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Failure(`${path} is not as expected: this Emscripten needs another change for --emit-tsd`);
  writeFileSync(path, text.replace(from, to));
}

// The smallest module of the kind that wasm/ builds, compiled, linked and called.
async function selfTest(home) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-toolchain-'));
  try {
    const source =
      '#include <emscripten/bind.h>\nstatic double f(double x) { return x; }\nEMSCRIPTEN_BINDINGS(m) { emscripten::function("f", &f); }\n';
    writeFileSync(join(folder, 'a.cpp'), source);
    const flags = ['MODULARIZE', 'EXPORT_ES6', 'ENVIRONMENT=web,worker,node', 'ALLOW_MEMORY_GROWTH', 'FILESYSTEM=0', 'DYNAMIC_EXECUTION=0'];
    const args = ['a.cpp', '-o', 'a.mjs', '-std=c++20', '-O2', '-lembind', ...flags.map((flag) => `-s${flag}`)];
    await run(join(home, 'bin/em++'), args, { cwd: folder });
    const module = await (await import(join(folder, 'a.mjs'))).default();
    if (module.f(42) !== 42) throw new Failure('the toolchain built a module that answers wrongly');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Two set-ups at once (npm start beside npm test) would unpack over each other.
function lockFolder(folder) {
  const path = join(folder, 'lock');
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
  } catch {
    const pid = Number(readFileSync(path, 'utf8'));
    if (pid > 0 && isRunning(pid)) throw new Failure(`another set-up (process ${pid}) is filling ${folder}; wait for it to end`);
    writeFileSync(path, String(process.pid));
  }
  return () => rmSync(path, { force: true });
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
