// Measures what a large import does to the page: how long it takes, and the longest time in which the page could not draw.
//   node tests/browser/import-1m.mjs [rows, 1,000,000 when not given]      (after npm run build; needs a Chromium, see CHROMIUM_PATH)
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { serve } from '../../scripts/serve.mjs';

const ROWS_PER_WRITE = 10_000;
const EVENTS = ['opened', 'searched', 'viewed', 'added', 'bought'];

const rows = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'assay-import-'));
const path = join(folder, 'events.csv');
writeRows(path, rows);

const server = await serve(fileURLToPath(new URL('../../demo/dist', import.meta.url)), { port: 0 });
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args });
try {
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.getByRole('tab', { name: 'Open a file' }).click();
  await page.evaluate(measureFrames);
  await page.getByTestId('file-input').setInputFiles(path);
  await page.getByTestId('file-rows').waitFor({ timeout: 600_000 });
  const measured = await page.waitForFunction(() => globalThis.measured).then((handle) => handle.jsonValue());
  const counted = await page.getByTestId('file-rows').textContent();
  const cancelled = await measureCancel(page);
  console.log(`${counted} of CSV, ${(statSync(path).size / 1e6).toFixed(1)} MB, Chromium ${browser.version()}`);
  console.log(`from choosing the file to the whole report  ${(measured.total / 1000).toFixed(2)} s`);
  console.log(`frames drawn meanwhile                      ${measured.gaps.length}`);
  console.log(
    `gap between frames, p50, p99, longest       ${[0.5, 0.99, 1].map((q) => quantile(measured.gaps, q).toFixed(0)).join(', ')} ms`,
  );
  console.log(`longest task of the page                    ${measured.longest === 0 ? 'below 50' : measured.longest.toFixed(0)} ms`);
  console.log(`from pressing Cancel until it has stopped   ${cancelled.toFixed(0)} ms`);
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}

/** In the page: from the moment that the progress shows until it is hidden. */
function measureFrames() {
  const root = document.querySelector('[data-testid="import"]');
  const gaps = [];
  let longest = 0;
  let chosen;
  let last;
  new PerformanceObserver((list) => {
    if (chosen !== undefined) longest = Math.max(longest, ...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  const frame = (now) => {
    if (last !== undefined) gaps.push(now - last);
    last = now;
    if (!root.hidden) requestAnimationFrame(frame);
    // What the observer saw of the last task comes after it.
    else setTimeout(() => (globalThis.measured = { gaps, longest, total: now - chosen }), 200);
  };
  new MutationObserver((_, observer) => {
    if (root.hidden) return;
    observer.disconnect();
    chosen = performance.now();
    requestAnimationFrame(frame);
  }).observe(root, { attributes: true });
}

async function measureCancel(page) {
  await page.getByTestId('file-input').setInputFiles(path);
  await page
    .getByTestId('import')
    .filter({ hasText: /: [1-9]/ })
    .waitFor();
  return page.evaluate(
    () =>
      new Promise((done) => {
        const pressed = performance.now();
        document.querySelector('[data-testid="import-cancel"]').click();
        requestAnimationFrame(() => done(performance.now() - pressed));
      }),
  );
}

function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

function writeRows(file, count) {
  const descriptor = openSync(file, 'w');
  const users = Math.max(1, Math.floor(count / 20));
  writeSync(descriptor, 'user,time,event,plan,device,price,quantity\n');
  for (let from = 0; from < count; from += ROWS_PER_WRITE) {
    let text = '';
    for (let row = from; row < Math.min(count, from + ROWS_PER_WRITE); row += 1) {
      const user = (row * 7) % users;
      const event = EVENTS[Math.min((row * 13) % 11, (row * 5) % 7, 4)];
      const time = new Date(1_788_000_000_000 + row * 2_000).toISOString();
      text += `user-${user},${time},${event},${['free', 'team', 'business'][user % 3]},${user % 2 ? 'phone' : 'desktop'},${(row % 9_000) / 100},${row % 5}\n`;
    }
    writeSync(descriptor, text);
  }
  closeSync(descriptor);
}
