// assay/engine/task_target.h
//
// Whether a task reaches its target: a number, or so much better than in another period. Internal to engine.

#ifndef ASSAY_ENGINE_TASK_TARGET_H_
#define ASSAY_ENGINE_TASK_TARGET_H_

#include "assay/base/status.h"
#include "assay/behavior/task.h"
#include "assay/columnar/table.h"
#include "assay/stats/estimate.h"
#include "assay/stats/event_rate.h"
#include "assay/wire/query_task.h"
#include "assay/wire/result_task.h"

namespace assay {

inline WireTaskEstimate ToWire(const std::optional<Estimate>& estimate) {
  WireTaskEstimate wire;
  if (!estimate.has_value()) return wire;
  wire.value = estimate->value;
  if (estimate->interval.has_value()) {
    wire.low = estimate->interval->low;
    wire.high = estimate->interval->high;
  }
  return wire;
}

// The errors of the attempts that `counts` counts.
inline EventCounts ErrorCounts(const TaskCounts& counts) { return {counts.attempts, counts.errors, counts.error_squares}; }

// How the total of `current`, the answer to `query`, stands against the target.
//
// Definition. Met when the 95 % interval lies on the target's side, bounds included, not met when it lies on the other, else undecided, as
// without an interval. A fixed target is compared with the interval of the value. With improve_by the baseline is uncertain as well, so the
// interval of the relative change is compared with +improve_by (completion) or -improve_by (the others). The range before the query's is
// that of EarlierRange() for the longest of quarter, month, week and day that both of its ends are starts of.
//
// Errors: as of ComputeTask() and EarlierRange().
Result<WireTaskTargetResult> AnswerTarget(const Table& table, const TaskQuery& query, const TaskResult& current,
                                          const WireTaskTarget& target);

}  // namespace assay

#endif  // ASSAY_ENGINE_TASK_TARGET_H_
