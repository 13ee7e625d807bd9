// Textbook formulas for task times and error rates: core/assay/stats/{durations,event_rate,student_t}.h.

const Z = 1.959963984540054; // the normal quantile at 0.975

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values) => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
const logs = (durations) => durations.map((duration) => Math.log(Math.max(duration, 1)));

/** The integral of cos^power from 0 to `angle`, by its recurrence over the power. */
function cosines(angle, power) {
  if (power === 0) return angle;
  if (power === 1) return Math.sin(angle);
  return (Math.cos(angle) ** (power - 1) * Math.sin(angle)) / power + ((power - 1) / power) * cosines(angle, power - 2);
}

/** Student's quantile at 0.975, bisecting the angle whose tangent is t / sqrt(degrees). */
export function studentQuantile(degrees) {
  const all = cosines(Math.PI / 2, degrees - 1);
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 100; ++i) {
    const middle = (low + high) / 2;
    if (cosines(middle, degrees - 1) < 0.95 * all) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan(low);
}

export function geometricMean(durations) {
  if (durations.length === 0) return { value: null, low: null, high: null };
  const middle = mean(logs(durations));
  if (durations.length === 1) return { value: Math.exp(middle), low: null, high: null };
  const margin = studentQuantile(durations.length - 1) * Math.sqrt(variance(logs(durations)) / durations.length);
  return { value: Math.exp(middle), low: Math.exp(middle - margin), high: Math.exp(middle + margin) };
}

/** P(X <= k) of the binomial distribution with probability 1/2 at most 0.025, in whole numbers. */
export function medianInterval(durations) {
  const sorted = durations.toSorted((a, b) => a - b);
  const n = BigInt(sorted.length);
  let term = 1n;
  let sum = 1n;
  let place = -1;
  for (let k = 0n; 40n * sum <= 2n ** n; ++k) {
    place = Number(k);
    term = (term * (n - k)) / (k + 1n);
    sum += term;
  }
  return { medianLowMs: sorted[place] ?? null, medianHighMs: place < 0 ? null : sorted[sorted.length - 1 - place] };
}

const dispersion = (counts) => (counts.length < 2 || mean(counts) === 0 ? 1 : Math.max(1, variance(counts) / mean(counts)));

export function errorRate(counts) {
  if (counts.length === 0) return { value: null, low: null, high: null };
  const rate = mean(counts);
  // The roots of (rate - r)^2 = z^2 d r / n.
  const slope = (Z ** 2 * dispersion(counts)) / counts.length;
  const root = Math.sqrt((2 * rate + slope) ** 2 - 4 * rate ** 2);
  return { value: rate, low: rate === 0 ? 0 : (2 * rate + slope - root) / 2, high: (2 * rate + slope + root) / 2 };
}

const interval = (logRatio, margin) => ({ low: Math.exp(logRatio - margin) - 1, high: Math.exp(logRatio + margin) - 1 });

/** current / baseline - 1 of geometric means. */
export function timeChange(before, after) {
  if (before.length === 0 || after.length === 0) return { value: null, low: null, high: null };
  const [x, y] = [logs(before), logs(after)];
  const difference = mean(y) - mean(x);
  const value = Math.exp(difference) - 1;
  const [a, b] = [variance(x) / x.length, variance(y) / y.length];
  if (x.length < 2 || y.length < 2 || a + b === 0) return { value, low: null, high: null };
  const degrees = (a + b) ** 2 / (a ** 2 / (x.length - 1) + b ** 2 / (y.length - 1));
  return { value, ...interval(difference, studentQuantile(Math.floor(degrees + 1e-6)) * Math.sqrt(a + b)) };
}

/** The same of errors per attempt. */
export function errorRateChange(before, after) {
  if (before.length === 0 || after.length === 0 || mean(before) === 0) return { value: null, low: null, high: null };
  const ratio = mean(after) / mean(before);
  if (ratio === 0) return { value: -1, low: null, high: null };
  const total = (counts) => mean(counts) * counts.length;
  const margin = Z * Math.sqrt(dispersion(before) / total(before) + dispersion(after) / total(after));
  return { value: ratio - 1, ...interval(Math.log(ratio), margin) };
}

/** The same of proportions, Katz's interval. */
export function rateChange(before, after) {
  if (before.trials === 0 || after.trials === 0 || before.successes === 0) return { value: null, low: null, high: null };
  const ratio = after.rate / before.rate;
  const spread = (1 - before.rate) / before.successes + (1 - after.rate) / after.successes;
  if (after.successes === 0 || spread === 0) return { value: ratio - 1, low: null, high: null };
  return { value: ratio - 1, ...interval(Math.log(ratio), Z * Math.sqrt(spread)) };
}
