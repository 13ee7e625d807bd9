// Keeps out of the repository what does not belong in it: tests that are switched off, retried or waiting for time to pass, left-over
// markers, addresses of package registries and of somebody's machine, big and built files.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const megabyte = 1 << 20;

// The words are put together here, so that this file does not contain what it looks for.
const words = (...parts) => new RegExp(parts.map(([left, right]) => `\\b${left}${right}\\b`).join('|'));

const sources = /\.(h|cc|ts|tsx|mjs|cmake|txt|css|html|fbs|md)$/;

/** `in`: which files; `find`: a pattern that must not match a line. */
const rules = [
  {
    what: 'a test that is focused or skipped',
    in: /^(tests|js|demo)\/.*\.(ts|tsx|mjs)$/,
    find: /\b(it|test|describe|suite)\.(only|skip|todo|skipIf|runIf|fixme)\b|\bx(it|describe)\(/,
  },
  { what: 'a C++ test that is switched off', in: /^tests\/.*\.(cc|h)$/, find: words(['DISABLED', '_\\w+']) },
  { what: 'a C++ test that is skipped without a reason', in: /^tests\/.*\.(cc|h)$/, find: new RegExp(`\\bGTEST_${'SKIP'}\\(\\)(?! << ")`) },
  { what: 'a test that is retried', in: /^tests\/.*\.(ts|mjs)$/, find: /\bretr(y|ies):\s*[1-9]|\.retry\(/ },
  {
    what: 'a test that waits for time to pass',
    in: /^tests\/.*\.(ts|mjs|cc|h)$/,
    find: words(['waitFor', 'Timeout'], ['sleep', '_for'], ['usl', 'eep']),
  },
  {
    what: 'a left-over marker',
    in: sources,
    find: words(['TO', 'DO'], ['FIX', 'ME'], ['XX', 'X'], ['HA', 'CK']),
  },
  { what: 'the address of a package registry', in: /./, find: /https?:\/\/(registry|deb|archive|security|snapshot|pypi)\.[a-z.-]+/ },
  { what: 'a download address in a lock file', in: /package-lock\.json$/, find: /"resolved": *"https?:/ },
  { what: 'a path of one machine', in: sources, find: /(^|[\s"'`(=:])\/(home|Users|work|root)\/[a-z][\w.-]*\// },
];

const built = /\.(wasm|so|a|o|node)$|(^|\/)(node_modules|third_party|vendor|dist|build)\//;

/** Every violation among `paths` (relative to `root`), as "path:line: what". */
export function checkHygiene(root, paths = trackedFiles(root)) {
  const problems = [];
  for (const path of paths) {
    const { size } = statSync(join(root, path));
    if (size > megabyte) problems.push(`${path}: ${(size / megabyte).toFixed(1)} MB; files over 1 MB are made or fetched, not committed`);
    if (built.test(path)) problems.push(`${path}: built files are not committed`);
    const matching = rules.filter((rule) => rule.in.test(path));
    const text = readFileSync(join(root, path), 'utf8');
    if (text.includes('\0')) continue;
    text.split('\n').forEach((line, index) => {
      for (const { what, find } of matching)
        if (find.test(line)) problems.push(`${path}:${index + 1}: ${what}: ${line.trim().slice(0, 120)}`);
    });
  }
  return problems;
}

// Committed files, and new ones that would be.
function trackedFiles(root) {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  return list.split('\0').filter((path) => path !== '' && existsSync(join(root, path)) && statSync(join(root, path)).isFile());
}
