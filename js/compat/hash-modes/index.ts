/** Other vendors' hashes as expressions, and what a program of your own needs around them: `import { attribute } from 'assay/compat/hash-modes'`. */
export {
  and,
  attribute,
  equals,
  FALSE,
  get,
  isNull,
  less,
  lessOrEqual,
  not,
  number,
  oneOfNumbers,
  oneOfTexts,
  or,
  TRUE,
  text,
} from '../../compile/program/expr.js';
export type { Action, Expr, Program, ProgramFlag, ProgramRule } from '../../compile/program/program.js';
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
