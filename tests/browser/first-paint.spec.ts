import { type Assay, createAssay, type FlagsSnapshot } from 'assay';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';
import { repositoryPath } from '../js/vectors/vector-files.js';
import type { PageOptions } from './site.js';
import { expect, test } from './test.js';

/** Everybody gets what the default is not. */
const DATAFILE = {
  revision: 3,
  flags: {
    hero: {
      type: 'string',
      variants: { plain: 'Buy', bold: 'Buy now' },
      default: 'plain',
      rules: [{ split: { experiment: 'hero', weights: { bold: 1 } } }],
    },
    note: { type: 'string', variants: { short: 'hi' }, default: 'short' },
  },
};
const SHOWN = 'Buy now';

/** Notes every text that #hero has had, from before there is one. */
const WATCH = `
  const seen = (window.seen = []);
  new MutationObserver(() => {
    const text = document.querySelector('#hero')?.textContent;
    if (text && seen.at(-1) !== text) seen.push(text);
  }).observe(document, { childList: true, subtree: true, characterData: true });
`;

const APP = `
  import { bootstrapFlags } from './bootstrap.js';
  const first = bootstrapFlags(JSON.parse(document.querySelector('#snapshot').textContent));
  document.querySelector('#hero').textContent = first.flag('hero', 'loading');
  const { createAssay } = await import('./index.js');
  window.errors = [];
  window.assay = await createAssay({
    bootstrap: first.snapshot(),
    datafile: fetch('flags.json').then((response) => response.text()),
    onError: (error) => window.errors.push(error.message),
  });
  window.assay.onFlags(() => document.querySelector('#hero').textContent = window.assay.flag('hero', 'loading'));
  document.querySelector('#hero').textContent = window.assay.flag('hero', 'loading');
  document.body.dataset.ready = 'yes';
`;

interface Window {
  readonly seen: readonly string[];
  readonly errors: readonly string[];
  readonly assay: Assay;
}

/** A page as a server renders it: with \`text\` for the flag, and the snapshot inlined. */
async function rendered(snapshot: FlagsSnapshot, text: string, datafile: object): Promise<PageOptions> {
  const bundle = await build({
    entryPoints: [repositoryPath('js/client/bootstrap/index.ts')],
    bundle: true,
    format: 'esm',
    external: ['*/flag-loader.js'],
    write: false,
  });
  const inlined = JSON.stringify(snapshot).replaceAll('<', '\\u003c');
  const body = `<!doctype html><html lang="en"><title>Shop</title><script src="watch.js"></script><body>
    <h1 id="hero">${text}</h1><script type="application/json" id="snapshot">${inlined}</script><script type="module" src="app.js"></script></body></html>`;
  return {
    answers: {
      'index.html': { body },
      'watch.js': { body: WATCH },
      'app.js': { body: APP },
      'bootstrap.js': { body: bundle.outputFiles[0]?.contents as Uint8Array },
      'flags.json': { type: 'application/json', body: JSON.stringify(datafile) },
    },
  };
}

async function snapshotFor(user: string, read: readonly string[]): Promise<FlagsSnapshot> {
  const server = await createAssay({ datafile: DATAFILE, context: { user, note: '</script><b>' } });
  for (const key of read) server.flag(key, '');
  const snapshot = server.snapshot();
  await server.close();
  return snapshot;
}

/** Holds requests of that name back until it is called. */
async function hold(page: Page, name: string): Promise<() => void> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(`**/${name}`, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

for (const { name, text, read } of [
  { name: 'rendered by the server', text: SHOWN, read: ['hero'] },
  { name: 'rendered by the page', text: '', read: [] },
]) {
  test(`the first paint shows the variant, ${name}, before datafile and module are there, and nothing flickers`, async ({ page, site }) => {
    const address = await site.page(await rendered(await snapshotFor('ada', read), text, DATAFILE));
    const release = [await hold(page, 'flags.json'), await hold(page, 'flags.wasm')];
    await page.goto(address);
    await expect(page.locator('body[data-ready]')).toBeAttached();
    await expect(page.locator('#hero')).toHaveText(SHOWN);
    const painted = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const observer = new PerformanceObserver((list) => resolve(list.getEntries()[0]?.startTime ?? -1));
          observer.observe({ type: 'paint', buffered: true });
        }),
    );
    expect(painted).toBeGreaterThan(0);
    const fetched = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname));
    expect(fetched.filter((path) => path === '/flags.wasm' || path === '/flags.json')).toEqual([]);

    for (const each of release) each();
    const answers = await page.evaluate(async () => {
      const { assay, errors } = window as unknown as Window;
      await assay.setDatafile(await (await fetch('flags.json')).text());
      assay.flag('hero', '');
      const { rows } = await assay.query({ metric: { event: '$exposure', aggregate: 'count' }, by: ['experiment', 'variant'] });
      return { details: assay.details('hero'), rows, errors };
    });
    expect(answers.details).toMatchObject({ value: SHOWN, reason: 'SPLIT' });
    expect(answers.rows).toEqual([{ key: { experiment: 'hero', variant: 'bold' }, values: { count: 1 } }]);
    expect(answers.errors).toEqual([]);
    expect(await page.evaluate(() => (window as unknown as Window).seen)).toEqual([SHOWN]);
  });
}

test('a newer datafile changes what is shown once it is there, and only then', async ({ page, site }) => {
  const newer = { revision: 4, flags: { hero: { ...DATAFILE.flags.hero, rules: [] } } };
  await page.goto(await site.page(await rendered(await snapshotFor('ada', ['hero']), SHOWN, newer)));
  await expect(page.locator('#hero')).toHaveText('Buy');
  expect(await page.evaluate(() => (window as unknown as Window).seen)).toEqual([SHOWN, 'Buy']);
});
