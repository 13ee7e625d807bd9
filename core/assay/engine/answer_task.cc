#include <utility>

#include "assay/behavior/task.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"
#include "assay/engine/task_target.h"
#include "assay/stats/durations.h"
#include "assay/stats/event_rate.h"

namespace assay {
namespace {

TaskQuery Bind(const QuerySource& source, const WireTaskQuery& asked) {
  TaskQuery query;
  query.start = BindMatch(asked.start);
  query.complete = BindMatch(asked.complete);
  query.window_ms = asked.window_ms;
  for (const WireEventMatch& error : asked.errors) query.errors.push_back(BindMatch(error));
  query.error_field = asked.error_field;
  query.max_error_fields = asked.max_error_fields;
  for (const WireEventMatch& step : asked.steps) query.steps.push_back(BindMatch(step));
  query.by_experience = asked.experience;
  query.bucket_ms = source.query.bucket_ms;
  if (source.query.bucket_unit != WireBucketUnit::kFixed) query.bucket_unit = BindUnit(source.query.bucket_unit);
  query.zone = BindZone(source.query);
  BindScope(source, query);
  BindGrouping(source, query);
  return query;
}

WireTaskErrors ToWireErrors(const TaskResult& task, const TaskCounts& counts) {
  WireTaskErrors errors;
  errors.count = counts.errors;
  errors.attempts = ToWireProportion(counts.attempts_with_error, counts.attempts);
  errors.per_attempt = ToWire(EventRate(ErrorCounts(counts), Confidence::Percent95()));
  for (const TaskFieldErrors& field : counts.fields) {
    const bool known = field.value < task.error_values.size();
    errors.fields.push_back(
        {known ? static_cast<std::int32_t>(field.value) : -1, field.errors, ToWireProportion(field.attempts, counts.attempts)});
  }
  return errors;
}

WireTaskRow ToWireRow(const TaskQuery& query, const TaskResult& task, const TaskCounts& counts) {
  WireTaskRow row;
  row.completion = ToWireProportion(counts.completions, counts.attempts);
  row.time = ToWire(counts.time);
  const std::span<const double> durations = task.Durations(counts);
  row.geometric_mean_ms = ToWire(GeometricMean(LogMoments(durations), Confidence::Percent95()));
  if (const std::optional<MedianPlaces> places = MedianInterval(durations.size(), Confidence::Percent95())) {
    row.median_low_ms = durations[static_cast<std::size_t>(places->low)];
    row.median_high_ms = durations[static_cast<std::size_t>(places->high)];
  }
  if (!query.errors.empty()) row.errors = ToWireErrors(task, counts);
  if (query.steps.empty()) return row;
  for (const TaskStepCounts& step : counts.steps) row.abandoned.push_back(ToWireProportion(step.abandoned, step.reached));
  return row;
}

}  // namespace

std::size_t CountParts(const WireTaskQuery& task) {
  std::size_t parts = CountParts(task.start.where) + CountParts(task.complete.where) + task.errors.size() + task.steps.size();
  for (const WireEventMatch& error : task.errors) parts += CountParts(error.where);
  for (const WireEventMatch& step : task.steps) parts += CountParts(step.where);
  return parts;
}

Result<WireResult> AnswerTask(const Table& table, const QuerySource& source, const WireTaskQuery& asked) {
  const TaskQuery query = Bind(source, asked);
  const Result<TaskResult> task = ComputeTask(table, query);
  if (!task.ok()) return task.status();
  // A field or a step takes about a quarter of what a row does.
  std::size_t quarters = query.steps.size() * task->rows.size();
  for (const TaskRow& row : task->rows) quarters += row.counts.fields.size();
  if (Status status = CheckRowCount(task->rows.size() + quarters / 4); !status.ok()) return status;
  WireTaskResult wire;
  wire.total = ToWireRow(query, *task, task->total);
  for (const TaskRow& row : task->rows) {
    WireTaskRow& told = wire.rows.emplace_back(ToWireRow(query, *task, row.counts));
    told.key = ToWire(task->groups[row.group]);
    told.bucket_start_ms = row.bucket_start;
    if (query.by_experience) told.experience = row.returning ? WireTaskExperience::kReturning : WireTaskExperience::kFirst;
  }
  wire.error_fields = ToWire(std::span<const GroupKey>(task->error_values));
  wire.error_fields_omitted = task->fields_omitted;
  if (asked.target.has_value()) {
    Result<WireTaskTargetResult> target = AnswerTarget(table, query, *task, *asked.target);
    if (!target.ok()) return target.status();
    wire.target = *target;
  }
  return WireResult{std::move(wire), task->events_scanned, task->groups_omitted};
}

}  // namespace assay
