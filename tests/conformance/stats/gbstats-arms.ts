import type { JointMoments } from '../../../js/stats/adjustments.js';
import type { ArmEstimate } from '../../../js/stats/means.js';
import type { Stats } from '../../../js/stats/stats.js';

interface Sums {
  readonly n: number;
  readonly sum: number;
  readonly sum_squares: number;
}

/** gbstats' sufficient statistics, as far as a type has them. */
export interface Statistic {
  readonly type: string;
  readonly n: number;
  readonly sum: number;
  readonly sum_squares: number;
  readonly m_statistic: Sums;
  readonly d_statistic: Sums;
  readonly m_d_sum_of_products: number;
  readonly post_statistic: Sums;
  readonly pre_statistic: Sums;
  readonly post_pre_sum_of_products: number;
  readonly m_statistic_post: Sums;
  readonly d_statistic_post: Sums;
  readonly m_statistic_pre: Sums;
  readonly d_statistic_pre: Sums;
  readonly m_post_m_pre_sum_of_products: number;
  readonly d_post_d_pre_sum_of_products: number;
  readonly m_pre_d_pre_sum_of_products: number;
  readonly m_post_d_post_sum_of_products: number;
  readonly m_post_d_pre_sum_of_products: number;
  readonly m_pre_d_post_sum_of_products: number;
  readonly nu: number;
  readonly quantile_hat: number;
  readonly quantile_lower: number;
  readonly quantile_upper: number;
}

/** `products`: row by row below the diagonal, whose own are the sums of squares. */
function joint(n: number, variables: readonly Sums[], products: readonly number[]): JointMoments {
  const means = variables.map(({ sum }) => sum / n);
  let next = 0;
  const deviations = variables.flatMap((row, i) =>
    variables.slice(0, i + 1).map((column, j) => {
      const squares = i === j ? row.sum_squares : (products[next++] as number);
      return squares - row.sum * (column.sum / n);
    }),
  );
  return { n, means, deviations };
}

/** What is compared, as several numbers per unit: the outcome's first, then what was known before. */
export function momentsOf(s: Statistic): JointMoments {
  if (s.type === 'RatioStatistic') return joint(s.n, [s.m_statistic, s.d_statistic], [s.m_d_sum_of_products]);
  if (s.type === 'RegressionAdjustedStatistic') return joint(s.n, [s.post_statistic, s.pre_statistic], [s.post_pre_sum_of_products]);
  if (s.type === 'RegressionAdjustedRatioStatistic') {
    return joint(
      s.n,
      [s.m_statistic_post, s.d_statistic_post, s.m_statistic_pre, s.d_statistic_pre],
      [
        s.m_post_d_post_sum_of_products,
        s.m_post_m_pre_sum_of_products,
        s.m_pre_d_post_sum_of_products,
        s.m_post_d_pre_sum_of_products,
        s.d_post_d_pre_sum_of_products,
        s.m_pre_d_pre_sum_of_products,
      ],
    );
  }
  return joint(s.n, [s], []);
}

/** As an arm's estimate; their proportions have the variance of the population, p (1 - p). */
export function armOf(s: Statistic, level: number, stats: Stats): ArmEstimate {
  if (s.type === 'ProportionStatistic') {
    const mean = s.n === 0 ? 0 : s.sum / s.n;
    return { n: s.n, mean, variance: mean * (1 - mean) };
  }
  if (s.type === 'QuantileStatistic') {
    const { n, nu, quantile_hat, quantile_lower, quantile_upper } = s;
    return stats.quantileArm({ n, q: nu, estimate: quantile_hat, low: quantile_lower, high: quantile_upper }, level).arm;
  }
  if (s.type === 'RatioStatistic') {
    const { n, means, deviations } = momentsOf(s);
    const [variance, covariance, denominator] = deviations.map((sum) => sum / (n - 1)) as [number, number, number];
    return stats.ratioOfMeans({
      n,
      numerator: { mean: means[0] as number, variance },
      denominator: { mean: means[1] as number, variance: denominator },
      covariance,
    }).arm;
  }
  return stats.armOfSums(s.n, s.sum, s.sum_squares).arm;
}
