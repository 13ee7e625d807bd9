import type { Page } from '@playwright/test';
import { build } from 'esbuild';
import { createPreviewLink, generateSigningKeys, signDatafile } from '../../js/sign/index.js';
import { repositoryPath } from '../js/vectors/vector-files.js';
import type { PageOptions } from './site.js';
import { expect, test } from './test.js';

type AssayModule = typeof import('assay');
type StoresModule = typeof import('../../js/client/stores/index.js');

const datafile = (revision: number, weights: Readonly<Record<string, number>> = { a: 1 }) => ({
  revision,
  flags: {
    banner: { type: 'string', variants: { only: `revision ${revision}` }, default: 'only' },
    button: {
      type: 'string',
      variants: { a: 'a', b: 'b' },
      default: 'a',
      rules: [{ split: { experiment: 'button', weights, sticky: true } }],
    },
  },
});

async function pageWithStores(): Promise<PageOptions> {
  const bundle = await build({ entryPoints: [repositoryPath('js/client/stores/index.ts')], bundle: true, format: 'esm', write: false });
  return { answers: { 'stores.js': { body: bundle.outputFiles[0]?.contents as Uint8Array } } };
}

/** What a page gives to createAssay, and what came of it. */
interface Visit {
  readonly datafile: string | object;
  readonly key?: string;
  readonly sticky?: boolean;
  readonly overrides?: object;
}

function visit(page: Page, options: Visit) {
  return page.evaluate(async ({ datafile: given, key, sticky, overrides }) => {
    const imported = (name: string) => import(new URL(name, location.href).href);
    const { createAssay } = (await imported('index.js')) as AssayModule;
    const stores = (await imported('stores.js')) as StoresModule;
    const errors: string[] = [];
    const assay = await createAssay({
      datafile: given,
      context: { user: 'ada' },
      onError: ({ code }) => errors.push(code),
      ...(key !== undefined && { verify: { keys: { main: key } }, lastGood: stores.localStorageStore() }),
      ...(sticky && { sticky: stores.localStorageSticky() }),
      ...(overrides && { overrides }),
    });
    const [banner, button] = [assay.flag('banner', '-'), assay.flag('button', '-')];
    await assay.flush();
    return { banner, button, errors, overrides: assay.overrides(), recorded: assay.counters.recorded };
  }, options);
}

test('a signed datafile is taken, and after a reload the last good one in place of a forged or an older one', async ({ page, site }) => {
  const keys = await generateSigningKeys();
  const strangers = await generateSigningKeys();
  const signed = (revision: number, { privateKey } = keys) => signDatafile(JSON.stringify(datafile(revision)), privateKey, 'main');
  await page.goto(await site.page(await pageWithStores()));
  const key = keys.publicKey;
  expect(await visit(page, { datafile: await signed(5), key })).toMatchObject({ banner: 'revision 5', errors: [] });
  await page.reload();
  const forged = await signed(6, strangers);
  expect(await visit(page, { datafile: forged, key })).toMatchObject({ banner: 'revision 5', errors: ['DATAFILE_SIGNATURE'] });
  await page.reload();
  expect(await visit(page, { datafile: await signed(4), key })).toMatchObject({ banner: 'revision 5', errors: ['DATAFILE_ROLLBACK'] });
});

test('a sticky split keeps its variant after a reload with other weights', async ({ page, site }) => {
  await page.goto(await site.page(await pageWithStores()));
  expect(await visit(page, { datafile: datafile(1, { a: 1 }), sticky: true })).toMatchObject({ button: 'a' });
  await page.reload();
  expect(await visit(page, { datafile: datafile(2, { b: 1 }), sticky: true })).toMatchObject({ button: 'a', errors: [] });
  expect(await visit(page, { datafile: datafile(2, { b: 1 }) })).toMatchObject({ button: 'b' });
});

test("an override in the address holds for the tab's session, and nothing is counted", async ({ page, site }) => {
  const address = await site.page(await pageWithStores());
  const overrides = { url: true, persist: true };
  await page.goto(`${address}?assay_override=button:b`);
  const expected = { button: 'b', overrides: { button: 'b' }, recorded: 0, errors: [] };
  expect(await visit(page, { datafile: datafile(1), overrides })).toMatchObject(expected);
  await page.goto(address);
  expect(await visit(page, { datafile: datafile(1), overrides })).toMatchObject(expected);
  await page.goto(`${address}?assay_override=`);
  expect(await visit(page, { datafile: datafile(1), overrides })).toMatchObject({ button: 'a', overrides: {}, recorded: 1 });
});

test('a preview link shows its variant, and one that was forged does not', async ({ page, site }) => {
  const keys = await generateSigningKeys();
  const strangers = await generateSigningKeys();
  const address = await site.page(await pageWithStores());
  const expires = Date.now() + 3_600_000;
  const overrides = { preview: { keys: { main: keys.publicKey } } };
  await page.goto(await createPreviewLink(address, { button: 'b' }, expires, keys.privateKey));
  expect(await visit(page, { datafile: datafile(1), overrides })).toMatchObject({ button: 'b', recorded: 0, errors: [] });
  await page.goto(await createPreviewLink(address, { button: 'b' }, expires, strangers.privateKey));
  expect(await visit(page, { datafile: datafile(1), overrides })).toMatchObject({ button: 'a', recorded: 1, errors: ['INVALID_ARGUMENT'] });
});
