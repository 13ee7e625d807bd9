/** Assay: flags, events, funnels and experiments in the page. Start with `createAssay`. */
export { createAssay } from './create-assay.js';
export type * from './types.js';
export { AssayError, type AssayErrorCode } from '../shared/errors.js';
export type * from '../shared/query.js';
export type * from '../shared/result.js';
export type { Storage } from '../storage/storage.js';
