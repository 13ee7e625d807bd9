// Textbook formulas of core/assay/stats: Wilson's and Newcombe's intervals, the pooled z test, Katz's interval, the sample-ratio test.

const Z = 1.959963984540054; // the normal quantile at 0.975

/** erfc(x), x >= 0: the series of positive terms near 0, the continued fraction beyond. Source: DLMF 7.6.2 and 7.9.1. */
function erfc(x) {
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 100; ++n) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = x;
  for (let n = 200; n > 0; --n) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** P(X > x) of the chi-squared distribution: Q(a + 1, y) = Q(a, y) + y^a e^-y / Gamma(a + 1). Source: DLMF 8.8.2. */
function chiSquaredTail(x, degrees) {
  const y = x / 2;
  const odd = degrees % 2 === 1;
  let a = odd ? 0.5 : 1;
  let tail = odd ? erfc(Math.sqrt(y)) : Math.exp(-y);
  let term = odd ? (Math.sqrt(y) * Math.exp(-y)) / (Math.sqrt(Math.PI) / 2) : y * Math.exp(-y);
  for (; a < degrees / 2; ++a) {
    tail += term;
    term *= y / (a + 1);
  }
  return tail;
}

/** A rate with Wilson's 95 % interval. */
export function proportion(successes, trials) {
  if (trials === 0) return { successes, trials, rate: null, low: null, high: null };
  const rate = successes / trials;
  const centre = (rate + Z ** 2 / (2 * trials)) / (1 + Z ** 2 / trials);
  const half = (Z / (1 + Z ** 2 / trials)) * Math.sqrt((rate * (1 - rate)) / trials + Z ** 2 / (4 * trials ** 2));
  return { successes, trials, rate, low: successes === 0 ? 0 : centre - half, high: successes === trials ? 1 : centre + half };
}

/** An arm against the control, both as `proportion()` gives them. */
export function effect(arm, control, treatment) {
  const none = {
    arm,
    absolute: null,
    absoluteLow: null,
    absoluteHigh: null,
    relative: null,
    relativeLow: null,
    relativeHigh: null,
    pValue: null,
  };
  if (control.trials === 0 || treatment.trials === 0) return none;
  const difference = treatment.rate - control.rate;
  const absolute = {
    absolute: difference,
    absoluteLow: difference - Math.hypot(treatment.rate - treatment.low, control.high - control.rate),
    absoluteHigh: difference + Math.hypot(treatment.high - treatment.rate, control.rate - control.low),
  };
  return { ...none, ...absolute, ...lift(control, treatment), pValue: pooledTest(control, treatment) };
}

function lift(control, treatment) {
  if (control.successes === 0) return {};
  const ratio = treatment.rate / control.rate;
  const variance = (1 - control.rate) / control.successes + (1 - treatment.rate) / treatment.successes;
  if (treatment.successes === 0 || variance === 0) return { relative: ratio - 1 };
  const factor = Math.exp(Z * Math.sqrt(variance));
  return { relative: ratio - 1, relativeLow: ratio / factor - 1, relativeHigh: ratio * factor - 1 };
}

function pooledTest(control, treatment) {
  const rate = (control.successes + treatment.successes) / (control.trials + treatment.trials);
  if (rate === 0 || rate === 1) return 1;
  const z = (treatment.rate - control.rate) / Math.sqrt(rate * (1 - rate) * (1 / control.trials + 1 / treatment.trials));
  return erfc(Math.abs(z) / Math.SQRT2);
}

/** The p value of the sample-ratio test, or null where there is nothing to test. */
export function sampleRatio(users, weights) {
  if (users.some((count, i) => count > 0 && weights[i] === 0)) return 0;
  const all = users.reduce((sum, count) => sum + count, 0);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const open = users.map((count, i) => ({ count, expected: (all * weights[i]) / whole })).filter((_, i) => weights[i] > 0);
  if (all === 0 || open.length < 2) return null;
  return chiSquaredTail(
    open.reduce((sum, { count, expected }) => sum + (count - expected) ** 2 / expected, 0),
    open.length - 1,
  );
}
