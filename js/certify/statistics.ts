/** Distribution functions that the certificate needs; each is exact to about ten digits. */

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;
const TINY = 1e-300;
const EPSILON = 1e-16;

/** The logarithm of the gamma function, for x > 0. Source: C. Lanczos, 1964, with g = 7. */
export function logGamma(x: number): number {
  const at = x - 1;
  let sum: number = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] as number) / (at + i);
  const t = at + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (at + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The upper regularised incomplete gamma function Q(a, x), for a > 0: a series below a + 1, Lentz's continued fraction above. */
export function gammaQ(a: number, x: number): number {
  if (!(x > 0)) return 1;
  if (x === Infinity) return 0;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = a + 1; term > sum * EPSILON; n++) {
      term *= x / n;
      sum += term;
    }
    return Math.max(0, 1 - scale * sum);
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 100_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / nonZero(an * d + b);
    c = nonZero(b + an / c);
    const delta = c * d;
    fraction *= delta;
    if (Math.abs(delta - 1) < 1e-15) break;
  }
  return Math.min(1, scale * fraction);
}

const nonZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

/** P(X >= x) of a chi-square variable with `df` degrees of freedom; 1 for none. */
export const chiSquareSurvival = (x: number, df: number): number => (df > 0 ? gammaQ(df / 2, x / 2) : 1);

/** The x with P(X >= x) = p, for 0 < p < 1. */
export function chiSquareQuantile(p: number, df: number): number {
  let low = 0;
  let high = df + 10;
  while (chiSquareSurvival(high, df) > p) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (chiSquareSurvival(middle, df) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(K >= x) of Kolmogorov's limit distribution. Source: A. Kolmogorov, 1933; the series for small x by theta's functional equation. */
export function kolmogorovSurvival(x: number): number {
  if (!(x > 0)) return 1;
  let sum = 0;
  if (x < 1.18) {
    for (let k = 1; k < 20; k += 2) sum += Math.exp(-(k * k * Math.PI * Math.PI) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return Math.max(0, sum);
}

/** How far values are from uniform on [0, 1]: the two-sided Kolmogorov-Smirnov test. `p` by M. Stephens' approximation, 1970; good from 5 values. */
export function uniformTest(values: readonly number[]): { readonly distance: number; readonly p: number } {
  const n = values.length;
  if (n === 0) return { distance: 0, p: 1 };
  let distance = 0;
  for (const [i, value] of values.toSorted((a, b) => a - b).entries()) distance = Math.max(distance, (i + 1) / n - value, value - i / n);
  const root = Math.sqrt(n);
  return { distance, p: kolmogorovSurvival((root + 0.12 + 0.11 / root) * distance) };
}
