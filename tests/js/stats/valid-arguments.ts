/**
 * A vector that each call with many arguments answers, to be varied: random ones hardly ever fit. Level 0.95 unless said; deviations row by row.
 */
export const VALID: Readonly<Record<string, readonly (readonly number[])[]>> = {
  binomial: [
    [3, 20, 0.3],
    [99_999, 1_000_000, 0.1],
  ],
  beta: [
    [0.3, 2, 5],
    [0.1005, 1e5, 9e5],
  ],
  student: [
    [2.1, 17.8],
    [40, 1e9],
  ],
  f: [[3.2, 4, 20]],
  noncentral_student: [[2, 38, 3.2]],
  noncentral_chi_squared: [[9.5, 4, 100]],
  noncentral_f: [[2.2, 5, 19, 2.3]],
  rate_interval: Array.from({ length: 11 }, (_, method) => [18, 20, method, 0.95]),
  exact_rate_test: [
    [3, 50, 0.5],
    [990, 1000, 0.98],
  ],
  newcombe: [[7, 34, 1, 34, 0.95]],
  fisher_exact: [
    [1, 4, 3, 4],
    [100, 1000, 150, 1000],
  ],
  difference_score: [[7, 34, 1, 34, 0.95]],
  ratio_score: [[7, 34, 1, 34, 0.95]],
  odds_ratio_score: [[7, 34, 1, 34, 0.95]],
  homogeneity: [[8, 83, 86, 90, 93, 129, 136, 70, 82]],
  mantel_haenszel: [[8, 89, 108, 512, 825, 17, 25, 353, 560, 0.95]],
  sample_ratio: [[3, 500, 520, 0, 3, 0.5, 0.5, 0]],
  poisson_ratio: [[21, 3011, 11, 800, 0.95]],
  difference_of_means: [[100, 10, 4, 90, 10.5, 3.8, 0, 0, 0.95]],
  relative_change: [[100, 10, 4, 90, 10.5, 3.8, 0.95]],
  relative_delta: [[100, 10, 4, 90, 10.5, 3.8, 1, 0.95]],
  ratio_of_means: [[100, 5, 4, 2, 1, 0.5]],
  cluster_inflation: [[1000, 3.6, 1.44, 4, 0.2, 0.1]],
  cuped: [[0.95, 0, 2, 50, 10, 3, 1, 200, 80, 60, 10, 5, 30, 60, 10.5, 3.1, 1.1, 210, 85, 66, 12, 6, 33]],
  cuped_ratio: [
    [0.95, 2, 50, 5, 7, 2, 3, 40, 30, 60, 20, 15, 30, 10, 22, 12, 25, 60, 5.2, 7.1, 2, 3.1, 44, 31, 62, 21, 15, 33, 11, 22, 12, 27],
  ],
  post_stratify: [[0.95, 0, 1, 2, 20, 5, 40, 22, 5.5, 44, 30, 9, 90, 28, 9.4, 85]],
  quantile_ranks: [[1000, 0.9, 0.95]],
  quantile_arm: [[11_054, 0.9, 7.16, 7.1, 7.22, 1, 0.95]],
  mann_whitney: [
    [4, 1, 2, 2, 3, 3, 2, 2.5, 4],
    [3, 1, 5, 7, 4, 2, 3, 4, 6],
  ],
  bootstrap: [
    [4, 1, 2, 2, 3, 3, 2, 2.5, 4, 0, 0, 50, 7, 0.95],
    [4, 1, 2, 2, 3, 3, 2, 2.5, 4, 1, 0.7, 50, 7, 0.9],
  ],
  winsorise: [[5, 1, 2, 3, 4, 1000, 2, 10]],
};
