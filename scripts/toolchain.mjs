// Which tools a build uses: an emcc that is on PATH and new enough, else the private toolchain that install-toolchain.mjs fills.
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { canUseDebianPackages } from './debian-packages.mjs';
import { expectedStamp, installToolchain } from './install-toolchain.mjs';
import { capture, compareVersions, Failure, find, isExecutable, root, say } from './process.mjs';

export const minimumEmscripten = '3.1.69';

/** The private toolchain's folder. ASSAY_TOOLCHAIN_DIR puts it elsewhere, for example to share it between checkouts. */
export const toolchainFolder = resolve(process.env.ASSAY_TOOLCHAIN_DIR || join(root, '.toolchain'));

const cmakeModule = 'cmake/Modules/Platform/Emscripten.cmake';
const privateEmscripten = join(toolchainFolder, 'root/usr/share/emscripten');
const systemPrefixes = ['/opt/homebrew', '/usr/local', '/usr'];

// The emcc on PATH: { folder, version }, undefined without one that is new enough.
function systemEmscripten() {
  const emcc = find('emcc');
  if (emcc === undefined) return undefined;
  const folder = capture(join(dirname(emcc), 'em-config'), ['EMSCRIPTEN_ROOT']).stdout.trim();
  const file = join(folder, 'emscripten-version.txt');
  if (folder === '' || !existsSync(file) || !existsSync(join(folder, cmakeModule))) return undefined;
  const version = readFileSync(file, 'utf8').replaceAll('"', '').trim();
  return compareVersions(version, minimumEmscripten) < 0 ? undefined : { emcc, folder, version };
}

// Which parts the private folder must hold, given what the system has.
function wantedParts(system) {
  if (!canUseDebianPackages()) return [];
  return system === undefined ? ['libraries', 'compiler'] : ['libraries'];
}

// A folder with everything serves where only the libraries are wanted, too.
function isInstalled(parts) {
  const stamp = join(toolchainFolder, 'stamp');
  return existsSync(stamp) && [parts, ['libraries', 'compiler']].map(expectedStamp).includes(readFileSync(stamp, 'utf8'));
}

/** Installs what is missing. Says so first; throws a Failure with the packages to install where this cannot be done privately. */
export async function ensureToolchain() {
  const system = systemEmscripten();
  const parts = wantedParts(system);
  if (parts.length === 0) return checkSystemLibraries(system);
  if (!isInstalled(parts)) {
    const why =
      system === undefined
        ? `no emcc ${minimumEmscripten} or newer is on PATH. Unpacking Debian 13's Emscripten and libraries into`
        : `emcc ${system.version} of ${system.folder} is used as it is. Unpacking Debian 13's libraries into`;
    const cost = system === undefined ? 'about 345 MB and 30 s, once' : 'about 16 MB, once';
    say(`toolchain: ${why} ${toolchainFolder} (${cost}; nothing else on this system changes)`);
    await installToolchain(toolchainFolder, parts);
  }
  if (system === undefined) linkTypescript();
}

function checkSystemLibraries(system) {
  const missing = [
    [system !== undefined, `Emscripten ${minimumEmscripten} or newer`, 'emscripten'],
    [find('flatc') !== undefined && hasHeader('flatbuffers/flatbuffers.h'), 'FlatBuffers (flatc and headers)', 'flatbuffers'],
    [hasHeader('xxhash.h'), 'xxHash headers', 'xxhash'],
    [hasHeader('boost/version.hpp'), 'Boost headers', 'boost'],
    [hasHeader('gtest/gtest.h'), 'GoogleTest', 'googletest'],
    [hasHeader('benchmark/benchmark.h'), 'Google Benchmark', 'google-benchmark'],
  ].filter(([there]) => !there);
  if (missing.length === 0) return;
  throw new Failure(
    `The private toolchain is made of Debian packages for x86-64, which this system cannot use. Install, with your package manager:\n` +
      missing.map(([, what]) => `  - ${what}\n`).join('') +
      `With Homebrew:  brew install ${missing.map(([, , name]) => name).join(' ')}\n` +
      'Emscripten also comes as emsdk; it is found when emcc is on PATH.',
  );
}

function hasHeader(name) {
  return systemPrefixes.some((prefix) => existsSync(join(prefix, 'include', name)));
}

// em++ --emit-tsd calls tsc, and looks for it in a node_modules of its own.
function linkTypescript() {
  const modules = join(privateEmscripten, 'node_modules');
  const target = relative(modules, join(root, 'node_modules/typescript'));
  const link = join(modules, 'typescript');
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(link) === target) return;
  rmSync(link, { recursive: true, force: true });
  symlinkSync(target, link);
  mkdirSync(join(modules, '.bin'), { recursive: true });
  rmSync(join(modules, '.bin/tsc'), { force: true });
  symlinkSync('../typescript/bin/tsc', join(modules, '.bin/tsc'));
}

/**
 * Absolute paths of the tools, after set-up: `emcc`; `emscriptenVersion`; ASSAY_EMSCRIPTEN_CMAKE, the CMake toolchain file; `deps`, the
 * folder with include/ and src/; `flatc`; and, undefined where there is none: `clang` (a clang++ for libFuzzer), `clangFormat`,
 * `clangTidy` with `clangResources`, and `symbolizer`. Throws a Failure when set-up has not run.
 */
export function toolchainEnv() {
  const system = systemEmscripten();
  const parts = wantedParts(system);
  if (parts.length > 0 && !isInstalled(parts)) throw new Failure('The toolchain is not set up. Run: npm run setup');
  if (parts.length === 0 && system === undefined) checkSystemLibraries(system);
  const own = (name) => [join(toolchainFolder, name)].find((path) => parts.length > 0 && isExecutable(path));
  const emscripten = system?.folder ?? privateEmscripten;
  return {
    emcc: system?.emcc ?? join(toolchainFolder, 'bin/emcc'),
    emscriptenVersion: system?.version ?? readFileSync(join(emscripten, 'emscripten-version.txt'), 'utf8').replaceAll('"', '').trim(),
    ASSAY_EMSCRIPTEN_CMAKE: join(emscripten, cmakeModule),
    deps: join(toolchainFolder, 'deps'),
    flatc: own('deps/bin/flatc') ?? find('flatc'),
    clang: own('llvm/bin/clang++') ?? find('clang++'),
    clangFormat: own('llvm/bin/clang-format') ?? findLlvmTool('clang-format'),
    clangTidy: own('llvm/bin/clang-tidy') ?? findLlvmTool('clang-tidy'),
    clangResources: own('llvm/bin/clang-tidy') && join(toolchainFolder, 'llvm/lib/clang/19'),
    symbolizer: own('llvm/bin/llvm-symbolizer') ?? find('llvm-symbolizer'),
  };
}

// clang-format and clang-tidy judge differently from release to release, so only the release that the private toolchain has is asked.
function findLlvmTool(name) {
  const named = find(`${name}-19`);
  if (named !== undefined) return named;
  const plain = find(name);
  return plain !== undefined && /version 19\./.test(capture(plain, ['--version']).stdout) ? plain : undefined;
}
