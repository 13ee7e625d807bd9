export { optimizelyBucket } from './optimizely.js';
export { type PosthogVariant, posthogHash, posthogRollout, posthogVariants } from './posthog.js';
export { splitBucket, splitHash } from './split.js';
export {
  splitBetweenVersions,
  splitEqualVersion,
  splitFromVersion,
  splitOneOfVersions,
  splitUpToVersion,
  splitVersion,
} from './split-version.js';
export { statsigBucket, statsigPasses } from './statsig.js';
