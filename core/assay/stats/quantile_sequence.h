// assay/stats/quantile_sequence.h
//
// Quantiles watched at every moment: which observations bound a quantile at all times, whether two samples share a quantile, and a coin's
// probability, all exact whatever the distribution. Pure functions, same bits on every platform.
//
// Source: Howard and Ramdas, Sequential estimation of quantiles with applications to A/B testing and best-arm identification, 2022,
// doi:10.3150/21-BEJ1388.

#ifndef ASSAY_STATS_QUANTILE_SEQUENCE_H_
#define ASSAY_STATS_QUANTILE_SEQUENCE_H_

#include <cstdint>
#include <optional>
#include <span>

#include "assay/base/status.h"
#include "assay/stats/confidence.h"
#include "assay/stats/p_value.h"

namespace assay {

// Which quantile, and where the sequence is tightest: near `best_sample` observations of a sample (at least 1) at error probability `alpha`.
struct QuantileTuning {
  double quantile = 0.5;  // strictly between 0 and 1
  double best_sample = 100;
  double alpha = 0.05;  // strictly between 0 and 1; of the tuning alone
};

// The probability p of a coin after `successes` of `trials`: all p whose beta-binomial mixture has not reached 1 / alpha. [0, 1] without
// trials. `tuning.quantile` plays no part.
//
// Errors: kInvalidArgument when successes > trials, trials > 2^53 or a parameter is out of its range.
Result<Interval> BernoulliSequence(std::uint64_t successes, std::uint64_t trials, const QuantileTuning& tuning, double alpha);

// 1-based ranks, in ascending order, of the observations that bound the quantile at all times; absent ends are not bounded yet.
struct QuantileRanks {
  std::optional<std::uint64_t> low;
  std::optional<std::uint64_t> high;
};

// Of `n` observations, with probability at least 1 - alpha at all n at once. O(log n).
//
// Definition: the ranks between which the count of observations below may lie: those k with mixture evidence of (k - n q) below 1 / alpha.
// Errors: as above.
Result<QuantileRanks> QuantileSequenceRanks(std::uint64_t n, const QuantileTuning& tuning, double alpha);

// "Both samples have the same quantile", over two ascending samples: the p value is below alpha at any time with probability at most alpha.
// 1 when a sample is empty. O(n log n) at worst.
//
// Definition: exp(-min over x of G1(x) + G2(x)), G the ln of the mixture evidence against "x is the quantile" of a sample, least over the
// shares of observations that ties at x leave open.
// Errors: kInvalidArgument for a parameter out of its range, or a sample that is not ascending or holds NaN.
Result<PValue> QuantileSequenceTest(std::span<const double> first, std::span<const double> second, const QuantileTuning& tuning);

// Difference of the quantile, second - first, at all times with probability at least 1 - alpha: each sample bounded at alpha / 2. Infinite
// ends are not bounded yet.
//
// Errors: as above.
Result<Interval> QuantileSequenceDifference(std::span<const double> first, std::span<const double> second, const QuantileTuning& tuning,
                                            double alpha);

// The deviation of the count of observations below a quantile that holds for all quantiles and all times at once ("double stitching").
// `n` >= 1 observations.
//
// Definition: the paper's theorem 4 with delta = 1/2, s = 1.4, eta = 2.
// Errors: kInvalidArgument for a parameter out of its range.
Result<double> DoubleStitchingBound(double n, const QuantileTuning& tuning, double alpha);

// The greatest distance between the empirical and the true distribution function that holds at all times from `first` >= 1 observations on;
// infinite before. `scale` A above 1 / sqrt 2 weighs the iterated logarithm against the constant.
//
// Definition: A sqrt((ln(1 + ln(n / first)) + C) / n), C the least with error probability alpha, by the paper's theorem 2.
// Errors: kInvalidArgument for a parameter out of its range.
Result<double> DistributionSequenceBound(double n, double alpha, double first, double scale);

}  // namespace assay

#endif  // ASSAY_STATS_QUANTILE_SEQUENCE_H_
