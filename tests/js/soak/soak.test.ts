import { describe, expect, it } from 'vitest';
import { MAX_EVENTS, SETTLED_EVENTS, soak } from '../../soak/soak.js';
import { builtModules } from '../vectors/built-modules.js';

describe('a store that keeps the latest million events', () => {
  it('stays as large as it is however many come, and loses count of none', { timeout: 120_000 }, async () => {
    const { engine } = await builtModules();
    const samples = await soak({ ...engine, events: 2 * SETTLED_EVENTS, sampleEvery: SETTLED_EVENTS });
    expect(samples.map(({ events }) => events)).toEqual([SETTLED_EVENTS, 2 * SETTLED_EVENTS]);
    for (const { stored, storeBytes } of samples) expect(storeBytes / stored).toBeLessThan(80);
    expect(samples[1]?.stored).toBeGreaterThanOrEqual(MAX_EVENTS);
  });
});
