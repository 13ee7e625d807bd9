import { Engine, type RawEngine } from '../../js/client/engine/engine.js';
import type { Factory } from '../../js/client/wasm/byte-module.js';
import { BATCH_EVENTS, BATCH_MS, BATCH_USERS, NAMES, StampedBatch } from './stamped-batch.js';

/** The latest events that the store keeps; up to a quarter more while they gather. */
export const MAX_EVENTS = 1_000_000;
const MOST_EVENTS = MAX_EVENTS * 1.25;
/** Batches that are surely all kept. */
const KEPT_BATCHES = MAX_EVENTS / BATCH_EVENTS - 1;
/** Batches between an old batch that comes again, and between questions. */
const BATCHES_BETWEEN_CHECKS = 10;
/** After so many events the store has been full and rewritten: the most that it took until then is all it may take. */
export const SETTLED_EVENTS = 2_000_000;
/** A little more is no leak: linear memory grows in steps, and never shrinks. */
const MARGIN = 1.1;

const EARLIEST_MS = -8.64e15;

/** What the engine holds after so many events. */
export interface Sample {
  readonly events: number;
  readonly stored: number;
  readonly users: number;
  /** Of the store, and of WebAssembly's whole memory. */
  readonly storeBytes: number;
  readonly memoryBytes: number;
}

export interface SoakOptions {
  /** Of `engine.wasm`. */
  readonly factory: Factory<RawEngine>;
  readonly wasm: Uint8Array;
  /** In whole batches, more than `SETTLED_EVENTS`. */
  readonly events: number;
  readonly sampleEvery: number;
  readonly onSample?: (sample: Sample) => void;
}

/**
 * Sends events through an engine that keeps the latest million, and asks all the while.
 * @returns what it held: first when it had settled, last at the end
 * @throws Error when a count is not exact, or memory grew
 */
export async function soak({ factory, wasm, events, sampleEvery, onSample }: SoakOptions): Promise<readonly Sample[]> {
  let raw: RawEngine | undefined;
  const engine = await Engine.open(async (options) => {
    raw = await factory(options);
    return raw;
  }, wasm);
  const batch = new StampedBatch();
  const samples: Sample[] = [];
  const most = { storeBytes: 0, memoryBytes: 0 };
  let removed = 0;
  for (let place = 0; place < events / BATCH_EVENTS; place++) {
    const sent = (place + 1) * BATCH_EVENTS;
    expectSame('the report', engine.ingest(batch.stamp(place)), { accepted: BATCH_EVENTS, duplicates: 0 });
    removed += engine.retain(EARLIEST_MS, MAX_EVENTS);
    const { events: stored, users, memoryBytes: storeBytes } = engine.stats();
    expectSame('what is stored', stored, sent - removed);
    if (stored > MOST_EVENTS || stored < Math.min(sent, MAX_EVENTS)) throw new Error(`${stored} events are stored of ${sent}`);
    if (place % BATCHES_BETWEEN_CHECKS === 0) check(engine, batch, place);
    const sample: Sample = { events: sent, stored, users, storeBytes, memoryBytes: (raw as RawEngine).HEAPU8.length };
    for (const field of ['storeBytes', 'memoryBytes'] as const) {
      if (sent <= SETTLED_EVENTS) most[field] = Math.max(most[field], sample[field]);
      else if (sample[field] > most[field] * MARGIN)
        throw new Error(`${field} went from ${most[field]} to ${sample[field]} after ${sent} events`);
    }
    if (sent !== SETTLED_EVENTS && sent % sampleEvery !== 0) continue;
    onSample?.(sample);
    if (sent >= SETTLED_EVENTS) samples.push(sample);
  }
  engine.close();
  return samples;
}

/** What was removed long ago comes again and is not taken; what is kept is counted to the last event. */
function check(engine: Engine, batch: StampedBatch, place: number): void {
  for (const old of [0, Math.floor(place / 2), place]) {
    expectSame('what comes again', engine.ingest(batch.stamp(old)), { accepted: 0, duplicates: BATCH_EVENTS });
  }
  const batches = Math.min(place + 1, KEPT_BATCHES);
  const range = { start: (place + 1 - batches) * BATCH_MS, end: (place + 1) * BATCH_MS };
  const metric = { aggregate: ['count', 'users', 'sessions', { aggregate: 'distinct', property: 'order' }] } as const;
  const users = batches * BATCH_USERS;
  expectSame('the counts', engine.query({ metric, range }, 0).rows[0]?.values, {
    count: batches * BATCH_EVENTS,
    users,
    sessions: users,
    distinct_order: users / 10,
  });
  const funnel = { steps: ['event-0', 'event-0', 'event-0'], within: BATCH_MS, order: 'any' } as const;
  const counts = engine.query({ funnel, range }, 0).steps.map(({ count }) => count);
  expectSame('the funnel', counts, [users / NAMES, users / NAMES, users / NAMES]);
}

function expectSame(what: string, got: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(got), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`);
}
