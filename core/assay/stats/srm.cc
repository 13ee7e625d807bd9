#include "assay/stats/srm.h"

#include <cmath>
#include <cstddef>
#include <limits>

#include "assay/stats/chi_squared.h"

namespace assay {

Result<std::optional<SampleRatioTest>> TestSampleRatio(std::span<const std::uint64_t> observed, std::span<const double> weights) {
  constexpr std::uint64_t kMaxUsers = std::uint64_t{1} << 53;
  constexpr double kMinShare = 0x1p-53;  // keeps every quotient below finite, and is less than one user of kMaxUsers
  if (observed.size() != weights.size()) return InvalidArgument("weights: must be one per arm");
  if (weights.size() > kMaxChiSquaredDegrees) return InvalidArgument("weights: must be at most 100000");
  double total_weight = 0;
  std::uint64_t users = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0)) return InvalidArgument("weights: must not be negative");
    if (observed[i] > kMaxUsers - users) return InvalidArgument("observed: must not exceed 2^53 users");
    total_weight += weights[i];
    users += observed[i];
  }
  if (std::isinf(total_weight)) return InvalidArgument("weights: must have a finite sum");
  if (total_weight == 0) return InvalidArgument("weights: must not all be 0");

  SampleRatioTest test;
  std::uint32_t open_arms = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] > 0) {
      if (weights[i] / total_weight < kMinShare) return InvalidArgument("weights: must be 0 or at least 2^-53 of their sum");
      ++open_arms;
    } else if (observed[i] > 0) {
      test.zero_weight_observed = true;
    }
  }
  test.degrees = open_arms - 1;
  if (test.zero_weight_observed) {
    test.p_value = {0, -std::numeric_limits<double>::infinity()};
    return std::optional(test);
  }
  if (users == 0 || test.degrees == 0) return std::optional<SampleRatioTest>();

  double chi_squared = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    const double expected = static_cast<double>(users) * (weights[i] / total_weight);
    const double gap = static_cast<double>(observed[i]) - expected;
    chi_squared += gap * (gap / expected);
  }
  const Result<PValue> p_value = ChiSquaredUpperTail(chi_squared, test.degrees);
  if (!p_value.ok()) return p_value.status();
  test.chi_squared = chi_squared;
  test.p_value = *p_value;
  return std::optional(test);
}

}  // namespace assay
