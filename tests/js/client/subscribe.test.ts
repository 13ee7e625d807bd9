import { describe, expect, it } from 'vitest';
import { countsByEvent, open } from './open.js';

describe('subscribe()', () => {
  it('calls the listener when new events can be queried', async () => {
    const { assay } = await open();
    const seen: Promise<Record<string, number>>[] = [];
    assay.subscribe(() => seen.push(countsByEvent(assay)));
    assay.track('a');
    expect(seen).toHaveLength(0);
    await assay.flush();
    expect(await Promise.all(seen)).toEqual([{ a: 1 }]);
  });

  it('stops when asked, for that listener alone', async () => {
    const { assay } = await open();
    let calls = 0;
    const listener = () => calls++;
    const stop = assay.subscribe(listener);
    assay.subscribe(listener);
    stop();
    stop();
    assay.track('a');
    await assay.flush();
    expect(calls).toBe(1);
  });

  it('reports a listener that throws; others are called, and events are stored once', async () => {
    const { assay, errors } = await open();
    let calls = 0;
    assay.subscribe(() => {
      throw new Error('the panel broke');
    });
    assay.subscribe(() => calls++);
    assay.track('a');
    await assay.flush();
    await assay.flush();
    expect(calls).toBe(1);
    expect(errors.map(({ message }) => message)).toEqual(['the panel broke']);
    expect(await countsByEvent(assay)).toEqual({ a: 1 });
  });

  it('is called no more after close', async () => {
    const { assay } = await open();
    let calls = 0;
    assay.subscribe(() => calls++);
    await assay.close();
    assay.track('a');
    await assay.flush();
    expect(calls).toBe(0);
  });
});
