// vitest: unit tests of js/, and the shared vectors through the built WebAssembly in Node.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { collect, root } from '../process.mjs';

export const js = {
  name: 'js',
  title: 'TypeScript units, and the vectors through WebAssembly in Node',
  needs: ['wasm', 'js', 'native'], // native: the vectors are compared byte by byte
  run: runVitest,
};

async function runVitest() {
  const file = join(root, 'build/results/vitest.json');
  mkdirSync(join(root, 'build/results'), { recursive: true });
  rmSync(file, { force: true });
  const args = ['run', '--config', 'tests/vitest.config.ts', '--reporter=json', `--outputFile=${file}`];
  const { status, output } = await collect(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args]);
  if (!existsSync(file)) return { passed: 0, skipped: 0, failures: [{ name: 'vitest', text: output }] };
  const totals = { passed: 0, skipped: 0, failures: [] };
  for (const { name: path, status: state, message, assertionResults } of JSON.parse(readFileSync(file, 'utf8')).testResults) {
    const place = path.slice(root.length + 1);
    for (const test of assertionResults) {
      if (test.status === 'passed') totals.passed += 1;
      else if (test.status === 'failed')
        totals.failures.push({ name: `${place}: ${test.fullName}`, text: test.failureMessages.join('\n') });
      else totals.skipped += 1;
    }
    // The file itself did not load, or a hook of it failed.
    if (state === 'failed' && !assertionResults.some((test) => test.status === 'failed'))
      totals.failures.push({ name: place, text: message });
  }
  // For example an unhandled rejection after the last test.
  if (status !== 0 && totals.failures.length === 0) totals.failures.push({ name: 'vitest', text: output });
  return totals;
}
