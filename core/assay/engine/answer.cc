#include "assay/engine/answer.h"

#include <algorithm>
#include <utility>

#include "assay/aggregate/metric.h"
#include "assay/behavior/funnel.h"
#include "assay/behavior/task.h"
#include "assay/engine/bind.h"
#include "assay/engine/limits.h"
#include "assay/experiment/scorecard.h"

namespace assay {
namespace {

// What every kind of query has: the scope and the grouping.
template <typename Query>
void BindScope(const WireQuery& source, Query& query) {
  query.filter = BindConditions(source.filter);
  query.range = BindRange(source);
}

template <typename Query>
void BindGrouping(const WireQuery& source, Query& query) {
  query.by = BindNames(source.by);
  query.max_groups = BindMaxGroups(source);
}

Status TooManyRows() { return ResourceExhausted("bucket: the answer has more than 524,288 rows; use wider buckets or fewer groups"); }

WireFunnelGroup ToWire(const FunnelGroup& group, const std::vector<WireFunnelStep>& steps) {
  WireFunnelGroup wire;
  wire.key = ToWire(group.key);
  const std::uint64_t entered = group.steps.empty() ? 0 : group.steps[0].users;
  std::uint64_t previous = entered;
  for (std::size_t i = 0; i < group.steps.size(); ++i) {
    const FunnelStepResult& step = group.steps[i];
    wire.steps.push_back({steps[i].label, step.users, ToWireProportion(step.users, entered), ToWireProportion(step.users, previous),
                          ToWire(step.time_from_previous)});
    previous = step.users;
  }
  wire.time_to_convert = ToWire(group.time_to_convert);
  return wire;
}

struct AnswerKind {
  const Table& table;
  const WireQuery& source;

  Result<WireResult> operator()(const WireFunnelQuery& asked) const {
    if (asked.steps.empty() || asked.steps.size() > kMaxFunnelSteps) return InvalidArgument("steps: a funnel has 1 to 32");
    FunnelQuery query;
    for (const WireFunnelStep& step : asked.steps) {
      FunnelStep& bound = query.steps.emplace_back();
      for (const WireEventMatch& match : step.any_of) bound.any_of.push_back(BindMatch(match));
    }
    query.window_ms = asked.window_ms;
    BindScope(source, query);
    BindGrouping(source, query);
    query.max_groups = std::min(query.max_groups, kMaxFunnelCells / asked.steps.size());
    const Result<FunnelResult> funnel = ComputeFunnel(table, query);
    if (!funnel.ok()) return funnel.status();
    WireFunnelResult wire;
    wire.total = ToWire(funnel->total, asked.steps);
    for (const FunnelGroup& group : funnel->groups) wire.groups.push_back(ToWire(group, asked.steps));
    return WireResult{std::move(wire), funnel->events_scanned, funnel->groups_omitted};
  }

  Result<WireResult> operator()(const WireMetricQuery& asked) const {
    MetricQuery query;
    query.match = BindMatch(asked.match);
    for (const WireAggregateSpec& spec : asked.aggregates) {
      query.aggregates.push_back({static_cast<Aggregate>(spec.aggregate), spec.property, spec.quantile});
    }
    query.bucket_ms = source.bucket_ms;
    BindScope(source, query);
    BindGrouping(source, query);
    const Result<MetricResult> metric = ComputeMetric(table, query);
    if (!metric.ok()) return metric.status();
    if (metric->rows.size() > kMaxResultRows) return TooManyRows();
    WireMetricResult wire;
    wire.rows.reserve(metric->rows.size());
    auto values = metric->values.begin();
    for (const MetricRow& row : metric->rows) {
      const auto next = values + static_cast<std::ptrdiff_t>(query.aggregates.size());
      wire.rows.push_back({ToWire(metric->groups[row.group]), row.bucket_start, {values, next}});
      values = next;
    }
    return WireResult{std::move(wire), metric->events_scanned, metric->groups_omitted};
  }

  Result<WireResult> operator()(const WireTaskQuery& asked) const {
    TaskQuery query;
    query.start = BindMatch(asked.start);
    query.complete = BindMatch(asked.complete);
    query.window_ms = asked.window_ms;
    query.bucket_ms = source.bucket_ms;
    BindScope(source, query);
    BindGrouping(source, query);
    const Result<TaskResult> task = ComputeTask(table, query);
    if (!task.ok()) return task.status();
    if (task->rows.size() > kMaxResultRows) return TooManyRows();
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

  Result<WireResult> operator()(const WireExperimentQuery& asked) const {
    ExperimentQuery query;
    query.experiment = asked.experiment;
    query.conversion = BindMatch(asked.conversion);
    query.window_ms = asked.window_ms;
    query.arms = BindNames(asked.arms);
    query.weights = asked.weights;
    BindScope(source, query);
    const Result<Scorecard> scorecard = ComputeScorecard(table, query);
    if (!scorecard.ok()) return scorecard.status();
    WireExperimentResult wire;
    for (const ArmScore& arm : scorecard->arms) wire.arms.push_back({std::string(arm.arm), ToWire(arm.conversion)});
    for (const ArmEffect& effect : scorecard->effects) wire.effects.push_back(EffectToWire(effect));
    if (scorecard->sample_ratio) wire.srm_p_value = scorecard->sample_ratio->p_value.p;
    wire.excluded_multiple_arms = scorecard->excluded_multiple_arms;
    wire.unknown_arm_users = scorecard->unknown_arm_users;
    return WireResult{std::move(wire), scorecard->events_scanned, 0};
  }

  static WireEffectResult EffectToWire(const ArmEffect& effect) {
    WireEffectResult wire;
    wire.arm = effect.arm;
    if (effect.absolute) {
      wire.absolute = effect.absolute->estimate;
      wire.absolute_low = effect.absolute->interval.low;
      wire.absolute_high = effect.absolute->interval.high;
    }
    if (effect.relative) {
      wire.relative = effect.relative->estimate;
      if (effect.relative->interval) {
        wire.relative_low = effect.relative->interval->low;
        wire.relative_high = effect.relative->interval->high;
      }
    }
    if (effect.test) wire.p_value = effect.test->p_value.p;
    return wire;
  }
};

}  // namespace

Result<WireResult> Answer(const Table& table, const WireQuery& query) {
  if (Status status = CheckQuerySize(query); !status.ok()) return status;
  return std::visit(AnswerKind{table, query}, query.kind);
}

}  // namespace assay
