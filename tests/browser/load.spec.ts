import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { ABI_VERSION } from '../../js/client/wasm/abi.js';
import { withOtherAbi } from './other-abi.js';
import { type PageOptions, PUBLISHED, STRICT_POLICY } from './site.js';
import { expect, test } from './test.js';

type AssayModule = typeof import('assay');
type Engine = 'auto' | 'worker' | 'inline';

/** What a page sees of a call: its answer, or the error's code and message. */
interface Outcome {
  readonly answer?: unknown;
  readonly code?: string;
  readonly message?: string;
}

/** Opens a datafile in the page and reads a flag. */
function readFlag(page: Page): Promise<Outcome> {
  return page.evaluate(async () => {
    const { AssayError, createAssay } = (await import(new URL('index.js', location.href).href)) as AssayModule;
    try {
      const assay = await createAssay({
        datafile: { flags: { banner: { type: 'boolean', variants: { on: true }, default: 'on' } } },
      });
      return { answer: assay.flag('banner', false) };
    } catch (error) {
      return error instanceof AssayError ? { code: error.code, message: error.message } : { message: `no AssayError: ${error}` };
    }
  });
}

/** Records two steps in the page and asks for the funnel. */
function askFunnel(page: Page, engine: Engine): Promise<Outcome> {
  return page.evaluate(async (where) => {
    const { AssayError, createAssay } = (await import(new URL('index.js', location.href).href)) as AssayModule;
    const assay = await createAssay({ engine: where });
    assay.track('start');
    assay.track('end');
    try {
      const { conversion } = await assay.funnel({ steps: ['start', 'end'] });
      return { answer: [conversion.successes, conversion.trials] };
    } catch (error) {
      return error instanceof AssayError ? { code: error.code, message: error.message } : { message: `no AssayError: ${error}` };
    }
  }, engine);
}

const BLOCKED = "script-src 'self'";

test.describe("under script-src 'self' 'wasm-unsafe-eval'", () => {
  for (const policy of ["script-src 'self' 'wasm-unsafe-eval'", STRICT_POLICY]) {
    for (const engine of ['auto', 'worker', 'inline'] as const) {
      test(`flags and funnels work, engine ${engine}: ${policy}`, async ({ page, site }) => {
        await page.goto(await site.page({ policy }));
        expect(await readFlag(page)).toEqual({ answer: true });
        expect(await askFunnel(page, engine)).toEqual({ answer: [1, 1] });
        expect(page.workers()).toHaveLength(engine === 'inline' ? 0 : 1);
      });
    }
  }
});

test.describe("under script-src 'self'", () => {
  for (const engine of ['auto', 'worker', 'inline'] as const) {
    test(`a query rejects with WASM_BLOCKED, engine ${engine}`, async ({ page, site }) => {
      await page.goto(await site.page({ policy: BLOCKED }));
      expect(await askFunnel(page, engine)).toMatchObject({ code: 'WASM_BLOCKED', message: expect.stringContaining("'wasm-unsafe-eval'") });
    });
  }
});

test.describe('where Workers are refused', () => {
  const policy = `${STRICT_POLICY}; worker-src 'none'`;

  test('the engine runs in the page', async ({ page, site }) => {
    await page.goto(await site.page({ policy }));
    expect(await askFunnel(page, 'auto')).toEqual({ answer: [1, 1] });
    expect(page.workers()).toHaveLength(0);
  });

  test("engine 'worker' rejects with WORKER_FAILED", async ({ page, site }) => {
    await page.goto(await site.page({ policy }));
    expect(await askFunnel(page, 'worker')).toMatchObject({ code: 'WORKER_FAILED' });
  });

  test('by a policy of the worker alone, the engine runs in the page', async ({ page, site }) => {
    await page.goto(await site.page({ policy: (path) => (path === 'worker.js' ? BLOCKED : STRICT_POLICY) }));
    expect(await askFunnel(page, 'auto')).toEqual({ answer: [1, 1] });
    expect(await askFunnel(page, 'worker')).toMatchObject({ code: 'WASM_BLOCKED' });
  });

  test('by the server answering HTML for the worker, the engine runs in the page', async ({ page, site }) => {
    await page.goto(await site.page({ answers: { 'worker.js': { type: 'text/html', body: '<!doctype html>' } } }));
    expect(await askFunnel(page, 'auto')).toEqual({ answer: [1, 1] });
  });
});

