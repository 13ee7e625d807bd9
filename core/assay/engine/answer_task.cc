#include <utility>

#include "assay/behavior/task.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"

namespace assay {

std::size_t CountParts(const WireTaskQuery& task) { return CountParts(task.start.where) + CountParts(task.complete.where); }

Result<WireResult> AnswerTask(const Table& table, const QuerySource& source, const WireTaskQuery& asked) {
  TaskQuery query;
  query.start = BindMatch(asked.start);
  query.complete = BindMatch(asked.complete);
  query.window_ms = asked.window_ms;
  query.bucket_ms = source.query.bucket_ms;
  if (source.query.bucket_unit != WireBucketUnit::kFixed) query.bucket_unit = BindUnit(source.query.bucket_unit);
  query.zone = BindZone(source.query);
  BindScope(source, query);
  BindGrouping(source, query);
  const Result<TaskResult> task = ComputeTask(table, query);
  if (!task.ok()) return task.status();
  if (Status status = CheckRowCount(task->rows.size()); !status.ok()) return status;
  const auto row_of = [](const TaskCounts& counts) {
    WireTaskRow row;
    row.completion = ToWireProportion(counts.completions, counts.attempts);
    row.time = ToWire(counts.time);
    return row;
  };
  WireTaskResult wire;
  wire.total = row_of(task->total);
  for (const TaskRow& row : task->rows) {
    WireTaskRow& told = wire.rows.emplace_back(row_of(row.counts));
    told.key = ToWire(task->groups[row.group]);
    told.bucket_start_ms = row.bucket_start;
  }
  return WireResult{std::move(wire), task->events_scanned, task->groups_omitted};
}

}  // namespace assay
