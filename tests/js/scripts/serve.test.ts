import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy, serve } from '../../../scripts/serve.mjs';

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

let folder: string;
let server: Awaited<ReturnType<typeof serve>>;

// node:http sends a path as it is; fetch() would resolve "../" before asking.
function get(path: string, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    request({ hostname, port, path, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-serve-'));
  mkdirSync(join(folder, 'dist/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'dist/index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'dist/assets/engine.wasm'), '\0asm');
  writeFileSync(join(folder, 'dist/assets/a b.js'), 'export {};');
  symlinkSync('../secret.txt', join(folder, 'dist/link.txt'));
  server = await serve(join(folder, 'dist'), { port: 0 });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('the static server', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/index.html?x=1', 'text/html; charset=utf-8'],
    ['/assets/engine.wasm', 'application/wasm'],
    ['/assets/a%20b.js', 'text/javascript; charset=utf-8'],
  ])('answers %s as %s, with the policy', async (path, type) => {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(type);
    expect(headers['content-security-policy']).toBe(contentSecurityPolicy);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('answers HEAD with the length and no body', async () => {
    const { status, headers, body } = await get('/index.html', 'HEAD');
    expect({ status, length: headers['content-length'], body }).toEqual({ status: 200, length: '15', body: '' });
  });

  it.each([
    ['/../secret.txt', 404],
    ['/%2e%2e/secret.txt', 404],
    ['/assets/..%2f..%2fsecret.txt', 404],
    ['/link.txt', 404],
    ['/assets', 404],
    ['/assets/', 404],
    ['/missing.js', 404],
    ['/%', 400],
    ['/%00', 400],
  ])('refuses %s with %i', async (path, status) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.body).toBe('');
  });

  it('refuses methods that change things', async () => {
    expect((await get('/', 'POST')).status).toBe(405);
  });

  it('takes the next port when the one asked for is in use, unless told to be strict', async () => {
    const port = Number(new URL(server.url).port);
    const second = await serve(folder, { port });
    try {
      expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
    } finally {
      await second.close();
    }
    await expect(serve(folder, { port, strict: true })).rejects.toThrow(`cannot listen on port ${port}`);
  });
});
