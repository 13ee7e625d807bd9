#include <cmath>
#include <utility>

#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"

namespace assay {
namespace {

using Matches = flatbuffers::Vector<flatbuffers::Offset<fb::EventMatch>>;

// Appends the matches; none where `source` is absent.
Status DecodeMatches(const Matches* source, std::vector<WireEventMatch>& target, const char* missing) {
  if (source == nullptr) return {};
  for (const fb::EventMatch* match : *source) {
    if (Status status = DecodeMatch(match, target.emplace_back(), missing); !status.ok()) return status;
  }
  return {};
}

Status DecodeTarget(const fb::TaskTarget& source, WireTaskTarget& target) {
  Status status = DecodeEnum(source.metric(), target.metric, "target: a metric that this build does not know");
  if (!status.ok()) return status;
  target.at_least = source.at_least();
  target.at_most = source.at_most();
  target.improve_by = source.improve_by();
  int given = 0;
  for (const std::optional<double>& number : {target.at_least, target.at_most, target.improve_by}) {
    if (!number.has_value()) continue;
    if (!std::isfinite(*number)) return InvalidArgument("target: must be a finite number");
    ++given;
  }
  if (given != 1) return InvalidArgument("target: needs one of atLeast, atMost and improveBy");
  if (target.improve_by.has_value() && !(*target.improve_by > 0)) return InvalidArgument("target: improveBy must be above 0");
  if (status = DecodeInstant(source.baseline_start_ms(), target.baseline_start_ms); !status.ok()) return status;
  if (status = DecodeInstant(source.baseline_end_ms(), target.baseline_end_ms); !status.ok()) return status;
  if (target.baseline_start_ms.has_value() != target.baseline_end_ms.has_value()) {
    return InvalidArgument("target: a baseline needs both ends");
  }
  return {};
}

}  // namespace

Result<WireTaskQuery> DecodeTask(const fb::TaskQuery& source) {
  WireTaskQuery task;
  if (Status status = DecodeMatch(source.start(), task.start, "task: needs a start event"); !status.ok()) return status;
  if (Status status = DecodeMatch(source.complete(), task.complete, "task: needs a complete event"); !status.ok()) return status;
  const Result<DurationMs> window = DecodeWindow(source.window_ms());
  if (!window.ok()) return window.status();
  task.window_ms = *window;
  if (Status status = DecodeMatches(source.errors(), task.errors, "errors: each needs an event"); !status.ok()) return status;
  if (Status status = CopyText(source.error_field(), task.error_field); !status.ok()) return status;
  task.max_error_fields = source.max_error_fields();
  if (Status status = DecodeMatches(source.steps(), task.steps, "steps: each needs an event"); !status.ok()) return status;
  task.experience = source.experience();
  if (source.target() != nullptr) {
    if (Status status = DecodeTarget(*source.target(), task.target.emplace()); !status.ok()) return status;
  }
  return task;
}

}  // namespace assay
