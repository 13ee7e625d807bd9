// npm test: sets up, builds, runs every fast suite, and closes with "N passed, N failed, N skipped".
//   npm test -- native js     only these suites: native, js, types, lint, fuzz, browser
//   npm test -- --ci          (or CI=true) a suite that cannot run here is a failure instead of a skip
import { build } from './build.mjs';
import { Failure, isMain, root, say, seconds } from './process.mjs';
import { setup } from './setup.mjs';
import { browser } from './suites/browser.mjs';
import { fuzz } from './suites/fuzz.mjs';
import { js } from './suites/js.mjs';
import { lint } from './suites/lint.mjs';
import { native } from './suites/native.mjs';
import { types } from './suites/types.mjs';

// A suite: `needs`, parts of build.mjs; `why(tools)`, the reason it cannot run here (undefined: it can), and `count()`, how many tests that
// leaves out; `run(tools)` gives `{ passed, skipped, failures: [{ name, text }], notes }`, notes being reasons for what was left out.
const suites = [native, js, types, lint, fuzz, browser];

async function test(args) {
  const strict = args.includes('--ci') || !['', '0', 'false', undefined].includes(process.env.CI);
  const named = args.filter((arg) => arg !== '--ci');
  const names = suites.map(({ name }) => name);
  const unknown = named.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Failure(`no such suite: ${unknown.join(', ')}. There are: ${names.join(', ')}`);
  const wanted = suites.filter(({ name }) => named.length === 0 || named.includes(name));
  const tools = await setup({ browser: wanted.includes(browser) });
  const totals = { passed: 0, failed: 0, skipped: 0 };
  const broken = new Map();
  for (const suite of wanted) await runSuite(suite, tools, { strict, totals, broken });
  return totals;
}

async function runSuite(suite, tools, { strict, totals, broken }) {
  const start = performance.now();
  process.stdout.write(`\n== ${suite.title} ==\n`);
  const { passed, skipped, failures, notes = [] } = await resultOf(suite, tools, broken);
  for (const note of notes) process.stdout.write(`!!! SKIPPED: ${note} !!!\n`);
  if (strict) failures.push(...notes.map((text) => ({ name: suite.name, text: `In CI nothing may be left out: ${text}` })));
  if (passed + skipped + failures.length === 0) failures.push({ name: suite.name, text: 'There is no test in this suite.' });
  for (const { name, text } of failures) process.stdout.write(`\nFAILED ${name}\n${text}\n\n`);
  process.stdout.write(`${passed} passed, ${failures.length} failed, ${skipped} skipped (${seconds(start)})\n`);
  totals.passed += passed;
  totals.failed += failures.length;
  totals.skipped += skipped;
}

async function resultOf(suite, tools, broken) {
  const reason = suite.why?.(tools);
  if (reason !== undefined) return { passed: 0, skipped: await suite.count(), failures: [], notes: [reason] };
  const failed = (failure) => ({ passed: 0, skipped: 0, failures: [failure] });
  const unbuilt = await buildOnce(suite.needs, tools, broken);
  if (unbuilt !== undefined) return failed(unbuilt);
  try {
    return await suite.run(tools);
  } catch (error) {
    return failed({ name: suite.name, text: error instanceof Failure ? error.message : error.stack });
  }
}

// The failure that keeps a suite from running; a part that did not build for one suite is not tried again for the next.
async function buildOnce(parts, tools, broken) {
  for (const part of parts) {
    if (!broken.has(part)) {
      try {
        await build(tools, [part]);
      } catch (error) {
        broken.set(part, error instanceof Failure ? error.message : error.stack);
        return { name: `build of ${part}`, text: broken.get(part) };
      }
    } else return { name: `build of ${part}`, text: 'failed, see above' };
  }
  return undefined;
}

if (isMain(import.meta.url)) {
  process.chdir(root);
  let totals = { passed: 0, failed: 1, skipped: 0 };
  try {
    totals = await test(process.argv.slice(2));
  } catch (error) {
    say(error instanceof Failure ? `\n${error.message}` : error.stack);
  }
  process.exitCode = totals.failed > 0 ? 1 : 0;
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
}
