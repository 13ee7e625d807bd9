export { type GrowthbookUser, growthbookContext, type StickyBucketDoc } from './context.js';
export type { Experiment } from './fields.js';
export type { FlagMeta, RuleMeta } from './flag-draft.js';
export { type GrowthbookImport, growthbook } from './growthbook.js';
export { experimentFlag } from './reserved.js';
