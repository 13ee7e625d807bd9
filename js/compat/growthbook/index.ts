import type { Fields } from './fields.js';

export { type GrowthbookUser, growthbookContext, type StickyBucketDoc } from './context.js';
export type { Experiment } from './fields.js';
export type { FlagMeta, RuleMeta } from './flag-draft.js';
export { experimentFlag, type GrowthbookImport, growthbook } from './growthbook.js';
export { getBucketRanges, getEqualWeights } from './ranges.js';
export {
  type ExperimentResult,
  type FeatureResult,
  growthbookExperimentResult,
  growthbookRedirect,
  growthbookResult,
  growthbookStickyDoc,
} from './result.js';

/**
 * A payload with what is encrypted in it put in the clear, for growthbook(). What decrypts is loaded when it is first needed.
 * @param key the SDK connection's decryption key, base64
 * @returns `undefined` when a part cannot be decrypted
 */
export async function decrypt(payload: Fields, key: string): Promise<Fields | undefined> {
  const { decryptPayload } = await import('./decrypt.js');
  return decryptPayload(payload, key);
}
