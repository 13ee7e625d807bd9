// What every script of this folder does with other programs: find them, run them, stop with a message a person can act on.
// Progress goes to stderr, so that a script whose output is a result (assay, size --json) keeps stdout clean.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, without a trailing slash. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** A failure whose message is the whole story: scripts print it without a stack trace. */
export class Failure extends Error {}

export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** The first executable file called `name` on PATH, or undefined. */
export function find(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (folder !== '' && isExecutable(path)) return path;
  }
  return undefined;
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Runs a short command to its end. `status` is null when it could not be started or was killed. */
export function capture(command, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  return { status, stdout: stdout ?? '', stderr: stderr ?? '' };
}

/**
 * Runs a command to its end without blocking, its output kept. `output` is stdout and stderr in the order they came; `status` is the
 * exit code, or the name of the signal that ended it.
 */
export function collect(command, args, { cwd = root, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', (error) => reject(new Failure(`cannot start ${command}: ${error.message}`)));
    child.on('close', (code, signal) => resolve({ status: code ?? signal, stdout, output }));
  });
}

/** `collect`, but anything other than success is a Failure that carries the whole output. Returns stdout. */
export async function run(command, args, options = {}) {
  const { status, stdout, output } = await collect(command, args, options);
  if (status !== 0) throw new Failure(`${output.trimEnd()}\n${[command, ...args].join(' ')}\nended with ${status}`);
  return stdout;
}

/** Runs `jobs` (functions returning promises), at most `width` at a time; results in the order of `jobs`. */
export async function inParallel(width, jobs) {
  const results = new Array(jobs.length);
  let next = 0;
  const worker = async () => {
    while (next < jobs.length) {
      const index = next;
      next += 1;
      results[index] = await jobs[index]();
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, jobs.length) }, worker));
  return results;
}

/** True when `url` (import.meta.url) is the file that node was started with. */
export function isMain(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

/** Runs a script's entry point: a Failure is printed as its message alone, anything else with its stack; both exit with 1. */
export async function main(entry) {
  try {
    await entry(process.argv.slice(2));
  } catch (error) {
    say(error instanceof Failure ? `\n${error.message}` : error.stack);
    process.exitCode = 1;
  }
}

/** -1, 0 or 1: dotted version numbers, compared number by number; what follows the numbers is ignored. */
export function compareVersions(a, b) {
  const numbers = (text) => (/\d+(\.\d+)*/.exec(text)?.[0] ?? '0').split('.').map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
