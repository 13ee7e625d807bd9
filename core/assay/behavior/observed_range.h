// assay/behavior/observed_range.h
//
// What part of its time range an analysis has seen by now: a period that reaches beyond it is not over, and its numbers may still change.

#ifndef ASSAY_BEHAVIOR_OBSERVED_RANGE_H_
#define ASSAY_BEHAVIOR_OBSERVED_RANGE_H_

#include <algorithm>
#include <optional>

#include "assay/base/status.h"
#include "assay/columnar/scan.h"

namespace assay {

// OK, or kInvalidArgument when the range ends before it starts or as_of is not an instant.
inline Status CheckObservation(TimeRange range, std::optional<TimestampMs> as_of) {
  if (range.start > range.end) return InvalidArgument("range: start must not be after end");
  if (as_of.has_value() && (*as_of < kMinTimestampMs || *as_of > kMaxTimestampMs + 1))
    return InvalidArgument("as_of: must be within 100,000,000 days of 1970");
  return {};
}

// The part of `range` before `as_of`, the instant from which on nothing is known; without as_of that is just after the latest event of the
// whole table. Empty when nothing is known. Inside kMinTimestampMs..kMaxTimestampMs + 1. O(row groups).
[[nodiscard]] inline TimeRange ObservedRange(const Table& table, TimeRange range, std::optional<TimestampMs> as_of) {
  const TimestampMs start = std::clamp(range.start, kMinTimestampMs, kMaxTimestampMs + 1);
  TimestampMs known = as_of.value_or(start);
  for (std::size_t i = 0; !as_of.has_value() && i < table.row_groups(); ++i) {
    if (table.row_group(i).rows() > 0) known = std::max(known, table.row_group(i).max_time() + 1);
  }
  return {start, std::max(start, std::min(range.end, known))};
}

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_OBSERVED_RANGE_H_
