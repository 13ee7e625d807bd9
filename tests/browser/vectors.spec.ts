import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { builtModules } from '../js/vectors/built-modules.js';
import { bucketingRows, expressionVectors, flagVectors, queryVectors, repositoryPath } from '../js/vectors/vector-files.js';
import { ByteReader } from '../vectors/byte-reader.js';
import { encodePack, packCases } from '../vectors/pack.js';
import { runVectors, vectorModules } from '../vectors/run_wasm.js';
import { expect, test } from './test.js';

const hexOf = (outputs: Uint8Array): readonly string[] => {
  const reader = new ByteReader(outputs);
  return reader.list(() => Buffer.from(reader.bytes()).toString('hex'));
};

test('every vector is answered in Chromium with the same bytes as in Node', async ({ page, site }) => {
  // Hundreds of cases, each with a module instance of its own, twice.
  test.setTimeout(120_000);
  const cases = packCases(bucketingRows, flagVectors, queryVectors, expressionVectors);
  const pack = encodePack(cases);
  const inNode = hexOf(await runVectors(pack, vectorModules(await builtModules())));

  const bundle = await build({ entryPoints: [repositoryPath('tests/vectors/run_wasm.ts')], bundle: true, format: 'esm', write: false });
  const glue = async (name: string) => ({ type: 'text/javascript', body: await readFile(repositoryPath(`build/wasm/wasm/${name}.mjs`)) });
  const address = await site.page({
    folder: repositoryPath('build/wasm/wasm'),
    answers: {
      'run.js': { body: bundle.outputFiles[0]?.contents as Uint8Array },
      'flags.mjs': await glue('flags'),
      'flags-compat.mjs': await glue('flags-compat'),
      'engine.mjs': await glue('engine'),
      pack: { body: pack },
    },
  });
  await page.goto(address);
  const answered = await page.evaluate(async () => {
    const bytesOf = async (name: string) => new Uint8Array(await (await fetch(name)).arrayBuffer());
    const imported = (name: string) => import(new URL(name, location.href).href);
    const run = (await imported('run.js')) as typeof import('../vectors/run_wasm.js');
    const moduleOf = async (name: string) => ({ factory: (await imported(`${name}.mjs`)).default, wasm: await bytesOf(`${name}.wasm`) });
    const modules = run.vectorModules({
      flags: await moduleOf('flags'),
      flagsCompat: await moduleOf('flags-compat'),
      engine: await moduleOf('engine'),
    });
    const outputs = await run.runVectors(await bytesOf('pack'), modules);
    return Array.from(outputs, (byte) => byte.toString(16).padStart(2, '0')).join('');
  });
  const inPage = hexOf(Buffer.from(answered, 'hex'));

  const named = (outputs: readonly string[]) => outputs.map((hex, i) => `${cases[i]?.name}: ${hex}`);
  expect(cases.length).toBeGreaterThan(100);
  expect(named(inPage)).toEqual(named(inNode));
});
