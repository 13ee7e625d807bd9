// Whether a task reaches its target: core/assay/engine/task_target.h. Baselines are ranges with both ends.

import { proportion } from './statistics.mjs';
import { errorRate, errorRateChange, geometricMean, rateChange, timeChange } from './task-statistics.mjs';

const completionOf = (attempts) => proportion(attempts.filter(({ duration }) => duration !== undefined).length, attempts.length);
const withErrorOf = (attempts) => proportion(attempts.filter(({ errors }) => errors.length > 0).length, attempts.length);
const timesOf = (attempts) => attempts.map(({ duration }) => duration).filter((duration) => duration !== undefined);
const errorsOf = (attempts) => attempts.map(({ errors }) => errors.length);
const asEstimate = ({ rate, low, high }) => ({ value: rate, low, high });

const METRICS = {
  completion: { value: (some) => asEstimate(completionOf(some)), change: (a, b) => rateChange(completionOf(a), completionOf(b)), sign: 1 },
  time: { value: (some) => geometricMean(timesOf(some)), change: (a, b) => timeChange(timesOf(a), timesOf(b)), sign: -1 },
  errors: { value: (some) => errorRate(errorsOf(some)), change: (a, b) => errorRateChange(errorsOf(a), errorsOf(b)), sign: -1 },
  error_rate: { value: (some) => asEstimate(withErrorOf(some)), change: (a, b) => rateChange(withErrorOf(a), withErrorOf(b)), sign: -1 },
};

/** `sign` 1: at least the goal; -1: at most. */
function statusOf({ low, high }, goal, sign) {
  if (low === null) return 'undecided';
  const [worst, best] = sign > 0 ? [low, high] : [-high, -low];
  return worst >= sign * goal ? 'met' : best < sign * goal ? 'not met' : 'undecided';
}

export function answerTarget({ metric, atLeast, atMost, improveBy, over }, attempts, within) {
  const { value, change, sign } = METRICS[metric];
  const current = value(attempts);
  if (improveBy === undefined) {
    const target = atLeast ?? atMost;
    return { metric, status: statusOf(current, target, atLeast === undefined ? -1 : 1), target, current };
  }
  const earlier = within(over);
  const baseline = value(earlier);
  const changed = change(earlier, attempts);
  const target = baseline.value === null ? null : baseline.value * (1 + sign * improveBy);
  const status = statusOf(changed, sign * improveBy, sign);
  return { metric, status, target, current, baseline, change: changed, baselineStart: over.start, baselineEnd: over.end };
}
