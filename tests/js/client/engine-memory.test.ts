import { describe, expect, it } from 'vitest';
import { Engine, type RawEngine } from '../../../js/client/engine/engine.js';
import { BatchBuilder } from '../../../js/wire/batch-builder.js';
import { builtModules } from '../vectors/built-modules.js';

describe('the engine', () => {
  it('gives back what queries needed: memory does not grow however many there are', async () => {
    let raw: RawEngine | undefined;
    const { engine: built } = await builtModules();
    const engine = await Engine.open(async (options) => {
      raw = await built.factory(options);
      return raw;
    }, built.wasm);
    const memory = (): number => (raw as RawEngine).HEAPU8.length;
    const builder = new BatchBuilder();
    for (let i = 0; i < 4_000; i++) {
      builder.add({ name: `e${i % 7}`, time: i * 1000, user: `u${i % 500}`, props: { plan: `p${i % 50}`, price: i / 8 } });
    }
    engine.ingest(builder.finish(0));
    const ask = (): void => {
      engine.query({ funnel: { steps: ['e0', 'e1', 'e2'] }, by: 'plan' }, 0);
      engine.query(
        { metric: { aggregate: ['users', { aggregate: 'p95', property: 'price' }] }, by: ['$event', 'plan'], bucket: 'hour' },
        0,
      );
      engine.query({ task: { start: 'e0', complete: 'e3' }, by: 'plan' }, 0);
      expect(() => engine.query({ metric: {}, by: Array.from({ length: 20 }, (_, i) => `p${i}`) }, 0)).toThrow();
    };
    for (let i = 0; i < 25; i++) ask();
    const before = { heap: memory(), stats: engine.stats() };
    for (let i = 0; i < 100; i++) ask();
    expect({ heap: memory(), stats: engine.stats() }).toEqual(before);
    expect(before.stats).toMatchObject({ events: 4_000, users: 500 });
  });

  it('gives back large input: a batch repeated is counted as duplicates and costs no memory', async () => {
    const { engine: built } = await builtModules();
    const engine = await Engine.open(built.factory, built.wasm);
    const builder = new BatchBuilder();
    for (let i = 0; i < 1000; i++) builder.add({ name: 'a', time: i, user: 'ada', props: { text: `${i}`.repeat(200) } });
    const batch = builder.finish(0);
    expect(engine.ingest(batch)).toEqual({ accepted: 1000, duplicates: 0 });
    const { memoryBytes } = engine.stats();
    for (let i = 0; i < 50; i++) expect(engine.ingest(batch)).toEqual({ accepted: 0, duplicates: 1000 });
    expect(engine.stats()).toEqual({ events: 1000, users: 1, memoryBytes, ignoredLinks: 0 });
  });

  it('refuses every call after close with CLOSED', async () => {
    const { engine: built } = await builtModules();
    const engine = await Engine.open(built.factory, built.wasm);
    engine.close();
    engine.close();
    for (const call of [() => engine.stats(), () => engine.ingest(new Uint8Array(8)), () => engine.query({ metric: {} }, 0)]) {
      expect(call).toThrow(expect.objectContaining({ code: 'CLOSED' }));
    }
  });
});
