// assay/wire/result_compare.h
//
// The answer to query_compare.h. Mirrors result_compare.fbs.

#ifndef ASSAY_WIRE_RESULT_COMPARE_H_
#define ASSAY_WIRE_RESULT_COMPARE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace assay {

// The numbers are those of result_compare.fbs.
enum class WireFunnelDifference : std::uint8_t {
  kRounding = 0,
  kTie = 1,
  kRepeat = 2,
  kReentry = 3,
  kExclusion = 4,
  kStrictOrder = 5,
  kOther = 6,
};

struct WireFunnelDisagreement {
  std::string user;
  std::uint32_t first_level = 0;  // steps by the first preset
  std::uint32_t level = 0;        // by this one
  WireFunnelDifference reason = WireFunnelDifference::kOther;
};

struct WireFunnelComparison {
  std::vector<std::uint64_t> counts;  // by step: users who reached it
  std::uint64_t further = 0;          // users, than by the first preset
  std::uint64_t less_far = 0;
  std::vector<std::uint64_t> reasons;  // of those users, by WireFunnelDifference
  std::vector<WireFunnelDisagreement> samples;
};

struct WireCompareResult {
  std::vector<WireFunnelComparison> comparisons;  // one per preset
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_COMPARE_H_
