// assay/wire/result_metric.h
//
// The answer to query_metric.h and query_formula.h, column by column. Mirrors result_metric.fbs.

#ifndef ASSAY_WIRE_RESULT_METRIC_H_
#define ASSAY_WIRE_RESULT_METRIC_H_

#include <cstdint>
#include <vector>

#include "assay/wire/query_parts.h"

namespace assay {

struct WireMetricResult {
  std::vector<WireValue> keys;           // of the groups, one after the other
  std::vector<std::uint32_t> groups;     // one per row
  std::vector<double> bucket_starts_ms;  // one per row, or none
  std::vector<double> values;            // value by value, one per row each; finite or infinite
  std::vector<std::uint8_t> absent;      // 1 where a value is absent; none when no value is
  std::vector<double> previous;
  std::vector<std::uint8_t> previous_absent;
  std::vector<double> errors;  // row after row, one per approximate aggregate
  std::vector<std::uint8_t> sketches;
  std::vector<std::uint32_t> sketch_ends;
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_METRIC_H_
