import type { ArmEstimate, Effect, Interval, Reason, Stats } from '../stats/index.js';
import type { DecisionRule, Metric } from './definition.js';
import type { MetricTally } from './tallies.js';

/** An arm's metric against the control's. */
export interface Comparison {
  /** Treatment less control, with a covariate adjusted for it. */
  readonly estimate: number | undefined;
  readonly standardError: number | undefined;
  /** Sequential rules: valid at all looks; Bayesian ones: credible. */
  readonly interval: Interval | undefined;
  readonly relative: { readonly estimate: number | undefined; readonly interval: Interval | undefined };
  /** Two-sided, of this comparison alone; `undefined` with Bayesian rules. */
  readonly p: number | undefined;
  /** Bayesian rules: that the effect is above 0. */
  readonly chance: number | undefined;
  /** Why there is no estimate or no interval. */
  readonly reason: Reason | undefined;
}

const proportionOf = ({ moments: { n, means } }: MetricTally) => ({ successes: Math.round(n * (means[0] ?? 0)), trials: n });

/** An arm's value and the variance of one user. */
export function armEstimate(stats: Stats, { type }: Metric, { moments }: MetricTally): ArmEstimate | undefined {
  const { n, means, deviations } = moments;
  if (n === 0) return undefined;
  const variance = (at: number): number => (n > 1 ? Math.max(0, deviations[at] as number) / (n - 1) : 0);
  if (type !== 'ratio') return { n, mean: means[0] as number, variance: variance(0) };
  const { arm, reason } = stats.ratioOfMeans({
    n,
    numerator: { mean: means[0] as number, variance: variance(0) },
    denominator: { mean: means[1] as number, variance: variance(2) },
    covariance: n > 1 ? (deviations[1] as number) / (n - 1) : 0,
  });
  return reason === undefined ? arm : undefined;
}

/** An arm's value with an interval at `level` for one look. */
export function armInterval(stats: Stats, metric: Metric, tally: MetricTally, level: number): Interval | undefined {
  if (metric.type === 'conversion') return stats.wilson(proportionOf(tally), level).interval;
  const arm = armEstimate(stats, metric, tally);
  return arm === undefined || arm.n < 2 ? undefined : stats.meanAgainst(arm, 0, level).interval;
}

interface Fixed {
  readonly control: ArmEstimate;
  readonly treatment: ArmEstimate;
  readonly difference: Effect;
  readonly relative: Effect;
}

function fixedEffects(stats: Stats, metric: Metric, control: MetricTally, treatment: MetricTally, level: number): Fixed | Reason {
  if (metric.covariate !== undefined) {
    const adjusted = stats.cuped(control.moments, treatment.moments, { level });
    return adjusted.difference.estimate === undefined ? (adjusted.reason ?? adjusted.difference.reason ?? 'NO_DATA') : adjusted;
  }
  const [before, after] = [armEstimate(stats, metric, control), armEstimate(stats, metric, treatment)];
  if (before === undefined || after === undefined) return metric.type === 'ratio' ? 'ZERO_BASELINE' : 'NO_DATA';
  const difference = stats.differenceOfMeans(before, after, { level });
  const relative = stats.relativeChange(before, after, level);
  if (metric.type !== 'conversion') return { control: before, treatment: after, difference, relative };
  // Rates: Newcombe's interval, which is one at 0 % and 100 % too, and the pooled test.
  const pair = [proportionOf(control), proportionOf(treatment)] as const;
  const { estimate, interval } = stats.newcombe(...pair, level);
  const { pValue } = stats.pooledZTest(...pair);
  return { control: before, treatment: after, difference: { ...difference, reason: undefined, estimate, interval, pValue }, relative };
}

const none = (reason: Reason | undefined, estimate?: number): Comparison => ({
  estimate,
  standardError: undefined,
  interval: undefined,
  relative: { estimate: undefined, interval: undefined },
  p: undefined,
  chance: undefined,
  reason,
});

/** Compares by the rule; `error` is what the interval may err. */
export function compareArms(
  stats: Stats,
  rule: DecisionRule,
  metric: Metric,
  [control, treatment]: readonly [MetricTally, MetricTally],
  error: number,
): Comparison {
  const fixed = fixedEffects(stats, metric, control, treatment, 1 - error);
  if (typeof fixed === 'string') return none(fixed);
  const { difference, relative } = fixed;
  const standardErrorOf = ({ n, variance }: ArmEstimate): number => Math.sqrt(variance / n);
  const [se1, se2] = [standardErrorOf(fixed.control), standardErrorOf(fixed.treatment)];
  const standardError = difference.standardError ?? Math.hypot(se1, se2);
  const { estimate } = difference;
  if (rule.kind === 'fixed')
    return {
      estimate,
      standardError,
      interval: difference.interval,
      relative: { estimate: relative.estimate, interval: relative.interval },
      p: difference.pValue?.p,
      chance: undefined,
      reason: difference.interval === undefined ? difference.reason : undefined,
    };
  if (estimate === undefined || !(standardError > 0)) return none('NO_VARIANCE', estimate);
  if (rule.kind === 'bayesian') {
    const { interval, chance } = stats.effectPosterior(estimate, standardError, undefined, 1 - error);
    return { estimate, standardError, interval, relative, p: undefined, chance: chance.p, reason: undefined };
  }
  const tuning = { bestSample: rule.bestSample, alpha: error };
  const users = control.moments.n + treatment.moments.n;
  const look = stats.sequenceLook(tuning, estimate, standardError, users);
  const means = [fixed.control, fixed.treatment].map((arm) => ({ mean: arm.mean, standardError: standardErrorOf(arm) }));
  const lift = stats.liftSequence(tuning, means[0] as (typeof means)[0], means[1] as (typeof means)[0], users);
  return {
    estimate,
    standardError,
    interval: look.interval,
    relative: { estimate: lift.estimate, interval: lift.interval },
    p: look.pValue.p,
    chance: undefined,
    reason: undefined,
  };
}

/** The interval with 0 on the side that the test says: strictly outside, or inside. Corrections and tests of other kinds differ in the last digits. */
export function agreeing(interval: Interval | undefined, isDifferent: boolean, estimate: number | undefined): Interval | undefined {
  if (interval === undefined) return undefined;
  const [low, high] = interval;
  if (!isDifferent) return [Math.min(low, 0), Math.max(high, 0)];
  return (estimate ?? 0) > 0 ? [Math.max(low, 0), high] : [low, Math.min(high, 0)];
}
