#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"

namespace assay {

Result<WireTaskQuery> DecodeTask(const fb::TaskQuery& source) {
  WireTaskQuery task;
  if (Status status = DecodeMatch(source.start(), task.start, "task: needs a start event"); !status.ok()) return status;
  if (Status status = DecodeMatch(source.complete(), task.complete, "task: needs a complete event"); !status.ok()) return status;
  const Result<DurationMs> window = DecodeWindow(source.window_ms());
  if (!window.ok()) return window.status();
  task.window_ms = *window;
  return task;
}

}  // namespace assay
