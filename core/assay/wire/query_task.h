// assay/wire/query_task.h
//
// Task time: from a start event to the same user's next complete event within the window. Mirrors query_task.fbs.

#ifndef ASSAY_WIRE_QUERY_TASK_H_
#define ASSAY_WIRE_QUERY_TASK_H_

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"

namespace assay {

struct WireTaskQuery {
  WireEventMatch start;
  WireEventMatch complete;
  DurationMs window_ms = 0;
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_TASK_H_
