import type { Page } from '@playwright/test';
import type { Assay } from 'assay';
import type { PageOptions } from './site.js';
import { expect, test } from './test.js';

type AssayModule = typeof import('assay');

/** A page with a script of its own, as an application has one. */
function application(script: string, body = ''): PageOptions {
  return {
    answers: {
      'index.html': {
        body: `<!doctype html><html lang="en"><title>Shop</title><body>${body}<script type="module" src="app.js"></script></body></html>`,
      },
      'app.js': { body: script },
    },
  };
}

/** How many events of a name the page's Assay, `window.assay`, has. */
function count(page: Page, event: string): Promise<unknown> {
  return page.evaluate(async (name) => {
    const { assay } = window as unknown as { assay: Assay };
    return (await assay.query({ metric: { event: name } })).rows[0]?.values['count'] ?? 0;
  }, event);
}

test('a click becomes an event, and the event is in the funnel that the worker computes', async ({ page, site }) => {
  const script = `
    import { createAssay } from './index.js';
    const assay = await createAssay({ context: { user: 'ada' } });
    const show = async () => {
      const { steps } = await assay.funnel({ steps: ['cart_viewed', 'paid'], within: '1h' });
      document.querySelector('output').textContent = steps.map(({ step, count }) => step + ' ' + count).join(', ');
    };
    assay.subscribe(show);
    document.querySelector('button').addEventListener('click', () => assay.track('paid', { price: 12.5 }));
    assay.track('cart_viewed');
  `;
  await page.goto(await site.page(application(script, '<button>Pay</button><output></output>')));
  const funnel = page.getByRole('status');
  await expect(funnel).toHaveText('cart_viewed 1, paid 0');
  expect(page.workers().map((worker) => new URL(worker.url()).pathname.split('/').at(-1))).toEqual(['worker.js']);
  await page.getByRole('button', { name: 'Pay' }).click();
  await expect(funnel).toHaveText('cart_viewed 1, paid 1');
});

test('nothing is requested but the files of the package, each at most once, and none before it is needed', async ({ page, site }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const address = await site.page();
  await page.goto(address);
  await page.evaluate(async () => {
    const { createAssay } = (await import(new URL('index.js', location.href).href)) as AssayModule;
    const assay = await createAssay();
    assay.flag('banner', false);
    Object.assign(window, { assay });
  });
  const named = (): string[] => requests.map((url) => url.replace(address, '')).filter((path) => /wasm$|worker/.test(path));
  expect(named()).toEqual([]);

  await page.evaluate(async () => {
    const { assay } = window as unknown as { assay: Assay };
    await assay.setDatafile({ flags: { banner: { type: 'boolean', variants: { on: true }, default: 'on' } } });
    assay.flag('banner', false);
  });
  expect(named()).toEqual(['flags.wasm']);

  await page.evaluate(async () => {
    const { assay } = window as unknown as { assay: Assay };
    for (let i = 0; i < 1000; i++) assay.track('viewed', { i });
    assay.identify('ada');
    for (let i = 0; i < 5; i++) await assay.query({ metric: {} });
    await assay.flush();
    await assay.close();
  });
  expect(named()).toEqual(['flags.wasm', 'worker.js', 'engine.wasm']);
  for (const url of requests) expect(url.startsWith(address), url).toBe(true);
});

test('what is pending when the page goes away is handed to the storage', async ({ page, site }) => {
  const script = `
    import { createAssay } from './index.js';
    const segments = [];
    const storage = {
      append: async (rows, encode) => {
        segments.push(encode(0));
        localStorage.setItem('stored', Number(localStorage.getItem('stored') ?? 0) + rows);
      },
      read: async (from) => segments.slice(from),
      subscribe: () => () => {},
      close: async () => {},
    };
    const assay = await createAssay({ storage });
    assay.track('viewed');
    await assay.flush();
    document.querySelector('button').addEventListener('click', () => {
      assay.track('left');
      location.href = 'next.html';
    });
    document.body.dataset.ready = 'yes';
  `;
  const options = application(script, '<button>Leave</button>');
  const address = await site.page({
    answers: { ...options.answers, 'next.html': { body: '<!doctype html><html lang="en"><title>Next</title></html>' } },
  });
  await page.goto(address);
  await expect(page.locator('body[data-ready]')).toBeAttached();
  await page.getByRole('button', { name: 'Leave' }).click();
  await expect(page).toHaveTitle('Next');
  expect(await page.evaluate(() => localStorage.getItem('stored'))).toBe('2');
});

test('two pages do not share what is in memory', async ({ context, site }) => {
  const address = await site.page(
    application(`import { createAssay } from './index.js'; window.assay = await createAssay(); document.body.dataset.ready = 'yes';`),
  );
  const pages = [await context.newPage(), await context.newPage()] as const;
  for (const page of pages) {
    await page.goto(address);
    await expect(page.locator('body[data-ready]')).toBeAttached();
  }
  await pages[0].evaluate(() => (window as unknown as { assay: Assay }).assay.track('viewed'));
  expect(await count(pages[0], 'viewed')).toBe(1);
  expect(await count(pages[1], 'viewed')).toBe(0);
});
