import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Chosen once: the workers, which read this file again, inherit the environment.
process.env['ASSAY_DEMO_PORT'] ??= String(await freePort());
const demo = `http://localhost:${process.env['ASSAY_DEMO_PORT']}/`;

// Debian's Chromium runs as root in containers only without its sandbox; the other options keep it from talking to anybody but the test.
const args = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
if (process.getuid?.() === 0) args.push('--no-sandbox');

export default defineConfig({
  testDir: '.',
  outputDir: `${root}build/results/playwright`,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  fullyParallel: true,
  reporter: 'list',
  use: {
    baseURL: demo,
    browserName: 'chromium',
    launchOptions: { executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args },
  },
  webServer: { command: `node scripts/serve.mjs demo/dist --port ${process.env['ASSAY_DEMO_PORT']}`, cwd: root, url: demo },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
