#include <cmath>
#include <string_view>
#include <utility>

#include "assay/strings/utf8.h"
#include "assay/wire/generated/query_generated.h"
#include "assay/wire/query.h"
#include "assay/wire/verify.h"

namespace assay {
namespace {

std::string_view Text(const flatbuffers::String* text) { return text == nullptr ? std::string_view() : text->string_view(); }

Status CopyText(const flatbuffers::String* source, std::string& target) {
  const std::string_view text = Text(source);
  if (!IsValidUtf8(text)) return InvalidArgument("query: texts must be valid UTF-8");
  target.assign(text);
  return {};
}

// A whole number of ms in [low, high]; JavaScript has it as a double.
Result<std::int64_t> WholeMs(double ms, std::int64_t low, std::int64_t high, const char* message) {
  if (!(ms >= static_cast<double>(low) && ms <= static_cast<double>(high)) || ms != std::floor(ms)) return InvalidArgument(message);
  return static_cast<std::int64_t>(ms);
}

// More than the distance of any two instants would say nothing more.
Result<DurationMs> WholeDuration(double ms, const char* message) { return WholeMs(ms, 1, kMaxTimestampMs - kMinTimestampMs, message); }

// An end of a half-open range, so the instant after the last one is allowed.
Result<TimestampMs> RangeEnd(double ms) {
  return WholeMs(ms, kMinTimestampMs, kMaxTimestampMs + 1, "range: must be whole ms inside the range of dates");
}

Result<WireValue> DecodeValue(const fb::Value& value) {
  switch (value.type()) {
    case fb::ValueType::String: {
      std::string text;
      if (Status status = CopyText(value.text(), text); !status.ok()) return status;
      return WireValue(std::move(text));
    }
    case fb::ValueType::Number:
      if (!std::isfinite(value.number())) return InvalidArgument("condition: numbers must be finite");
      return WireValue(value.number());
    case fb::ValueType::Bool: return WireValue(value.boolean());
    case fb::ValueType::Null: break;
  }
  return InvalidArgument("condition: a value must be a string, a number or a boolean");
}

Status DecodeConditions(const flatbuffers::Vector<flatbuffers::Offset<fb::Condition>>* source, std::vector<WireCondition>& target) {
  if (source == nullptr) return {};
  target.reserve(source->size());
  for (const fb::Condition* condition : *source) {
    if (condition->op() > fb::Operator::NotExists) return Unimplemented("condition: this operator is not for event properties");
    WireCondition decoded;
    if (Status status = CopyText(condition->name(), decoded.name); !status.ok()) return status;
    if (decoded.name.empty()) return InvalidArgument("condition: the property's name must not be empty");
    decoded.op = static_cast<WireOperator>(condition->op());
    const std::size_t count = condition->values() == nullptr ? 0 : condition->values()->size();
    for (std::size_t i = 0; i < count; ++i) {
      Result<WireValue> value = DecodeValue(*condition->values()->Get(static_cast<flatbuffers::uoffset_t>(i)));
      if (!value.ok()) return value.status();
      decoded.values.push_back(*std::move(value));
    }
    const bool is_list = decoded.op == WireOperator::kIn || decoded.op == WireOperator::kNotIn;
    const bool is_presence = decoded.op == WireOperator::kExists || decoded.op == WireOperator::kNotExists;
    if (!is_list && count != (is_presence ? 0U : 1U)) return InvalidArgument("condition: wrong number of values for its operator");
    const bool is_order = decoded.op >= WireOperator::kGt && decoded.op <= WireOperator::kLte;
    if (is_order && std::holds_alternative<bool>(decoded.values[0])) {
      return InvalidArgument("condition: gt, gte, lt and lte compare numbers or strings");
    }
    target.push_back(std::move(decoded));
  }
  return {};
}

Status DecodeMatch(const fb::EventMatch* source, WireEventMatch& target, const char* missing) {
  if (source == nullptr) return InvalidArgument(missing);
  if (source->event() != nullptr) {
    std::string name;
    if (Status status = CopyText(source->event(), name); !status.ok()) return status;
    if (name.empty()) return InvalidArgument("event: the name must not be empty");
    target.event = std::move(name);
  }
  return DecodeConditions(source->where(), target.where);
}

Result<WireFunnelQuery> DecodeFunnel(const fb::FunnelQuery& source) {
  WireFunnelQuery funnel;
  const Result<DurationMs> window = WholeDuration(source.window_ms(), "within: must be a positive whole number of ms");
  if (!window.ok()) return window.status();
  funnel.window_ms = *window;
  if (source.steps() == nullptr || source.steps()->size() == 0) return InvalidArgument("steps: a funnel needs at least one");
  for (const fb::FunnelStep* step : *source.steps()) {
    WireFunnelStep decoded;
    if (Status status = CopyText(step->label(), decoded.label); !status.ok()) return status;
    if (step->any_of() == nullptr || step->any_of()->size() == 0) return InvalidArgument("steps: each needs an event");
    for (const fb::EventMatch* match : *step->any_of()) {
      if (Status status = DecodeMatch(match, decoded.any_of.emplace_back(), "steps: each needs an event"); !status.ok()) return status;
    }
    funnel.steps.push_back(std::move(decoded));
  }
  return funnel;
}

Result<WireMetricQuery> DecodeMetric(const fb::MetricQuery& source) {
  WireMetricQuery metric;
  if (source.match() != nullptr) {
    if (Status status = DecodeMatch(source.match(), metric.match, ""); !status.ok()) return status;
  }
  if (source.aggregates() == nullptr || source.aggregates()->size() == 0) return InvalidArgument("aggregate: a metric needs at least one");
  for (const fb::AggregateSpec* spec : *source.aggregates()) {
    WireAggregateSpec decoded;
    if (spec->aggregate() > fb::Aggregate::Quantile) return Unimplemented("aggregate: unknown to this build");
    decoded.aggregate = static_cast<WireAggregate>(spec->aggregate());
    if (Status status = CopyText(spec->property(), decoded.property); !status.ok()) return status;
    const bool is_numeric = decoded.aggregate >= WireAggregate::kSum;
    if (is_numeric && decoded.property.empty()) return InvalidArgument("aggregate: sum, mean, min, max and quantile need a property");
    decoded.quantile = spec->quantile();
    if (decoded.aggregate == WireAggregate::kQuantile && !(decoded.quantile >= 0 && decoded.quantile <= 1)) {
      return InvalidArgument("quantile: must be in [0, 1]");
    }
    metric.aggregates.push_back(std::move(decoded));
  }
  return metric;
}

Result<WireTaskQuery> DecodeTask(const fb::TaskQuery& source) {
  WireTaskQuery task;
  if (Status status = DecodeMatch(source.start(), task.start, "task: needs a start event"); !status.ok()) return status;
  if (Status status = DecodeMatch(source.complete(), task.complete, "task: needs a complete event"); !status.ok()) return status;
  const Result<DurationMs> window = WholeDuration(source.window_ms(), "within: must be a positive whole number of ms");
  if (!window.ok()) return window.status();
  task.window_ms = *window;
  return task;
}

Result<WireExperimentQuery> DecodeExperiment(const fb::ExperimentQuery& source) {
  WireExperimentQuery experiment;
  if (Status status = CopyText(source.experiment(), experiment.experiment); !status.ok()) return status;
  if (Status status = DecodeMatch(source.conversion(), experiment.conversion, "experiment: needs a conversion event"); !status.ok()) {
    return status;
  }
  const Result<DurationMs> window = WholeDuration(source.window_ms(), "within: must be a positive whole number of ms");
  if (!window.ok()) return window.status();
  experiment.window_ms = *window;
  if (source.arms() != nullptr) {
    for (const flatbuffers::String* arm : *source.arms()) {
      if (Status status = CopyText(arm, experiment.arms.emplace_back()); !status.ok()) return status;
    }
  }
  if (source.weights() != nullptr) {
    if (!HasAlignedElements(source.weights())) return DataLoss("weights: not aligned");
    for (const double weight : *source.weights()) {
      if (!std::isfinite(weight)) return InvalidArgument("weights: must be finite");
      experiment.weights.push_back(weight);
    }
  }
  return experiment;
}

template <typename T>
Status Store(Result<T> decoded, WireQuery& query) {
  if (!decoded.ok()) return decoded.status();
  query.kind = *std::move(decoded);
  return {};
}

Status DecodeKind(const fb::Query& source, WireQuery& query) {
  if (source.kind() == nullptr) return InvalidArgument("query: needs a funnel, metric, task or experiment");
  switch (source.kind_type()) {
    case fb::QueryKind::FunnelQuery: return Store(DecodeFunnel(*source.kind_as_FunnelQuery()), query);
    case fb::QueryKind::MetricQuery: return Store(DecodeMetric(*source.kind_as_MetricQuery()), query);
    case fb::QueryKind::TaskQuery: return Store(DecodeTask(*source.kind_as_TaskQuery()), query);
    case fb::QueryKind::ExperimentQuery: return Store(DecodeExperiment(*source.kind_as_ExperimentQuery()), query);
    case fb::QueryKind::NONE: break;
  }
  return Unimplemented("query: a kind this build does not know");
}

}  // namespace

Result<WireQuery> DecodeQuery(ByteView bytes) {
  const Result<const fb::Query*> root = VerifiedRoot<fb::Query>(bytes, fb::QueryIdentifier());
  if (!root.ok()) return root.status();
  const fb::Query& source = **root;

  WireQuery query;
  if (Status status = DecodeKind(source, query); !status.ok()) return status;
  if (Status status = DecodeConditions(source.filter(), query.filter); !status.ok()) return status;
  if (source.by() != nullptr) {
    for (const flatbuffers::String* name : *source.by()) {
      if (Status status = CopyText(name, query.by.emplace_back()); !status.ok()) return status;
      if (query.by.back().empty()) return InvalidArgument("by: a property's name must not be empty");
    }
  }
  if (source.start_ms().has_value()) {
    const Result<TimestampMs> start = RangeEnd(*source.start_ms());
    if (!start.ok()) return start.status();
    query.start_ms = *start;
  }
  if (source.end_ms().has_value()) {
    const Result<TimestampMs> end = RangeEnd(*source.end_ms());
    if (!end.ok()) return end.status();
    query.end_ms = *end;
  }
  if (source.bucket_ms().has_value()) {
    const Result<DurationMs> bucket = WholeDuration(*source.bucket_ms(), "bucket: must be a positive whole number of ms");
    if (!bucket.ok()) return bucket.status();
    query.bucket_ms = *bucket;
  }
  query.max_groups = source.max_groups();
  return query;
}

}  // namespace assay
