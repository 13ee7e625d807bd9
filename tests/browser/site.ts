import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the issue promises: nothing more than this is needed. */
export const STRICT_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/** The package as a page gets it without a bundler. */
export const PUBLISHED = fileURLToPath(new URL('../../js/dist/browser/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** An answer in place of a file. */
export interface Answer {
  readonly status?: number;
  /** @defaultValue by the name's ending */
  readonly type?: string;
  readonly body: string | Uint8Array;
}

export interface PageOptions {
  /** The Content-Security-Policy of each file. @defaultValue `STRICT_POLICY` */
  readonly policy?: string | ((path: string) => string);
  /** Where files are. @defaultValue `PUBLISHED` */
  readonly folder?: string;
  /** By path; they come before files. */
  readonly answers?: Readonly<Record<string, Answer>>;
}

/** Servers of pages made to order, each an origin of its own. */
export class Site {
  readonly #servers: Server[] = [];

  /** The address of a page: `index.html` of the folder or, where there is none, an empty page. Files lie beside it. */
  async page(options: PageOptions = {}): Promise<string> {
    const server = createServer(async ({ url = '/' }, response) => {
      const { status, policy, type, body } = await answerOf(options, decodeURIComponent(url.split(/[?#]/, 1)[0] as string));
      response.writeHead(status, { 'Content-Security-Policy': policy, 'Content-Type': type, 'Cache-Control': 'no-store' }).end(body);
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://localhost:${(server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    }
  }
}

async function answerOf(options: PageOptions, requested: string): Promise<Required<Answer> & { readonly policy: string }> {
  const { policy = STRICT_POLICY, folder = PUBLISHED, answers = {} } = options;
  const path = requested === '/' ? 'index.html' : normalize(requested).slice(1);
  const headers = { policy: typeof policy === 'string' ? policy : policy(path), type: TYPES[extname(path)] ?? 'text/plain' };
  const made = answers[path];
  if (made) return { status: 200, ...headers, ...made };
  try {
    return { status: 200, ...headers, body: await readFile(join(folder, path)) };
  } catch {
    // Chromium asks for it without being told to.
    if (path === 'favicon.ico') return { status: 204, ...headers, body: '' };
    if (path === 'index.html') return { status: 200, ...headers, body: '<!doctype html><html lang="en"><title>A page</title></html>' };
    return { status: 404, ...headers, type: 'text/plain', body: 'Not Found' };
  }
}
