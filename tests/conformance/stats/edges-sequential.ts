/** What the exact methods should answer at the edges, from their definitions by plain sums of logarithms: independent of the core. */

/** ln(start (start + 1) ... (start + count - 1)). */
function logRising(start: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += Math.log(start + i);
  return sum;
}

/** ln of B(k w + s) / B(k w) / product of w_i^s_i for two arms. Sums over the counts: not for millions. */
export function logEvidenceOfConversions(counts: readonly number[], weights: readonly number[], concentration: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const users = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, i) => {
    const share = (weights[i] as number) / total;
    return sum + logRising(concentration * share, count) - count * Math.log(share);
  }, -logRising(concentration, users));
}

const logFactorials = (count: number): readonly number[] => {
  const logs = [0];
  for (let i = 1; i <= count; i += 1) logs.push((logs[i - 1] as number) + Math.log(i));
  return logs;
};

/** P(p2 > p1) with flat priors: the finite sum over i < a2 of B(a1 + i, b1 + b2) / ((b2 + i) B(1 + i, b2) B(a1, b1)). */
export function chanceOfHigherRate(x1: number, n1: number, x2: number, n2: number): number {
  const logs = logFactorials(n1 + n2 + 4);
  const logBeta = (a: number, b: number): number => (logs[a - 1] as number) + (logs[b - 1] as number) - (logs[a + b - 1] as number);
  const [a1, b1, a2, b2] = [x1 + 1, n1 - x1 + 1, x2 + 1, n2 - x2 + 1];
  let sum = 0;
  for (let i = 0; i < a2; i += 1) {
    sum += Math.exp(logBeta(a1 + i, b1 + b2) - Math.log(b2 + i) - logBeta(1 + i, b2) - logBeta(a1, b1));
  }
  return sum;
}
