// assay/wire/result_parts.h
//
// What the kinds of results have in common. Mirrors result_parts.fbs.

#ifndef ASSAY_WIRE_RESULT_PARTS_H_
#define ASSAY_WIRE_RESULT_PARTS_H_

#include <cstdint>
#include <optional>
#include <vector>

namespace assay {

struct WireTimeStats {
  std::uint64_t count = 0;
  std::optional<double> mean_ms;
  std::optional<double> median_ms;
  std::optional<double> p90_ms;
  std::vector<double> histogram_edges_ms;
  std::vector<std::uint64_t> histogram_counts;
};

struct WireProportion {
  std::uint64_t successes = 0;
  std::uint64_t trials = 0;
  std::optional<double> rate;
  std::optional<double> low;
  std::optional<double> high;
};

// Of many proportions, column by column.
struct WireProportions {
  std::vector<std::uint32_t> successes;
  std::vector<std::uint32_t> trials;
  std::vector<double> low;  // 0 where trials = 0, as is high
  std::vector<double> high;
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_PARTS_H_
