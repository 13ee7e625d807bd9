/** Stores in the browser for what outlives the page: `import { localStorageSticky, localStorageStore } from 'assay/stores'`. */
export { type LocalStorageStickyOptions, localStorageSticky } from './local-storage-sticky.js';
export { localStorageStore } from './local-storage-store.js';
