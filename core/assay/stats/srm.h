// assay/stats/srm.h
//
// The sample-ratio test: do the arms have the shares of users that were intended? A mismatch means that assignment or logging is broken,
// and that no effect of the experiment can be believed.

#ifndef ASSAY_STATS_SRM_H_
#define ASSAY_STATS_SRM_H_

#include <cstdint>
#include <optional>
#include <span>

#include "assay/base/status.h"
#include "assay/stats/p_value.h"

namespace assay {

struct SampleRatioTest {
  std::optional<double> chi_squared;  // absent when zero_weight_observed: it would be infinite
  std::uint32_t degrees = 0;          // arms with a positive weight, less one
  bool zero_weight_observed = false;  // an arm that should get nobody has users: p is exactly 0
  PValue p_value;
};

// Pearson's chi-squared test of the observed users per arm against the intended weights, or nothing when there is nothing to test: no users
// at all, or only one arm with a positive weight.
//
// `observed`: users per arm, in sum at most 2^53. `weights`: intended shares in any unit, one per arm, finite and not negative. An arm of
// weight 0 that got nobody costs no degree of freedom.
//
// Definition: sum of (observed - expected)^2 / expected, expected = users * weight / sum of weights. For one look after the fact: read
// continuously, it raises far more alarms than its p value says.
//
// Errors: kInvalidArgument when the lengths differ, a weight is negative or not finite or positive but below 2^-53 of their sum, all
// weights are 0 or their sum overflows, the users exceed 2^53, or there are more than kMaxChiSquaredDegrees arms. Source: Fabijan et al.,
// Diagnosing Sample Ratio Mismatch in Online Controlled Experiments, 2019, doi:10.1145/3292500.3330722.
Result<std::optional<SampleRatioTest>> TestSampleRatio(std::span<const std::uint64_t> observed, std::span<const double> weights);

}  // namespace assay

#endif  // ASSAY_STATS_SRM_H_
