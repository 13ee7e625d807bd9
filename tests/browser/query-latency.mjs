// Measures how long a page waits for answers while the engine works in its Worker, and whether the page draws on meanwhile.
//   node tests/browser/query-latency.mjs [events, 1,000,000 when not given]      (after npm run build; needs a Chromium, see CHROMIUM_PATH)
// The events and the questions are those of tests/bench/behavior; the funnel's answer is checked.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const count = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = 100;
const PUBLISHED_STEPS = { 1000000: [49_726, 35_324, 14_850, 5_105], 5000000: [248_520, 176_735, 73_924, 25_074] };

const folders = ['../../js/dist/browser', '../bench/behavior'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

const server = createServer(({ url }, response) => {
  const name = new URL(url, 'http://localhost').pathname;
  response.setHeader('Content-Type', TYPES[extname(name)] ?? 'text/html');
  if (name === '/') return response.end('<!doctype html><title>Queries</title>');
  for (const folder of folders) {
    try {
      return response.end(readFileSync(join(folder, name)));
    } catch {}
  }
  return response.writeHead(404).end();
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args });
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const { steps, tasks, gaps } = await page.evaluate(measureInPage, { count, rounds: ROUNDS });
  const expected = PUBLISHED_STEPS[count];
  if (expected !== undefined && `${steps}` !== `${expected}`) throw new Error(`the funnel counts ${steps} instead of ${expected}`);
  console.log(`${count.toLocaleString('en')} events, engine in a Worker, Chromium ${browser.version()}, ${ROUNDS} rounds, wall time in ms`);
  for (const [name, times] of Object.entries(tasks)) {
    console.log(`${name.padEnd(18)} p50 ${quantile(times, 0.5).toFixed(1)}  p95 ${quantile(times, 0.95).toFixed(1)}`);
  }
  console.log(
    `gap between frames p50 ${quantile(gaps, 0.5).toFixed(1)}  p95 ${quantile(gaps, 0.95).toFixed(1)}  longest ${Math.max(...gaps).toFixed(1)}`,
  );
} finally {
  await browser.close();
  server.close();
}

async function measureInPage({ count, rounds }) {
  const { createAssay } = await import('/index.js');
  const { generateEvents, nameOf, propsOf, STEPS, userOf, WINDOW_MS } = await import('/workload.mjs');
  const assay = await createAssay({ engine: 'worker' });
  const events = generateEvents(count);
  for (let from = 0; from < count; from += 50_000) {
    const chunk = [];
    for (let i = from; i < Math.min(from + 50_000, count); i += 1) {
      chunk.push({ name: nameOf(events, i), time: events.times[i], user: userOf(events, i), props: propsOf(events, i) });
    }
    await assay.importEvents(chunk);
  }
  const funnel = { funnel: { steps: STEPS, within: WINDOW_MS } };
  const quantileOf = (q) => ({ aggregate: 'quantile', property: 'duration_ms', q, as: `p${q * 100}` });
  const questions = {
    funnel,
    'funnel-breakdown': { ...funnel, by: 'country' },
    'event-by-hour': { metric: { aggregate: ['count', 'users'] }, by: '$event', bucket: 'hour' },
    quantiles: { metric: { aggregate: [quantileOf(0.5), quantileOf(0.95)] }, by: '$event' },
  };
  // Twice, so that what arrived is sorted and the code is compiled.
  for (let i = 0; i < 2; i += 1) for (const question of Object.values(questions)) await assay.query(question);
  const { steps } = await assay.query(funnel);

  const gaps = [];
  let last;
  let drawing = true;
  const frame = (now) => {
    if (last !== undefined) gaps.push(now - last);
    last = now;
    if (drawing) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const tasks = Object.fromEntries(Object.keys(questions).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, question] of Object.entries(questions)) {
      const asked = performance.now();
      await assay.query(question);
      tasks[name].push(performance.now() - asked);
    }
  }
  drawing = false;
  await assay.close();
  return { steps: steps.map((step) => step.count), tasks, gaps };
}

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}
