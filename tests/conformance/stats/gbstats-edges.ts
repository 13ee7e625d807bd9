import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import { agree, all } from './agree.js';
import { textbookWilson, twoSidedNormal } from './edges.js';
import type { Case } from './gbstats.js';
import { effectOf, frequentistTests } from './gbstats-frequentist.js';

/**
 * Where their two-sided test gives up ("ZERO_NEGATIVE_VARIANCE": effect 0, interval [0, 0], p = 1), ours has to give what textbooks do; where
 * it answers, ours has to agree, and where p underflowed to 0, to say how small it is. core/decisions/stats-edges.md.
 */
export function checkEdge(test: Case, stats: Stats): Outcome {
  const { a, b, computed } = test;
  if (a.n === 0 || b.n === 0) return checkEmpty(test, stats);
  if (a.type === 'ProportionStatistic') {
    const right = checkRates(test, stats);
    if (computed.errorMessage !== null) return right;
    return all(
      right,
      computed.pValue === 0 ? checkTiny(test, stats) : (frequentistTests['TwoSidedTTest'] as typeof checkEdge)(test, stats),
    );
  }
  const lost = stats.armOfSums(a.n, a.sum, a.sum_squares).reason;
  return lost === 'CANCELLATION' ? checkCancellation(test, stats) : { fail: { expected: 'a known edge', got: test.name } };
}

function checkEmpty({ a, b }: Case, stats: Stats): Outcome {
  const [control, treatment] = [a, b].map(({ sum, n }) => ({ successes: sum, trials: n })) as [never, never];
  return all(
    agree('NO_DATA', stats.newcombe(control, treatment).reason, {}),
    agree('NO_DATA', stats.pooledZTest(control, treatment).reason, {}),
    agree(null, stats.pooledZTest(control, treatment).pValue?.p, {}),
  );
}

/** The pooled z test and Newcombe's interval by their formulas; the relative effect as far as there is one. */
function checkRates({ a, b }: Case, stats: Stats): Outcome {
  const [control, treatment] = [a, b].map(({ sum, n }) => ({ successes: sum, trials: n })) as [never, never];
  const [before, after] = [a.sum / a.n, b.sum / b.n];
  const pooled = (a.sum + b.sum) / (a.n + b.n);
  const variance = pooled * (1 - pooled) * (1 / a.n + 1 / b.n);
  const z = variance === 0 ? 0 : (after - before) / Math.sqrt(variance);
  const [low1, high1] = textbookWilson(a.sum, a.n, 1.959963984540054);
  const [low2, high2] = textbookWilson(b.sum, b.n, 1.959963984540054);
  const difference = after - before;
  const newcombe = [difference - Math.hypot(after - low2, high1 - before), difference + Math.hypot(high2 - after, before - low1)];
  const { estimate, interval } = stats.newcombe(control, treatment);
  const ours = stats.pooledZTest(control, treatment);
  const lift = stats.katz(control, treatment);
  return all(
    agree(difference, estimate, { rtol: 1e-9, atol: 1e-15 }),
    agree(newcombe, interval, { rtol: 1e-8, atol: 1e-12 }),
    agree(z, ours.z, { rtol: 1e-9, atol: 1e-12 }),
    Math.abs(z) < 10 ? agree(twoSidedNormal(z), ours.pValue?.p, { rtol: 1e-8 }) : { pass: true },
    before === 0 ? agree('ZERO_BASELINE', lift.reason, {}) : agree(after / before - 1, lift.estimate, { rtol: 1e-9, atol: 1e-12 }),
  );
}

/** p below the smallest double: the logarithm by the tail's asymptotic series. */
function checkTiny(test: Case, stats: Stats): Outcome {
  const { t, pValue, estimate } = effectOf(test, 1 - test.config.alpha, stats);
  const z = Math.abs(t as number);
  const asymptotic = Math.log(2) - (z * z) / 2 - Math.log(z * Math.sqrt(2 * Math.PI)) + Math.log1p(-1 / z ** 2 + 3 / z ** 4);
  // Student's tails are heavier than the normal's; with 2 million users by less than this.
  return all(agree(asymptotic, pValue?.logP, { rtol: 1e-3 }), agree(test.computed.expected, estimate, { rtol: 1e-9 }));
}

/** The sums have lost a variance of 1 beside a mean of 1e9; as moments nothing is lost: t = 1 / sqrt(2 / 1000). */
function checkCancellation({ a, b }: Case, stats: Stats): Outcome {
  const [control, treatment] = [a, b].map(({ n, sum }) => ({ n, mean: sum / n, variance: 1 })) as [never, never];
  const { estimate, t } = stats.differenceOfMeans(control, treatment);
  const difference = b.sum / b.n - a.sum / a.n;
  return all(agree(difference, estimate, {}), agree(difference / Math.sqrt(1 / a.n + 1 / b.n), t, { rtol: 1e-12 }));
}
