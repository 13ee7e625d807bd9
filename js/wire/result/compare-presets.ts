import type { ComparePresetsQuery } from '../../shared/query.js';
import type { ComparePresetsResult, FunnelDifference, PresetComparison } from '../../shared/result.js';
import { CompareResult } from '../generated/assay/fb/compare-result.js';
import type { Result } from '../generated/assay/fb/result.js';
import { stepLabel } from '../query/funnel-steps.js';
import type { Asked } from './asked.js';
import { countedOf, list } from './parts.js';

/** By their numbers on the wire. */
const REASONS: readonly FunnelDifference[] = ['rounding', 'tie', 'repeat', 'reentry', 'exclusion', 'strictOrder', 'other'];

export function decodeComparePresets(result: Result, { query }: Asked): ComparePresetsResult {
  const compare: CompareResult = result.kind(new CompareResult());
  const { presets, steps } = (query as ComparePresetsQuery).comparePresets;
  const labels = steps.map(stepLabel);
  const comparisons = list(compare.comparisonsLength(), (i) => compare.comparisons(i));
  return {
    presets: comparisons.map(
      (comparison, at): PresetComparison => ({
        preset: presets[at] as PresetComparison['preset'],
        steps: labels.map((step, i) => ({ step, count: Number(comparison.counts(i)) })),
        further: Number(comparison.further()),
        lessFar: Number(comparison.lessFar()),
        reasons: Object.fromEntries(REASONS.map((reason, i) => [reason, Number(comparison.reasons(i))])) as PresetComparison['reasons'],
        samples: list(comparison.samplesLength(), (i) => comparison.samples(i)).map((sample) => ({
          user: sample.user() ?? '',
          firstLevel: sample.firstLevel(),
          level: sample.level(),
          reason: REASONS[sample.reason()] as FunnelDifference,
        })),
      }),
    ),
    ...countedOf(result),
  };
}
