// assay/stats/quantiles.h
//
// Quantiles of a metric and what they leave open: by the ranks of the observations, which holds for any distribution, and as an arm's
// estimate for comparison. Pure functions with the same bits on every platform.

#ifndef ASSAY_STATS_QUANTILES_H_
#define ASSAY_STATS_QUANTILES_H_

#include <cstdint>
#include <optional>

#include "assay/stats/confidence.h"
#include "assay/stats/effects.h"
#include "assay/stats/gap.h"

namespace assay {

// 1-based ranks in ascending order of the observations that bound a quantile; absent where not even the least or the greatest does.
struct QuantileRanks {
  std::optional<std::uint64_t> low;
  std::optional<std::uint64_t> high;
  double coverage = 0;  // the probability that the quantile is between them, or beyond an absent one
};

// The greatest `low` with P(X <= low - 1) <= (1 - level) / 2 and the least `high` with P(X >= high) no more, X binomial of n and `q`;
// 0 < q < 1, n >= 1. O(log n).
// Source: David and Nagaraja, Order Statistics, 3rd edition, 2003, section 7.1, doi:10.1002/0471722162.
[[nodiscard]] QuantileRanks RanksOfQuantile(std::uint64_t n, double q, const Confidence& confidence);

struct QuantileInput {
  double n = 0;  // observations
  double q = 0.5;
  double estimate = 0;  // the observed quantile
  double low = 0;       // the observed quantiles at q -+ z sqrt(q (1 - q) / n), z of `confidence`
  double high = 0;
  double inflation = 1;  // of the variance where observations come in clusters, such as sessions of users: ClusterInflation
};
struct QuantileArm {
  Gap gap = Gap::kNone;  // kTooFew for n <= 4 q / (1 - q) and its mirror image, kNoVariance where low and high are the same
  ArmEstimate arm;
};

// Definition: variance of one unit = n inflation ((high - low) / (2 z))^2.
// Source: Deng, Knoblich, Lu, Applying the Delta Method in Metric Analytics, 2018, doi:10.1145/3219819.3219919 (outer interval).
[[nodiscard]] QuantileArm ArmOfQuantile(const QuantileInput& input, const Confidence& confidence);

// By how much clusters widen the variance of the share of observations at or below the quantile. `per_cluster`: of each cluster how many
// observations are (numerator), and how many there are (denominator). Source: the same.
[[nodiscard]] std::optional<double> ClusterInflation(const RatioInput& per_cluster);

}  // namespace assay

#endif  // ASSAY_STATS_QUANTILES_H_
