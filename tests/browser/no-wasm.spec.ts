import { readdir, readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { builtModules } from '../js/vectors/built-modules.js';
import { bucketingRows, expressionVectors, flagVectors, repositoryPath } from '../js/vectors/vector-files.js';
import { ByteReader } from '../vectors/byte-reader.js';
import { encodePack, packCases } from '../vectors/pack.js';
import { runVectors, vectorModules } from '../vectors/run_wasm.js';
import { PUBLISHED, STRICT_POLICY } from './site.js';
import { expect, test } from './test.js';

type AssayModule = typeof import('assay');

/** WebAssembly needs 'wasm-unsafe-eval'. */
const BLOCKED = "default-src 'self'; script-src 'self'";

/** Of expressions.json, so that the run takes seconds: every so many-th. */
const STRIDE = 10;

const hexOf = (outputs: Uint8Array): readonly string[] => {
  const reader = new ByteReader(outputs);
  return reader.list(() => Buffer.from(reader.bytes()).toString('hex'));
};

/** The published file that has the core as JavaScript. */
async function fallbackFile(): Promise<string> {
  for (const name of await readdir(PUBLISHED)) {
    if (name.endsWith('.js') && (await readFile(`${PUBLISHED}${name}`, 'utf8')).includes('wasm/wasm/flags-js.mjs')) return name;
  }
  throw new Error('no published file holds the glue of flags-js');
}

for (const { name, policy, falls } of [
  { name: 'a policy that forbids WebAssembly', policy: BLOCKED, falls: true },
  { name: 'the strict policy', policy: STRICT_POLICY, falls: false },
]) {
  test(`under ${name}, flags answer${falls ? ' from JavaScript' : ', and the JavaScript core is not requested'}`, async ({
    page,
    site,
  }) => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname.slice(1)));
    await page.goto(await site.page({ policy }));
    const answer = await page.evaluate(async () => {
      const { createAssay } = (await import(new URL('index.js', location.href).href)) as AssayModule;
      const split = { experiment: 'checkout', weights: { a: 1, b: 1 } };
      const assay = await createAssay({
        context: { user: 'zoë 🚚', version: '2.1.0' },
        datafile: {
          flags: {
            checkout: {
              type: 'string',
              variants: { a: 'a', b: 'b', off: 'off' },
              default: 'off',
              rules: [{ when: { version: { semver_gte: '2.0.0' } }, split }],
            },
          },
        },
      });
      const details = [assay.details('checkout')];
      assay.override('checkout', 'off');
      details.push(assay.details('checkout'));
      const code = await assay.query({ metric: {} }).then(
        () => 'answered',
        (error) => error.code,
      );
      return { details, code };
    });
    const [decided, overridden] = answer.details;
    expect(decided).toMatchObject({ reason: 'SPLIT', rule: '0', experiment: 'checkout' });
    expect(overridden).toMatchObject({ variant: 'off', overridden: true });
    expect(answer.code).toBe(falls ? 'WASM_BLOCKED' : 'answered');
    expect(requests.includes(await fallbackFile())).toBe(falls);
  });
}

test('where WebAssembly is forbidden, the vectors are answered with the same bytes', async ({ page, site }) => {
  test.setTimeout(120_000);
  const rows = expressionVectors.filter((_, i) => i % STRIDE === 0);
  const cases = packCases(bucketingRows.slice(0, 50), flagVectors, [], rows);
  const pack = encodePack(cases);
  const inNode = hexOf(await runVectors(pack, vectorModules(await builtModules())));

  const entry = `
    export { runVectors } from './tests/vectors/run_wasm.ts';
    export { ByteModule } from './js/client/wasm/byte-module.ts';
  `;
  const bundle = await build({
    stdin: { contents: entry, resolveDir: repositoryPath('.'), loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const address = await site.page({
    policy: BLOCKED,
    folder: repositoryPath('build/wasm/wasm'),
    answers: {
      'run.js': { body: bundle.outputFiles[0]?.contents as Uint8Array },
      'flags-js.mjs': { type: 'text/javascript', body: await readFile(repositoryPath('build/wasm/wasm/flags-js.mjs')) },
      pack: { body: pack },
    },
  });
  await page.goto(address);
  const answered = await page.evaluate(async () => {
    type Run = typeof import('../vectors/run_wasm.js') & typeof import('../../js/client/wasm/byte-module.js');
    const imported = (name: string) => import(new URL(name, location.href).href);
    const { ByteModule, runVectors: run } = (await imported('run.js')) as Run;
    const { default: factory } = await imported('flags-js.mjs');
    const bytes = new Uint8Array(await (await fetch('pack')).arrayBuffer());
    const outputs = await run(bytes, {
      openFlags: () => ByteModule.withoutWasm('flags-js', factory),
      openEngine: () => Promise.reject(new Error('there is no engine without WebAssembly')),
    });
    return Array.from(outputs, (byte) => byte.toString(16).padStart(2, '0')).join('');
  });
  const named = (outputs: readonly string[]) => outputs.map((hex, i) => `${cases[i]?.name}: ${hex}`);
  expect(cases.length).toBeGreaterThan(200);
  expect(named(hexOf(Buffer.from(answered, 'hex')))).toEqual(named(inNode));
});
