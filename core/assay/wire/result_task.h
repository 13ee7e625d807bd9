// assay/wire/result_task.h
//
// The answer to query_task.h. Mirrors result_task.fbs.

#ifndef ASSAY_WIRE_RESULT_TASK_H_
#define ASSAY_WIRE_RESULT_TASK_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"
#include "assay/wire/result_parts.h"

namespace assay {

enum class WireTaskExperience : std::uint8_t {
  kAny = 0,
  kFirst = 1,
  kReturning = 2,
};

enum class WireTaskStatus : std::uint8_t {
  kUndecided = 0,
  kMet = 1,
  kNotMet = 2,
};

struct WireTaskEstimate {
  std::optional<double> value;
  std::optional<double> low;
  std::optional<double> high;
};

struct WireTaskFieldErrors {
  std::int32_t value = -1;  // place in WireTaskResult::error_fields; -1: the values beyond the cap
  std::uint64_t errors = 0;
  WireProportion attempts;
};

struct WireTaskErrors {
  std::uint64_t count = 0;
  WireProportion attempts;
  WireTaskEstimate per_attempt;
  std::vector<WireTaskFieldErrors> fields;
};

struct WireTaskRow {
  std::vector<WireValue> key = {};
  std::optional<TimestampMs> bucket_start_ms = {};
  WireProportion completion = {};
  WireTimeStats time = {};
  WireTaskExperience experience = WireTaskExperience::kAny;
  WireTaskEstimate geometric_mean_ms = {};
  std::optional<double> median_low_ms = {};
  std::optional<double> median_high_ms = {};
  std::optional<WireTaskErrors> errors = {};
  std::vector<WireProportion> abandoned = {};  // none, or one for the start and one per step
};

struct WireTaskTargetResult {
  WireTaskStatus status = WireTaskStatus::kUndecided;
  std::optional<double> target;
  WireTaskEstimate current;
  std::optional<WireTaskEstimate> baseline;
  std::optional<WireTaskEstimate> change;
  std::optional<TimestampMs> baseline_start_ms;
  std::optional<TimestampMs> baseline_end_ms;
};

struct WireTaskResult {
  WireTaskRow total = {};
  std::vector<WireTaskRow> rows = {};
  std::vector<WireValue> error_fields = {};
  std::uint64_t error_fields_omitted = 0;
  std::optional<WireTaskTargetResult> target = {};
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_TASK_H_
