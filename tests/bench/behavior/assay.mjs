// Assay in Node, through the package's own entry points: queries are plain objects, answers are plain objects.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createAssay } from 'assay';
import { eventsToBatches } from 'assay/files';
import { importSources } from '../../../scripts/import-sources.mjs';
import { root } from '../../../scripts/process.mjs';
import { nameOf, propsOf, STEPS, userOf, WINDOW_MS } from './workload.mjs';

/** Events that a page records before it waits for them to be stored. */
const BURST = 1_000;

const FUNNEL = { funnel: { steps: STEPS, within: WINDOW_MS } };
const EVENT_BY_HOUR = { metric: { aggregate: ['count', 'users'] }, by: '$event', bucket: 'hour' };
const QUANTILES = {
  metric: {
    aggregate: [
      { aggregate: 'quantile', property: 'duration_ms', q: 0.5, as: 'p50' },
      { aggregate: 'quantile', property: 'duration_ms', q: 0.95, as: 'p95' },
    ],
  },
  by: '$event',
};
const COUNT_BY_EVENT = { metric: { aggregate: 'count' }, by: '$event' };
// Looks at no event, but the engine takes in what is stored before it answers.
const NOTHING = { ...COUNT_BY_EVENT, range: { start: 0, end: 1 } };

export async function open(events) {
  const batches = await encode(events);
  const assay = await createAssay({ storage: new BatchStorage(batches) });
  const query = (question, answer) => ({ run: () => assay.query(question), answer });
  return {
    tasks: {
      funnel: query(FUNNEL, funnelAnswer),
      'funnel-breakdown': query({ ...FUNNEL, by: 'country' }, ({ groups }) =>
        Object.fromEntries(groups.map((group) => [group.key.country, funnelAnswer(group)])),
      ),
      'event-by-hour': query(EVENT_BY_HOUR, hourAnswer),
      quantiles: query(QUANTILES, ({ rows }) =>
        Object.fromEntries(rows.map(({ key, values }) => [key['$event'], [values.p50, values.p95]])),
      ),
      'ingest-track': ingestTrack(events),
      'ingest-batch': ingestBatch(events, batches),
    },
    bytesPerEvent: () => bytesPerEvent(batches),
    close: () => assay.close(),
  };
}

const funnelAnswer = ({ steps, timeToConvert }) => ({ steps: steps.map((step) => step.count), medianMs: timeToConvert.medianMs });

const countsAnswer = ({ rows }) => Object.fromEntries(rows.map(({ key, values }) => [key['$event'], values.count]));

function hourAnswer({ rows }) {
  const cells = rows.map(({ key, bucketStart, values }) => `${bucketStart} ${key['$event']} ${values.count} ${values.users}\n`).sort();
  const sum = (name) => rows.reduce((total, { values }) => total + values[name], 0);
  return {
    groups: rows.length,
    events: sum('count'),
    users: sum('users'),
    cells: createHash('sha256').update(cells.join('')).digest('hex'),
  };
}

// Every event through track(), from a page that waits for the storage now and then, until the last one is stored.
function ingestTrack(events) {
  return {
    operations: events.count,
    prepare: async () => {
      const page = { now: 0, errors: [] };
      page.assay = await createAssay({
        clock: () => page.now,
        context: { user: 'user-0' },
        onError: (error) => page.errors.push(error),
      });
      return page;
    },
    run: async (page) => {
      for (let i = 0; i < events.count; i += 1) {
        page.now = events.times[i];
        page.assay.track(nameOf(events, i), propsOf(events, i));
        if (i % BURST === BURST - 1) await page.assay.flush();
      }
      await page.assay.flush();
    },
    answer: async (_, page) => countsAnswer(await page.assay.query(COUNT_BY_EVENT)),
    cleanup: async ({ assay, errors }) => {
      await assay.close();
      if (errors.length > 0) throw errors[0];
    },
  };
}

// Encoded batches of 65,536 rows into an engine that is open and empty.
function ingestBatch(events, batches) {
  return {
    operations: events.count,
    prepare: async () => {
      const storage = new BatchStorage([]);
      const assay = await createAssay({ storage });
      await assay.query(NOTHING);
      return { storage, assay };
    },
    run: async ({ storage, assay }) => {
      storage.batches = batches;
      await assay.query(NOTHING);
    },
    answer: async (_, { assay }) => countsAnswer(await assay.query(COUNT_BY_EVENT)),
    cleanup: ({ assay }) => assay.close(),
  };
}

// Of an engine by itself: pages are not told what their store weighs.
async function bytesPerEvent(batches) {
  const { Engine } = await importSources("export { Engine } from './engine.js';", join(root, 'js/client/engine'));
  const built = join(root, 'build/wasm/wasm/engine');
  const { default: factory } = await import(pathToFileURL(`${built}.mjs`).href);
  const engine = await Engine.open(factory, await readFile(`${built}.wasm`));
  for (const batch of batches) engine.ingest(batch);
  for (let i = 0; i < 2; i += 1) engine.query(COUNT_BY_EVENT, 0); // by the second one the store is sorted and packed
  const { events, memoryBytes } = engine.stats();
  return memoryBytes / events;
}

async function encode(events) {
  const batches = [];
  for await (const { bytes } of eventsToBatches([rowsOf(events)])) batches.push(bytes);
  return batches;
}

function* rowsOf(events) {
  for (let i = 0; i < events.count; i += 1) {
    yield { name: nameOf(events, i), time: events.times[i], user: userOf(events, i), props: propsOf(events, i) };
  }
}

/** A `Storage` whose segments are there already. */
class BatchStorage {
  constructor(batches) {
    this.batches = batches;
  }

  async append() {
    throw new Error('this storage only gives what it was made with');
  }

  async read(from) {
    return this.batches.slice(from);
  }

  subscribe() {
    return () => undefined;
  }

  async close() {}
}
