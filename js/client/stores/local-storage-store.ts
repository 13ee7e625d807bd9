import { fromBase64, toBase64 } from '../../sign/base64.js';
import type { LastGoodStore } from '../datafile/datafile-options.js';

/** Keeps the last good datafile in this origin's `localStorage`, under `key`. Where there is none, or it is full, it throws, which is reported. */
export function localStorageStore(key = 'assay_datafile'): LastGoodStore {
  return {
    get: () => {
      const text = localStorage.getItem(key);
      return text === null ? undefined : fromBase64(text);
    },
    put: (bytes) => localStorage.setItem(key, toBase64(bytes)),
  };
}
