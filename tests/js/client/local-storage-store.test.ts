import { describe, expect, it } from 'vitest';
import { localStorageStore } from '../../../js/client/stores/index.js';
import { stubWebStorage } from './fake-web-storage.js';
import { open } from './open.js';
import { sampleDatafile } from './sample-datafile.js';

describe('localStorageStore()', () => {
  it('gives back the bytes that were put, of every value and any length', () => {
    stubWebStorage('localStorage');
    const store = localStorageStore();
    for (const length of [0, 1, 2, 3, 256, 8191, 8192, 8193, 100_000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);
      store.put(bytes);
      expect(store.get(), `${length} bytes`).toEqual(bytes);
    }
  });

  it('has nothing at first, and a place of its own for every key', () => {
    stubWebStorage('localStorage');
    expect(localStorageStore().get()).toBeUndefined();
    localStorageStore('a').put(new Uint8Array([1]));
    expect(localStorageStore('b').get()).toBeUndefined();
  });

  it('keeps the last good datafile from one page to the next', async () => {
    stubWebStorage('localStorage');
    await open({ datafile: sampleDatafile, lastGood: localStorageStore() });
    const { assay } = await open({ datafile: Promise.reject(new TypeError('offline')), lastGood: localStorageStore() });
    expect(assay.flag('banner', false)).toBe(true);
  });

  it('that somebody else wrote into, or that is not there, costs nothing but a report', async () => {
    stubWebStorage('localStorage').set('assay_datafile', 'not base64');
    const first = await open({ lastGood: localStorageStore() });
    expect(first.errors.map(({ code }) => code)).toEqual(['DATA_LOSS']);
    await first.assay.setDatafile(sampleDatafile);
    expect(first.assay.flag('banner', false)).toBe(true);
  });

  it('in Node, where there is none, is reported', async () => {
    const { assay, errors } = await open({ datafile: sampleDatafile, lastGood: localStorageStore() });
    expect(assay.flag('banner', false)).toBe(true);
    expect(errors.map(({ code }) => code)).toEqual(['INTERNAL']);
  });
});
