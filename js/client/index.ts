/** Assay: flags, events, funnels and experiments in the page. Start with `createAssay`. */
export { createAssay } from './create-assay.js';
export type { BootstrappedFlags } from './bootstrap/bootstrap-flags.js';
export type * from './types.js';
export type { DatafileSource, LastGoodStore, VerifyOptions } from './datafile/datafile-options.js';
export type { FlagsSnapshot, SnapshotFlag } from './flags/snapshot.js';
export type { OverrideOptions } from './overrides/override-options.js';
export type { StickyAssignment, StickyAssignments, StickyStore } from './sticky/sticky-store.js';
export { AssayError, type AssayErrorCode } from '../shared/errors.js';
export type * from '../shared/query.js';
export type * from '../shared/result.js';
export type { Storage } from '../storage/storage.js';
