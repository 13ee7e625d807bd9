// Serves a folder of built files to this machine alone, the way a careful host would serve the demo: types set, a strict policy, nothing
// outside the folder.
//   node scripts/serve.mjs [folder] [--port 8080]
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { Failure, isMain, main, root } from './process.mjs';

const text = (type) => `text/${type}; charset=utf-8`;
const types = new Map([
  ['.html', text('html')],
  ['.js', text('javascript')],
  ['.mjs', text('javascript')],
  ['.css', text('css')],
  ['.csv', text('csv')],
  ['.txt', text('plain')],
  ['.json', 'application/json'],
  ['.map', 'application/json'],
  ['.webmanifest', 'application/manifest+json'],
  ['.wasm', 'application/wasm'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
]);

/** WebAssembly is the one exception: its compilation needs 'wasm-unsafe-eval', which allows no eval of JavaScript. */
export const contentSecurityPolicy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; worker-src 'self'";

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/**
 * Serves `folder` on 127.0.0.1. Without `strict` a port in use is passed over for the next one, up to 100 further. Port 0 takes any.
 * Returns `{ url, close }`.
 */
export async function serve(folder, { port = 8080, strict = false } = {}) {
  const home = await realpath(folder);
  const server = createServer((request, response) => {
    answer(home, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, headers);
      response.end();
    });
  });
  const listening = await listen(server, port, strict || port === 0 ? port : port + 100);
  const close = () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  return { url: `http://localhost:${listening}/`, close };
}

async function answer(home, request, response) {
  const refuse = (status, extra = {}) => response.writeHead(status, { ...headers, ...extra }).end();
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, { Allow: 'GET, HEAD' });
  let path;
  try {
    path = decodeURIComponent(request.url.split(/[?#]/, 1)[0]);
  } catch {
    return refuse(400);
  }
  if (path.includes('\0')) return refuse(400);
  const file = await inside(home, path.endsWith('/') ? `${path}index.html` : path);
  if (file === undefined) return refuse(404);
  const type = types.get(extname(file.path).toLowerCase()) ?? 'application/octet-stream';
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': file.size });
  if (request.method === 'HEAD') return response.end();
  createReadStream(file.path)
    .on('error', () => response.destroy())
    .pipe(response);
}

// The file that `path` names below `home`: links are followed first, so neither "../" nor a link leads out.
async function inside(home, path) {
  try {
    const real = await realpath(join(home, path));
    const info = await stat(real);
    return info.isFile() && real.startsWith(home + sep) ? { path: real, size: info.size } : undefined;
  } catch {
    return undefined;
  }
}

function listen(server, port, last) {
  return new Promise((done, fail) => {
    const attempt = (candidate) => {
      server.once('error', (error) => {
        if (error.code === 'EADDRINUSE' && candidate < last) attempt(candidate + 1);
        else fail(new Failure(`cannot listen on port ${candidate}: ${error.message}`));
      });
      server.listen(candidate, '127.0.0.1');
    };
    server.once('listening', () => done(server.address().port));
    attempt(port);
  });
}

/** The number after --port, or undefined. */
export function portArgument(args) {
  const index = args.indexOf('--port');
  if (index < 0) return undefined;
  const port = Number(args[index + 1]);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Failure(`--port needs a number from 0 to 65535, not ${args[index + 1]}`);
  return port;
}

if (isMain(import.meta.url)) {
  await main(async (args) => {
    const port = portArgument(args);
    const folder = args[0] !== undefined && !args[0].startsWith('--') ? args[0] : join(root, 'demo/dist');
    const { url } = await serve(resolve(folder), { port, strict: port !== undefined });
    process.stdout.write(`${url}\n`);
  });
}
