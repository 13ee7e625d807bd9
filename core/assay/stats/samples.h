// assay/stats/samples.h
//
// What needs the observations themselves, and not only their moments: ranks, resampling, and values cut to a range. Same bits on every
// platform; observations are finite.

#ifndef ASSAY_STATS_SAMPLES_H_
#define ASSAY_STATS_SAMPLES_H_

#include <cstdint>
#include <optional>
#include <span>

#include "assay/base/moments.h"
#include "assay/stats/confidence.h"
#include "assay/stats/gap.h"
#include "assay/stats/p_value.h"

namespace assay {

// The quantile q in [0, 1] of ascending values, linear between neighbours (type 7 of Hyndman and Fan, 1996, doi:10.2307/2684934). Nothing
// without values.
[[nodiscard]] std::optional<double> QuantileOf(std::span<const double> ascending, double q);

struct RankTest {
  Gap gap = Gap::kNone;     // kNoData; kNoVariance when all values are the same
  double statistic = 0;     // pairs in which the treatment is higher, ties counting a half: Mann and Whitney's U
  double higher = 0.5;      // the same over all pairs: how likely the treatment is higher
  std::optional<double> z;  // absent where p is exact
  PValue p_value;           // two-sided
};

// Whether the treatment's values tend to be higher or lower. Exact for fewer than 50 values per arm without ties, else normal with the ties'
// variance and a continuity correction of 1/2, as R's wilcox.test. O(n log n), exact ones O(n1^2 n2^2).
// Source: Mann and Whitney, On a Test of Whether one of Two Random Variables is Stochastically Larger, 1947, doi:10.1214/aoms/1177730491.
[[nodiscard]] RankTest MannWhitney(std::span<const double> control, std::span<const double> treatment);

enum class Compared : std::uint8_t { kMean = 0, kQuantile = 1 };

struct Bootstrap {
  Gap gap = Gap::kNone;  // kNoData, kTooFew
  double estimate = 0;   // treatment - control of the samples themselves
  double standard_error = 0;
  Interval interval;  // percentiles of the resamples' differences
};

// Every bit follows from the seed. O(resamples (n1 + n2)), after sorting for quantiles.
// Source: Efron, Bootstrap Methods: Another Look at the Jackknife, 1979, doi:10.1214/aos/1176344552.
[[nodiscard]] Bootstrap BootstrapDifference(std::span<const double> control, std::span<const double> treatment, Compared compared, double q,
                                            std::uint32_t resamples, std::uint64_t seed, const Confidence& confidence);

struct Winsorised {
  Moments before;
  Moments after;
  std::uint64_t raised = 0;   // values that were below the range
  std::uint64_t lowered = 0;  // values that were above it
};

// Values beyond [low, high] are taken as its ends. What that does to the mean is the difference of the two: an effect on winsorised values is
// not an effect on all. Source: Tukey, The Future of Data Analysis, 1962, doi:10.1214/aoms/1177704711.
[[nodiscard]] Winsorised Winsorise(std::span<const double> values, double low, double high);

}  // namespace assay

#endif  // ASSAY_STATS_SAMPLES_H_
