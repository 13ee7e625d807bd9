import type { Effect } from '../../../js/stats/means.js';
import type { SequenceLook } from '../../../js/stats/sequences.js';
import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import { agree, all } from './agree.js';
import { logEvidenceOfConversions } from './edges-sequential.js';
import type { Case, TestCheck } from './gbstats.js';
import { effectOf } from './gbstats-frequentist.js';

interface SequentialCase extends Case {
  readonly config: Case['config'] & { readonly sequential_tuning_parameter: number };
}

type Side = 'greater' | 'less' | undefined;

/** Their estimate and standard error, looked at by our sequence. */
function lookAt(test: SequentialCase, side: Side, stats: Stats): { readonly effect: Effect; readonly look: SequenceLook } {
  const { a, b, config } = test;
  const effect = effectOf(test, 1 - config.alpha, stats);
  const tuning = { bestSample: config.sequential_tuning_parameter, alpha: config.alpha, alternative: side ?? 'two-sided' } as const;
  return { effect, look: stats.sequenceLook(tuning, effect.estimate as number, effect.standardError as number, a.n + b.n) };
}

function compare(test: Case, stats: Stats, side: Side): Outcome {
  const sequential = test as SequentialCase;
  if (test.name.startsWith('edge_')) {
    const edge = checkEdge(sequential, stats);
    if (test.computed.errorMessage !== null) return edge;
  }
  const { effect, look } = lookAt(sequential, side, stats);
  const interval = look.interval.map((end) => (Number.isFinite(end) ? end : end > 0 ? 'inf' : '-inf'));
  // Their one-sided p is found by twelve halvings of [1e-5, 0.4999] and lies within 1.3e-4 of the solution, which is ours, or at an end.
  const p = side === undefined ? look.pValue.p : Math.min(0.4999, Math.max(1e-5, look.pValue.p));
  const { computed, asserted, asserted_atol: atol } = test;
  const said = (name: string, got: unknown): Outcome => agree((asserted?.[name] ?? got) as number, got as number, { atol: 1.01 * atol });
  const tolerance = { rtol: 1e-8, atol: 1e-11 };
  return all(
    agree(computed.expected, effect.estimate, tolerance),
    agree(computed.uplift.stddev, effect.standardError, tolerance),
    agree(computed.ci, interval, tolerance),
    // Below 1e-300 theirs is 0; ours keeps the logarithm.
    computed.pValue === 0
      ? agree(true, look.pValue.logP < -200, {})
      : agree(computed.pValue, p, side === undefined ? tolerance : { atol: 1.3e-4 }),
    said('expected', effect.estimate),
    said('stderr', effect.standardError),
    said('ci', interval),
    computed.pValue === 0 || side !== undefined ? { pass: true } : said('pValue', p),
  );
}

/**
 * Where a variance is 0 theirs gives up (effect 0, interval [0, 0], p = 1). For conversions ours is exact from the first visitor on: its
 * evidence by the plain product of the definition, and an interval that holds 0 exactly while that is too low. For means the sums have lost
 * the variance; as moments nothing is lost. core/decisions/looking-often.md.
 */
function checkEdge({ a, b, config }: SequentialCase, stats: Stats): Outcome {
  if (a.type !== 'ProportionStatistic') {
    const { bestSample, alpha } = { bestSample: config.sequential_tuning_parameter, alpha: config.alpha };
    const error = Math.sqrt(1 / a.n + 1 / b.n); // unit variance
    const estimate = b.sum / b.n - a.sum / a.n;
    const { interval, logEvidence } = stats.sequenceLook({ bestSample, alpha }, estimate, error, a.n + b.n);
    const r = bestSample / (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha)));
    const n = a.n + b.n;
    const half = error * Math.sqrt(((n + r) / n) * Math.log((n + r) / (r * alpha * alpha)));
    return all(agree([estimate - half, estimate + half], interval, { rtol: 1e-12 }), agree(true, logEvidence > 100, {}));
  }
  const weights = [a.n || 1, b.n || 1] as const;
  const look = stats.conversionSequence({ control: a.sum, treatment: b.sum, weights }, 10, config.alpha);
  const evidence = logEvidenceOfConversions([a.sum, b.sum], weights, 10);
  const excluded = look.interval[0] > 0 || look.interval[1] < 0;
  return all(
    agree(evidence, look.logEvidence, { rtol: 1e-9, atol: 1e-9 }),
    agree(evidence > -Math.log(config.alpha), excluded, {}),
    agree(a.sum === 0 ? null : (b.sum * a.n) / (a.sum * b.n) - 1, look.lift, { rtol: 1e-12 }),
  );
}

export const sequentialTests: Readonly<Record<string, TestCheck>> = {
  SequentialTwoSidedTTest: (test, stats) => compare(test, stats, undefined),
  SequentialOneSidedTreatmentGreaterTTest: (test, stats) => compare(test, stats, 'greater'),
  SequentialOneSidedTreatmentLesserTTest: (test, stats) => compare(test, stats, 'less'),
};
