/**
 * What a rival answers and should not, with the right answer from elsewhere: core/decisions/stats-edges.md says why, case by case. A case
 * that stands here passes when ours is the right one.
 */
interface Edge {
  readonly file: string;
  /** As the file's adaptor names the case. */
  readonly key: string;
  readonly right: unknown;
  /** Where the right answer is from. */
  readonly source: string;
}

const EDGES: readonly Edge[] = [
  {
    file: 'r_base',
    key: 'qt 1e-300 2.5',
    right: -8.76543788227999e119,
    source: 'x^a / (a B(a, 1/2)) = 2e-300 with 50 digits (mpmath); the next term is 1e-240 of it. R 4.2.2 is 9e-6 off',
  },
  {
    file: 'statsmodels',
    key: 'bayes 190 200',
    right: [0.913124911877412, 0.97400660276458],
    source: 'equal tails of Beta(190.5, 10.5), both ends solved with 40 digits (mpmath). R’s binom.bayes found no solution: NaN',
  },
];

/** The right answer to a case whose own is wrong. */
export const rightInstead = (file: string, key: string): unknown => EDGES.find((edge) => edge.file === file && edge.key === key)?.right;

/**
 * The likelihood-ratio interval of a rate by plain bisection, for all cases of R's binom.profile: that interpolates the same curve between a
 * few points and misses it by up to 4e-4, at 0 % and 100 % by as much again.
 */
export function likelihoodRatioInterval(count: number, trials: number, chiSquared: number): readonly [number, number] {
  const rate = count / trials;
  const part = (observed: number, share: number, r: number): number => (observed === 0 ? 0 : observed * Math.log(share / r));
  const deviance = (r: number): number => 2 * (part(count, rate, r) + part(trials - count, 1 - rate, 1 - r));
  const solve = (inside: number, outside: number): number => {
    let [a, b] = [inside, outside];
    for (let i = 0; i < 200; i += 1) {
      const middle = (a + b) / 2;
      if (deviance(middle) < chiSquared) a = middle;
      else b = middle;
    }
    return a;
  };
  return [count === 0 ? 0 : solve(rate, 0), count === trials ? 1 : solve(rate, 1)];
}

/** The two-sided tail of the standard normal by Simpson's rule: independent of ours, ten digits for |z| < 10. */
export function twoSidedNormal(z: number): number {
  const [from, steps, width] = [Math.abs(z), 4000, 12];
  const density = (x: number): number => Math.exp((from * from - x * x) / 2);
  let sum = density(from) + density(from + width);
  for (let i = 1; i < steps; i += 1) sum += density(from + (width * i) / steps) * (i % 2 === 1 ? 4 : 2);
  return 2 * Math.exp((-from * from) / 2) * ((sum * width) / steps / 3 / Math.sqrt(2 * Math.PI));
}

/** Wilson's interval from the quadratic as it is written in textbooks. */
export function textbookWilson(count: number, trials: number, z: number): readonly [number, number] {
  const rate = count / trials;
  const centre = (rate + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const half = (z / (1 + (z * z) / trials)) * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  return [count === 0 ? 0 : centre - half, count === trials ? 1 : centre + half];
}
