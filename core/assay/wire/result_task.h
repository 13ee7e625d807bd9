// assay/wire/result_task.h
//
// The answer to query_task.h. Mirrors result_task.fbs.

#ifndef ASSAY_WIRE_RESULT_TASK_H_
#define ASSAY_WIRE_RESULT_TASK_H_

#include <optional>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"
#include "assay/wire/result_parts.h"

namespace assay {

struct WireTaskRow {
  std::vector<WireValue> key;
  std::optional<TimestampMs> bucket_start_ms;
  WireProportion completion;
  WireTimeStats time;
};

struct WireTaskResult {
  WireTaskRow total;
  std::vector<WireTaskRow> rows;
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_TASK_H_
