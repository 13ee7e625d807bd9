// tests/core/wire/query_bytes.h
//
// Queries as bytes. Written from a WireQuery, which may hold what DecodeQuery() refuses; what a WireQuery cannot hold at all is written by
// the changes of QueryChanges.

#ifndef TESTS_CORE_WIRE_QUERY_BYTES_H_
#define TESTS_CORE_WIRE_QUERY_BYTES_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/wire/generated/query_generated.h"
#include "assay/wire/query.h"
#include "core/wire/message_bytes.h"

namespace assay {

// What to write instead of what the WireQuery says.
struct QueryChanges {
  std::uint32_t format = 1;
  std::optional<double> window_ms = {}, start_ms = {}, end_ms = {}, bucket_ms = {};
  bool without_kind = false;
  bool without_matches = false;  // of tasks, experiments and metrics
  bool without_lists = false;    // steps, alternatives and aggregates
  std::optional<fb::QueryKind> kind_type = {};
};

class QueryWriter {
 public:
  explicit QueryWriter(QueryChanges changes) : changes_(changes) {}

  ByteBuffer Write(const WireQuery& query) {
    const auto [kind, body] = std::visit([this](const auto& asked) { return Kind(asked); }, query.kind);
    const auto filter = Conditions(query.filter);
    const auto by = Texts(query.by);
    fb::QueryBuilder builder(fbb_);
    builder.add_format(changes_.format);
    if (!changes_.without_kind) {
      builder.add_kind_type(changes_.kind_type.value_or(kind));
      builder.add_kind(body);
    }
    builder.add_filter(filter);
    builder.add_by(by);
    if (const std::optional<double> start = Number(changes_.start_ms, query.start_ms)) builder.add_start_ms(*start);
    if (const std::optional<double> end = Number(changes_.end_ms, query.end_ms)) builder.add_end_ms(*end);
    if (const std::optional<double> bucket = Number(changes_.bucket_ms, query.bucket_ms)) builder.add_bucket_ms(*bucket);
    builder.add_max_groups(query.max_groups);
    fb::FinishQueryBuffer(fbb_, builder.Finish());
    return FinishedBytes(fbb_);
  }

 private:
  template <typename T>
  using Vector = flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<T>>>;
  using Body = std::pair<fb::QueryKind, flatbuffers::Offset<void>>;

  static std::optional<double> Number(std::optional<double> changed, std::optional<std::int64_t> given) {
    if (changed) return changed;
    return given ? std::optional(static_cast<double>(*given)) : std::nullopt;
  }

  [[nodiscard]] double Window(DurationMs window_ms) const { return changes_.window_ms.value_or(static_cast<double>(window_ms)); }

  // Empty lists are left out, as the absent ones that they are equal to.
  Vector<flatbuffers::String> Texts(const std::vector<std::string>& texts) {
    std::vector<flatbuffers::Offset<flatbuffers::String>> offsets;
    for (const std::string& text : texts) offsets.push_back(fbb_.CreateString(text));
    return offsets.empty() ? 0 : fbb_.CreateVector(offsets);
  }

  flatbuffers::Offset<fb::Value> Value(const WireValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return fb::CreateValue(fbb_, fb::ValueType::String, fbb_.CreateString(*text));
    if (const auto* number = std::get_if<double>(&value)) return fb::CreateValue(fbb_, fb::ValueType::Number, 0, *number);
    if (const auto* boolean = std::get_if<bool>(&value)) return fb::CreateValue(fbb_, fb::ValueType::Bool, 0, 0, *boolean);
    return fb::CreateValue(fbb_, fb::ValueType::Null);
  }

  Vector<fb::Condition> Conditions(const std::vector<WireCondition>& conditions) {
    std::vector<flatbuffers::Offset<fb::Condition>> offsets;
    for (const WireCondition& condition : conditions) {
      std::vector<flatbuffers::Offset<fb::Value>> values;
      for (const WireValue& value : condition.values) values.push_back(Value(value));
      const auto name = fbb_.CreateString(condition.name);
      offsets.push_back(fb::CreateCondition(fbb_, name, static_cast<fb::Operator>(condition.op), fbb_.CreateVector(values)));
    }
    return offsets.empty() ? 0 : fbb_.CreateVector(offsets);
  }

  flatbuffers::Offset<fb::EventMatch> Match(const WireEventMatch& match) {
    if (changes_.without_matches) return 0;
    const auto where = Conditions(match.where);
    return fb::CreateEventMatch(fbb_, match.event ? fbb_.CreateString(*match.event) : 0, where);
  }

  Body Kind(const WireFunnelQuery& funnel) {
    std::vector<flatbuffers::Offset<fb::FunnelStep>> steps;
    for (const WireFunnelStep& step : funnel.steps) {
      std::vector<flatbuffers::Offset<fb::EventMatch>> any_of;
      for (const WireEventMatch& match : step.any_of) any_of.push_back(Match(match));
      const auto label = fbb_.CreateString(step.label);
      steps.push_back(fb::CreateFunnelStep(fbb_, label, changes_.without_lists ? 0 : fbb_.CreateVector(any_of)));
    }
    const bool none = changes_.without_lists && funnel.steps.empty();
    return {fb::QueryKind::FunnelQuery, fb::CreateFunnelQuery(fbb_, none ? 0 : fbb_.CreateVector(steps), Window(funnel.window_ms)).Union()};
  }

  Body Kind(const WireMetricQuery& metric) {
    std::vector<flatbuffers::Offset<fb::AggregateSpec>> specs;
    for (const WireAggregateSpec& spec : metric.aggregates) {
      const auto property = spec.property.empty() ? 0 : fbb_.CreateString(spec.property);
      specs.push_back(fb::CreateAggregateSpec(fbb_, static_cast<fb::Aggregate>(spec.aggregate), property, spec.quantile));
    }
    const auto match = Match(metric.match);
    return {fb::QueryKind::MetricQuery, fb::CreateMetricQuery(fbb_, match, changes_.without_lists ? 0 : fbb_.CreateVector(specs)).Union()};
  }

  Body Kind(const WireTaskQuery& task) {
    const auto start = Match(task.start);
    const auto complete = Match(task.complete);
    return {fb::QueryKind::TaskQuery, fb::CreateTaskQuery(fbb_, start, complete, Window(task.window_ms)).Union()};
  }

  Body Kind(const WireExperimentQuery& experiment) {
    const auto key = fbb_.CreateString(experiment.experiment);
    const auto conversion = Match(experiment.conversion);
    const auto arms = Texts(experiment.arms);
    const auto weights = experiment.weights.empty() ? 0 : fbb_.CreateVector(experiment.weights);
    return {fb::QueryKind::ExperimentQuery,
            fb::CreateExperimentQuery(fbb_, key, conversion, Window(experiment.window_ms), arms, weights).Union()};
  }

  QueryChanges changes_;
  flatbuffers::FlatBufferBuilder fbb_;
};

inline ByteBuffer QueryBytes(const WireQuery& query, const QueryChanges& changes = {}) { return QueryWriter(changes).Write(query); }

}  // namespace assay

#endif  // TESTS_CORE_WIRE_QUERY_BYTES_H_
