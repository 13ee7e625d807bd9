// assay/wire/query_task.h
//
// Time on task: from a start event to the same user's next complete event within the window, and what happens in between. Mirrors
// query_task.fbs.

#ifndef ASSAY_WIRE_QUERY_TASK_H_
#define ASSAY_WIRE_QUERY_TASK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"

namespace assay {

enum class WireTaskMetric : std::uint8_t {
  kCompletion = 0,
  kTime = 1,
  kErrors = 2,
  kErrorRate = 3,
};

// Exactly one of the first three numbers, each finite.
struct WireTaskTarget {
  WireTaskMetric metric = WireTaskMetric::kCompletion;
  std::optional<double> at_least;
  std::optional<double> at_most;
  std::optional<double> improve_by;              // above 0
  std::optional<TimestampMs> baseline_start_ms;  // both or none
  std::optional<TimestampMs> baseline_end_ms;
};

struct WireTaskQuery {
  WireEventMatch start;
  WireEventMatch complete;
  DurationMs window_ms = 0;
  std::vector<WireEventMatch> errors = {};
  std::string error_field = {};
  std::uint32_t max_error_fields = 20;
  std::vector<WireEventMatch> steps = {};
  bool experience = false;
  std::optional<WireTaskTarget> target = {};
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_TASK_H_
