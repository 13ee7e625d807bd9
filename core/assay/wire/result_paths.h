// assay/wire/result_paths.h
//
// The answer to query_paths.h, column by column. Mirrors result_paths.fbs.

#ifndef ASSAY_WIRE_RESULT_PATHS_H_
#define ASSAY_WIRE_RESULT_PATHS_H_

#include <cstdint>
#include <vector>

#include "assay/wire/query_parts.h"

namespace assay {

struct WirePathsResult {
  std::uint64_t paths = 0;
  std::uint64_t units = 0;
  std::vector<WireValue> values;
  std::vector<std::uint32_t> node_steps;
  std::vector<std::uint32_t> node_values;  // values.size(): the step's node of all others
  std::vector<std::uint32_t> node_counts;
  std::vector<std::uint32_t> node_ended;
  std::vector<std::uint32_t> node_merged;
  std::vector<std::uint32_t> link_sources;
  std::vector<std::uint32_t> link_targets;
  std::vector<std::uint32_t> link_counts;
  std::vector<double> link_median_ms;
  std::vector<std::uint32_t> flow_counts;
  std::vector<std::uint32_t> flow_ends;  // in flow_values
  std::vector<std::uint32_t> flow_values;
  std::uint64_t flows_omitted = 0;
  std::vector<WireValue> keys;          // of the groups, one after the other
  std::vector<WirePathsResult> groups;  // without groups of their own
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_PATHS_H_
