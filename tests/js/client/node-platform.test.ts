import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { open } from './open.js';
import { sampleDatafile } from './sample-datafile.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-node-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('in Node', () => {
  it('nothing is requested from the network', async () => {
    const fetch = vi.fn();
    vi.stubGlobal('fetch', fetch);
    const { assay } = await open({ datafile: sampleDatafile });
    assay.track('a');
    expect((await assay.query({ metric: {} })).rows[0]?.values).toEqual({ count: 1 });
    expect(fetch).not.toHaveBeenCalled();
    vi.unstubAllGlobals();
  });

  it('the modules may lie elsewhere: a path, a URL, or the text of a file URL', async () => {
    const url = new URL('../../../js/dist/node/flags.wasm', import.meta.url);
    for (const flags of [fileURLToPath(url), url, url.href]) {
      const { assay } = await open({ datafile: sampleDatafile, wasm: { flags } });
      expect(assay.flag('banner', false)).toBe(true);
    }
    const { assay } = await open({ wasm: { engine: import.meta.resolve('assay/engine.wasm') } });
    assay.track('a');
    expect((await assay.query({ metric: {} })).eventsScanned).toBe(1);
  });

  const missing = join(tmpdir(), 'assay-no-such-file.wasm');
  it('a module that is not there is WASM_NOT_FOUND and says where it was looked for', async () => {
    const error = { name: 'AssayError', code: 'WASM_NOT_FOUND', message: expect.stringContaining('assay-no-such-file.wasm') };
    await expect(open({ datafile: sampleDatafile, wasm: { flags: missing } })).rejects.toMatchObject(error);
    await expect(open({ datafile: sampleDatafile, wasm: { flags: pathToFileURL(missing) } })).rejects.toMatchObject(error);
    const { assay } = await open({ wasm: { engine: missing } });
    await expect(assay.query({ metric: {} })).rejects.toMatchObject(error);
  });

  it('a page in place of a module is WASM_IS_HTML', async () => {
    const page = join(folder, 'index.html');
    await writeFile(page, '<!doctype html><title>App</title>');
    const { assay } = await open({ wasm: { engine: page } });
    await expect(assay.query({ metric: {} })).rejects.toMatchObject({ code: 'WASM_IS_HTML' });
  });

  it("engine: 'worker' is refused, because Node runs the engine inline", async () => {
    const { assay } = await open({ engine: 'worker' });
    await expect(assay.query({ metric: {} })).rejects.toMatchObject({ code: 'WORKER_FAILED' });
  });
});
