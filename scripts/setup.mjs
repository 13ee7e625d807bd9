// Installs what is missing to build and test Assay, and says what and why before it does. Called by npm start and npm test; alone:
//   npm run setup                              everything, a browser for the tests included
//   node scripts/setup.mjs --update-lock       pin the toolchain's packages to what Debian 13 holds today
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, installBrowser } from './browser.mjs';
import { installOnHost } from './debian-packages.mjs';
import { updateLock } from './install-toolchain.mjs';
import { capture, collect, compareVersions, Failure, find, isMain, main, root, run, say, seconds } from './process.mjs';
import { ensureToolchain, toolchainEnv, toolchainFolder } from './toolchain.mjs';

const minimum = { node: '20', cmake: '3.25', python: '3.10' };

/**
 * Makes the system ready. With `browser`, looks for a Chromium too and installs one where it can.
 * Returns `{ cxx, generator, chromium, ...toolchainEnv() }`: the C++ compiler, the CMake generator, the browser (undefined without one).
 * Throws a Failure that names the exact packages when something is missing and cannot be installed from here.
 */
export async function setup({ browser = false } = {}) {
  const start = performance.now();
  if (compareVersions(process.versions.node, minimum.node) < 0) {
    throw new Failure(`Node ${minimum.node} or newer is needed; this is ${process.versions.node}.`);
  }
  await installMissing(missingTools());
  const cxx = await checkCompiler();
  await npmDependencies();
  await ensureToolchain();
  const chromium = browser ? (findBrowser() ?? (await installBrowser())) : undefined;
  const tools = toolchainEnv();
  const parts = [`Node ${process.versions.node}`, `Emscripten ${tools.emscriptenVersion}`, cxx, chromium].filter(Boolean);
  say(`set-up: ready (${parts.join(', ')}; ${seconds(start)})`);
  return { cxx, generator: find('ninja') ? 'Ninja' : 'Unix Makefiles', chromium, ...tools };
}

// What the rest needs from the system: { what, why, apt, brew }.
function missingTools() {
  const missing = [];
  const cmake = find('cmake') && capture('cmake', ['--version']).stdout;
  if (!cmake || compareVersions(cmake, minimum.cmake) < 0) {
    missing.push({ what: `CMake ${minimum.cmake} or newer`, why: 'configures the C++ builds', apt: 'cmake', brew: 'cmake' });
  }
  if (!find('ninja') && !find('make')) missing.push({ what: 'Ninja', why: 'runs the C++ builds', apt: 'ninja-build', brew: 'ninja' });
  if (compilers().length === 0) {
    missing.push({ what: 'a C++20 compiler', why: 'builds the native tests', apt: 'g++', brew: 'llvm' });
  }
  const python = find('python3') && capture('python3', ['--version']).stdout;
  if (!python || compareVersions(python, minimum.python) < 0) {
    missing.push({ what: `Python ${minimum.python} or newer`, why: 'Emscripten runs on it', apt: 'python3', brew: 'python' });
  }
  return missing;
}

async function installMissing(missing) {
  if (missing.length === 0) return;
  const list = missing.map(({ what, why }) => `  - ${what}: ${why}\n`).join('');
  const packages = missing.map(({ apt }) => apt);
  if (find('apt-get') === undefined || process.getuid?.() !== 0) {
    throw new Failure(
      `Missing on this system:\n${list}Debian, Ubuntu:  sudo apt-get install ${packages.join(' ')}\n` +
        `Homebrew:        brew install ${missing.map(({ brew }) => brew).join(' ')}`,
    );
  }
  say(`set-up: missing on this system, installing with apt-get:\n${list.trimEnd()}`);
  await installOnHost(packages);
  const still = missingTools();
  if (still.length > 0) {
    throw new Failure(
      `After installing ${packages.join(' ')} these are still missing or too old:\n${still.map(({ what }) => `  - ${what}\n`).join('')}`,
    );
  }
}

function compilers() {
  return (process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'])
    .map((name) => (name.includes('/') ? name : find(name)))
    .filter(Boolean);
}

// Uses the library features that the core uses, so that a compiler that would fail in the middle of a build fails here.
const probe = `#include <algorithm>
#include <bit>
#include <compare>
#include <concepts>
#include <cstdint>
#include <ranges>
#include <span>
#include <vector>
struct Version { int major, minor; auto operator<=>(const Version&) const = default; };
template <std::integral T> T Sum(std::span<const T> values) { T sum = 0; for (T value : values) sum += value; return sum; }
int main() {
  std::vector<int> values{3, 1, 2};
  std::ranges::sort(values);
  return Sum<int>(values) == 6 && std::bit_cast<std::uint64_t>(1.0) != 0 && Version{1, 2} < Version{1, 3} ? 0 : 1;
}
`;

// The first compiler that builds and runs C++20 with the sanitizers. Remembered per compiler file: the probe takes a second.
async function checkCompiler() {
  const problems = [];
  const memory = join(root, 'build/compilers.json');
  const known = existsSync(memory) ? JSON.parse(readFileSync(memory, 'utf8')) : {};
  for (const cxx of compilers()) {
    const { mtimeMs, size } = statSync(cxx);
    const key = createHash('sha256').update(`${cxx}\n${mtimeMs}\n${size}\n${probe}`).digest('hex');
    if (known[key]) return cxx;
    const problem = await compileProbe(cxx);
    if (problem === undefined) {
      mkdirSync(join(root, 'build'), { recursive: true });
      writeFileSync(memory, JSON.stringify({ ...known, [key]: true }));
      return cxx;
    }
    problems.push(`${cxx}:\n${problem}`);
  }
  throw new Failure(
    `No compiler here builds C++20 with the address and undefined-behaviour sanitizers. g++ 12, clang 15 (macOS: Xcode 15) or newer does.\n` +
      `Debian, Ubuntu:  apt-get install g++\n\n${problems.join('\n\n')}`,
  );
}

async function compileProbe(cxx) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-compiler-'));
  try {
    writeFileSync(join(folder, 'probe.cc'), probe);
    const args = ['-std=c++20', '-fsanitize=address,undefined', 'probe.cc', '-o', 'probe'];
    const built = await collect(cxx, args, { cwd: folder });
    if (built.status !== 0) return built.output.trim().split('\n').slice(0, 8).join('\n');
    const ran = await collect(join(folder, 'probe'), [], { cwd: folder });
    return ran.status === 0 ? undefined : `the program it built ended with ${ran.status}\n${ran.output}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// npm writes what it installed to node_modules/.package-lock.json when it is done: compared with package-lock.json it says whether
// anything is missing, whoever installed it.
function npmIsCurrent() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.link === entry.link;
  });
}

async function npmDependencies() {
  if (npmIsCurrent()) return;
  say('set-up: installing the npm packages of package-lock.json into node_modules (npm ci) ...');
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : [find('npm') ?? 'npm'];
  try {
    await run(npm[0], [...npm.slice(1), 'ci']);
  } catch (error) {
    throw new Failure(
      `${error.message}\n\nnpm could not install the packages. Check the network connection and npm's registry setting, then try again.`,
    );
  }
}

if (isMain(import.meta.url)) {
  await main((args) => (args.includes('--update-lock') ? updateLock(toolchainFolder) : setup({ browser: true })));
}