test.describe('a module that is not what it should be', () => {
  const whole = (name: string): Promise<Uint8Array> => readFile(`${PUBLISHED}${name}.wasm`);

  const faults: readonly {
    readonly name: string;
    readonly code: string;
    readonly message?: string;
    readonly answers: () => Promise<NonNullable<PageOptions['answers']>>;
  }[] = [
    {
      name: 'a page, as single-page-app servers answer',
      code: 'WASM_IS_HTML',
      message: 'index page',
      answers: async () => {
        const index = { type: 'text/html', body: '<!doctype html><html lang="en"><title>App</title></html>' };
        return { 'flags.wasm': index, 'engine.wasm': index };
      },
    },
    {
      name: 'absent',
      code: 'WASM_NOT_FOUND',
      message: '404',
      answers: async () => ({ 'flags.wasm': { status: 404, body: '' }, 'engine.wasm': { status: 404, body: '' } }),
    },
    {
      name: 'a page that says it is absent',
      code: 'WASM_NOT_FOUND',
      message: '404',
      answers: async () => {
        const missing = { status: 404, type: 'text/html', body: '<!doctype html>Not found' };
        return { 'flags.wasm': missing, 'engine.wasm': missing };
      },
    },
    {
      name: 'truncated',
      code: 'WASM_CORRUPT',
      answers: async () => ({
        'flags.wasm': { body: (await whole('flags')).subarray(0, 5000) },
        'engine.wasm': { body: (await whole('engine')).subarray(0, 5000) },
      }),
    },
    {
      name: 'empty',
      code: 'WASM_CORRUPT',
      answers: async () => ({ 'flags.wasm': { body: '' }, 'engine.wasm': { body: '' } }),
    },
    {
      name: 'of another ABI',
      code: 'VERSION_MISMATCH',
      message: `ABI ${ABI_VERSION + 1}, this JavaScript ABI ${ABI_VERSION}`,
      answers: async () => ({ 'flags.wasm': { body: await withOtherAbi('flags') }, 'engine.wasm': { body: await withOtherAbi('engine') } }),
    },
    {
      name: 'the other module',
      code: 'VERSION_MISMATCH',
      answers: async () => ({ 'flags.wasm': { body: await whole('engine') }, 'engine.wasm': { body: await whole('flags') } }),
    },
  ];
  for (const { name, code, message = '.wasm', answers } of faults) {
    test(`${name} is ${code}, for flags, in the worker and inline`, async ({ page, site }) => {
      await page.goto(await site.page({ answers: await answers() }));
      const error = { code, message: expect.stringContaining(message) };
      expect(await readFlag(page)).toEqual(error);
      for (const engine of ['auto', 'worker', 'inline'] as const) expect(await askFunnel(page, engine), engine).toEqual(error);
    });
  }

  test('is taken whatever type the server gives it', async ({ page, site }) => {
    const body = async (name: string) => ({ type: 'text/plain', body: await whole(name) });
    await page.goto(await site.page({ answers: { 'flags.wasm': await body('flags'), 'engine.wasm': await body('engine') } }));
    expect(await readFlag(page)).toEqual({ answer: true });
    expect(await askFunnel(page, 'worker')).toEqual({ answer: [1, 1] });
  });
});

test('a part of the package that does not arrive makes createAssay reject with an AssayError that names it', async ({ page, site }) => {
  // Served empty: everything that is loaded on demand, which are the chunks index.js does not import by itself.
  const index = await readFile(`${PUBLISHED}index.js`, 'utf8');
  const onDemand = [...index.matchAll(/import\("\.\/(chunk-\w+\.js)"\)/g)].map(([, name]) => name as string);
  expect(onDemand.length).toBeGreaterThan(0);
  await page.goto(await site.page({ answers: Object.fromEntries(onDemand.map((name) => [name, { status: 404, body: '' }])) }));
  expect(await readFlag(page)).toEqual({ code: 'INTERNAL', message: expect.stringContaining('chunk-') });
});
