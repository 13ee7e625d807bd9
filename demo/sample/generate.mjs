// Writes freight-sample.csv: what 960 simulated visitors of Freight do in October 2026, as a file to open with Assay.
//   node demo/sample/generate.mjs            writes the file
//   node demo/sample/generate.mjs --check    fails when the file is not what would be written
// Needs the built package (npm run build), whose flags decide who is in which arm, as they do in the app.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createAssay } from 'assay';
import { build } from 'esbuild';

const VISITORS = 960;
const SEED = 1;
const END = Date.UTC(2026, 10, 1);
const COLUMNS = ['user', 'time', 'event', 'field', 'carrier', 'role', 'company_size', 'browser', 'experiment', 'variant', 'session'];
const target = new URL('./freight-sample.csv', import.meta.url);

/** The app's own simulator and datafile, bundled from their TypeScript. */
async function importFromApp(path) {
  const entry = fileURLToPath(new URL(`../src/${path}`, import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'neutral', write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

const cellOf = ({ user, time, name, props, session }, column) => {
  const own = { user, time: new Date(time).toISOString(), event: name, session };
  return String(own[column] ?? props[column] ?? '');
};

/** A cell as RFC 4180 wants it. */
const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

async function sampleText() {
  const [{ simulateVisitors }, { datafile }] = await Promise.all([importFromApp('traffic.ts'), importFromApp('datafile.ts')]);
  const assay = await createAssay({ datafile });
  const assign = (user) => {
    assay.setContext({ user });
    return assay.details('carrier_step').variant;
  };
  const events = [...simulateVisitors({ seed: SEED, end: END, visitors: VISITORS, assign })].flat();
  await assay.close();
  events.sort((a, b) => a.time - b.time || (a.user < b.user ? -1 : 1));
  const rows = events.map((event) => COLUMNS.map((column) => quoted(cellOf(event, column))).join(','));
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}

const text = await sampleText();
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('demo/sample/freight-sample.csv is out of date: run node demo/sample/generate.mjs');
    process.exit(1);
  }
  console.log('demo/sample/freight-sample.csv is up to date');
} else {
  writeFileSync(target, text);
  console.log(`${(text.length / 1000).toFixed(0)} kB, ${text.split('\n').length - 2} events of ${VISITORS} visitors`);
}
