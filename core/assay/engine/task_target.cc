#include "assay/engine/task_target.h"

#include <optional>

#include "assay/aggregate/calendar.h"
#include "assay/aggregate/comparison.h"
#include "assay/stats/confidence.h"
#include "assay/stats/durations.h"
#include "assay/stats/proportions.h"

namespace assay {
namespace {

Proportion ProportionOf(const TaskCounts& counts, WireTaskMetric metric) {
  const std::uint64_t successes = metric == WireTaskMetric::kCompletion ? counts.completions : counts.attempts_with_error;
  const Result<Proportion> proportion = Proportion::Of(successes, counts.attempts);
  return proportion.ok() ? *proportion : Proportion();
}

Moments LogsOf(const TaskResult& task) { return LogMoments(task.Durations(task.total)); }

std::optional<Estimate> ValueOf(const TaskResult& task, WireTaskMetric metric) {
  const Confidence confidence = Confidence::Percent95();
  if (metric == WireTaskMetric::kTime) return GeometricMean(LogsOf(task), confidence);
  if (metric == WireTaskMetric::kErrors) return EventRate(ErrorCounts(task.total), confidence);
  const Proportion proportion = ProportionOf(task.total, metric);
  const std::optional<double> rate = proportion.Rate();
  return rate.has_value() ? std::optional(Estimate{*rate, WilsonInterval(proportion, confidence)}) : std::nullopt;
}

std::optional<Estimate> ChangeOf(const TaskResult& baseline, const TaskResult& current, WireTaskMetric metric) {
  const Confidence confidence = Confidence::Percent95();
  if (metric == WireTaskMetric::kTime) return GeometricMeanChange(LogsOf(baseline), LogsOf(current), confidence);
  if (metric == WireTaskMetric::kErrors) return EventRateChange(ErrorCounts(baseline.total), ErrorCounts(current.total), confidence);
  const std::optional<Lift> lift = RelativeLift(ProportionOf(baseline.total, metric), ProportionOf(current.total, metric), confidence);
  return lift.has_value() ? std::optional(Estimate{lift->estimate, lift->interval}) : std::nullopt;
}

WireTaskStatus StatusOf(const std::optional<Estimate>& estimate, double goal, bool at_least) {
  if (!estimate.has_value() || !estimate->interval.has_value()) return WireTaskStatus::kUndecided;
  const auto [low, high] = *estimate->interval;
  if (at_least ? low >= goal : high <= goal) return WireTaskStatus::kMet;
  return (at_least ? high < goal : low > goal) ? WireTaskStatus::kNotMet : WireTaskStatus::kUndecided;
}

Result<TimeRange> RangeBefore(const TaskQuery& query) {
  const TimeRange range = query.range;
  for (const CalendarUnit unit : {CalendarUnit::kQuarter, CalendarUnit::kMonth, CalendarUnit::kWeek}) {
    Result<Calendar> calendar = Calendar::Make({unit, 0, query.zone});
    if (!calendar.ok()) return calendar.status();
    if (calendar->BucketStart(range.start) == range.start && calendar->BucketStart(range.end) == range.end) {
      return EarlierRange(range, 0, unit, query.zone);
    }
  }
  return EarlierRange(range, 0, CalendarUnit::kDay, query.zone);
}

}  // namespace

Result<WireTaskTargetResult> AnswerTarget(const Table& table, const TaskQuery& query, const TaskResult& current,
                                          const WireTaskTarget& target) {
  WireTaskTargetResult result;
  const std::optional<Estimate> value = ValueOf(current, target.metric);
  result.current = ToWire(value);
  if (!target.improve_by.has_value()) {
    result.target = target.at_least.has_value() ? target.at_least : target.at_most;
    result.status = StatusOf(value, *result.target, target.at_least.has_value());
    return result;
  }
  TaskQuery earlier = query;
  earlier.by.clear();
  earlier.bucket_ms.reset();
  earlier.bucket_unit.reset();
  earlier.by_experience = false;
  if (target.baseline_start_ms.has_value() && target.baseline_end_ms.has_value()) {
    earlier.range = {*target.baseline_start_ms, *target.baseline_end_ms};
  } else {
    const Result<TimeRange> before = RangeBefore(query);
    if (!before.ok()) return before.status();
    earlier.range = *before;
  }
  const Result<TaskResult> baseline = ComputeTask(table, earlier);
  if (!baseline.ok()) return baseline.status();
  const std::optional<Estimate> before = ValueOf(*baseline, target.metric);
  const std::optional<Estimate> change = ChangeOf(*baseline, current, target.metric);
  const bool at_least = target.metric == WireTaskMetric::kCompletion;
  const double goal = at_least ? *target.improve_by : -*target.improve_by;
  if (before.has_value()) result.target = before->value * (1 + goal);
  result.status = StatusOf(change, goal, at_least);
  result.baseline = ToWire(before);
  result.change = ToWire(change);
  result.baseline_start_ms = earlier.range.start;
  result.baseline_end_ms = earlier.range.end;
  return result;
}

}  // namespace assay
