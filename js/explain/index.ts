/** Why a flag answered what it did, rule by rule: `import { explain } from 'assay/explain'`. */
import type { ExplainedAnswer, Explanation } from './explanation.js';
import { explanationOf } from './explanation-of.js';

export type { ExplainedAnswer, ExplainedNode, ExplainedRange, ExplainedRule, Explanation } from './explanation.js';
export { explanationOf } from './explanation-of.js';
export type { TracedValue } from './traced-node.js';

/** What evaluates flags and can say how. */
export interface Explainable {
  details(key: string): ExplainedAnswer;
  /** The core's trace; `undefined` when there is no such flag. */
  explain(key: string): Uint8Array | undefined;
}

/**
 * Explains a flag's answer for the context in use. Records no exposure.
 * @param datafile the compiled bytes that `flags` evaluates
 */
export function explain(flags: Explainable, datafile: Uint8Array, key: string): Explanation {
  const answer = flags.details(key);
  return explanationOf(datafile, key, flags.explain(key) ?? new Uint8Array(), answer);
}
