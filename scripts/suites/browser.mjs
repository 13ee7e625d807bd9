// Playwright in an installed Chromium, on the built demo.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { collect, root } from '../process.mjs';

const config = 'tests/browser/playwright.config.ts';

export const browser = {
  name: 'browser',
  title: 'Chromium',
  needs: ['wasm', 'js', 'demo'],
  why: ({ chromium }) => (chromium === undefined ? 'no Chrome or Chromium on this system' : undefined),
  count: async () => JSON.parse(await playwright(['--list'], {})).suites.flatMap((suite) => specs(suite)).length,
  run: runPlaywright,
};

async function playwright(args, env) {
  const file = join(root, 'build/results/playwright.json');
  mkdirSync(join(root, 'build/results'), { recursive: true });
  rmSync(file, { force: true });
  const program = join(root, 'node_modules/@playwright/test/cli.js');
  const { output } = await collect(process.execPath, [program, 'test', '--config', config, '--reporter=json', ...args], {
    env: { ...process.env, ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  return existsSync(file) ? readFileSync(file, 'utf8') : JSON.stringify({ suites: [], errors: [{ message: output }] });
}

async function runPlaywright({ chromium }) {
  const { suites, errors } = JSON.parse(await playwright([], { CHROMIUM_PATH: chromium }));
  const totals = { passed: 0, skipped: 0, failures: errors.map(({ message, stack }) => ({ name: 'playwright', text: stack ?? message })) };
  for (const { name, test } of suites.flatMap((suite) => specs(suite))) {
    if (test.status === 'expected') totals.passed += 1;
    else if (test.status === 'skipped') totals.skipped += 1;
    else {
      // "flaky" counts as failed: a test that only passes the second time is not a test.
      const text = test.results
        .flatMap((result) => result.errors ?? [])
        .map((error) => error.stack ?? error.message)
        .join('\n');
      totals.failures.push({ name, text });
    }
  }
  return totals;
}

// Suites hold suites; a spec has one test per project.
function specs(suite, trail = []) {
  const here = [...trail, suite.title];
  const own = (suite.specs ?? []).flatMap((spec) => spec.tests.map((test) => ({ name: [...here, spec.title].join(' > '), test })));
  return [...own, ...(suite.suites ?? []).flatMap((inner) => specs(inner, here))];
}
