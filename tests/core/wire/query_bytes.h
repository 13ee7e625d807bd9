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
  std::optional<double> window_ms = {}, start_ms = {}, end_ms = {}, bucket_ms = {}, compare_ms = {}, zone_from_ms = {};
  bool without_kind = false;
  bool without_matches = false;  // of tasks, experiments, metrics and formulas
  bool without_lists = false;    // steps, alternatives and aggregates
  bool without_zone_offsets = false;
  std::optional<fb::QueryKind> kind_type = {};
};

class QueryWriter {
 public:
  explicit QueryWriter(QueryChanges changes) : changes_(changes) {}

  ByteBuffer Write(const WireQuery& query) {
    const auto [kind, body] = std::visit([this](const auto& asked) { return Kind(asked); }, query.kind);
    const auto filter = Conditions(query.filter);
    const auto by = Texts(query.by);
    const auto [zone_from, zone_offsets] = Zone(query.zone);
    const auto cohort = Nodes(query.cohort);
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
    builder.add_bucket_unit(static_cast<fb::BucketUnit>(query.bucket_unit));
    builder.add_zone_from_ms(zone_from);
    builder.add_zone_offset_ms(zone_offsets);
    builder.add_other(query.other);
    if (const std::optional<double> compare = Number(changes_.compare_ms, query.compare_ms)) builder.add_compare_ms(*compare);
    builder.add_cohort(cohort);
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

  template <typename T>
  using Numbers = flatbuffers::Offset<flatbuffers::Vector<T>>;

  std::pair<Numbers<double>, Numbers<std::int32_t>> Zone(const std::vector<WireZoneTransition>& zone) {
    if (zone.empty()) return {0, 0};
    std::vector<double> from;
    std::vector<std::int32_t> offsets;
    for (const WireZoneTransition& transition : zone) {
      from.push_back(changes_.zone_from_ms.value_or(static_cast<double>(transition.from_ms)));
      offsets.push_back(static_cast<std::int32_t>(transition.offset_ms));
    }
    const auto from_offset = fbb_.CreateVector(from);
    return {from_offset, changes_.without_zone_offsets ? 0 : fbb_.CreateVector(offsets)};
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

  static flatbuffers::Optional<double> OptionalMs(std::optional<DurationMs> ms) {
    return ms ? flatbuffers::Optional<double>(static_cast<double>(*ms)) : flatbuffers::nullopt;
  }

  Vector<fb::EventMatch> Alternatives(const std::vector<WireEventMatch>& matches) {
    std::vector<flatbuffers::Offset<fb::EventMatch>> any_of;
    for (const WireEventMatch& match : matches) any_of.push_back(Match(match));
    return changes_.without_lists ? 0 : fbb_.CreateVector(any_of);
  }

  flatbuffers::Offset<fb::FunnelRules> Rules(const WireFunnelRules& rules) {
    return fb::CreateFunnelRules(fbb_, static_cast<fb::FunnelPreset>(rules.preset), rules.strict_deduplication, rules.strict_order,
                                 rules.strict_increase, rules.strict_once, rules.allow_reentry);
  }

  flatbuffers::Offset<fb::FunnelQuery> Funnel(const WireFunnelQuery& funnel) {
    std::vector<flatbuffers::Offset<fb::FunnelStep>> steps;
    for (const WireFunnelStep& step : funnel.steps) {
      const auto any_of = Alternatives(step.any_of);
      const auto label = fbb_.CreateString(step.label);
      steps.push_back(fb::CreateFunnelStep(fbb_, label, any_of, step.is_optional, OptionalMs(step.within_ms)));
    }
    std::vector<flatbuffers::Offset<fb::FunnelExclusion>> exclusions;
    for (const WireFunnelExclusion& exclusion : funnel.exclusions) {
      const auto any_of = Alternatives(exclusion.any_of);
      exclusions.push_back(fb::CreateFunnelExclusion(fbb_, any_of, exclusion.from_step, exclusion.to_step));
    }
    std::vector<flatbuffers::Offset<fb::FunnelSegment>> segments;
    for (const WireFunnelSegment& segment : funnel.segments) {
      const auto where = Conditions(segment.where);
      const auto label = fbb_.CreateString(segment.label);
      segments.push_back(fb::CreateFunnelSegment(fbb_, label, where));
    }
    const bool none = changes_.without_lists && funnel.steps.empty();
    const auto steps_offset = none ? 0 : fbb_.CreateVector(steps);
    const auto rules = Rules(funnel.rules);
    const auto exclusions_offset = exclusions.empty() ? 0 : fbb_.CreateVector(exclusions);
    const auto hold = funnel.hold ? fbb_.CreateString(*funnel.hold) : 0;
    const auto segments_offset = segments.empty() ? 0 : fbb_.CreateVector(segments);
    return fb::CreateFunnelQuery(fbb_, steps_offset, Window(funnel.window_ms), rules, static_cast<fb::FunnelOrder>(funnel.order),
                                 static_cast<fb::FunnelCount>(funnel.count), static_cast<fb::FunnelEntry>(funnel.entry),
                                 static_cast<fb::FunnelReentry>(funnel.reentry), exclusions_offset, hold,
                                 static_cast<fb::FunnelTouch>(funnel.touch), funnel.touch_step, OptionalMs(funnel.tie_ms), segments_offset,
                                 funnel.samples, funnel.reasons);
  }

  Body Kind(const WireFunnelQuery& funnel) { return {fb::QueryKind::FunnelQuery, Funnel(funnel).Union()}; }

  Body Kind(const WireCompareQuery& compare) {
    const auto funnel = Funnel(compare.funnel);
    std::vector<flatbuffers::Offset<fb::FunnelRules>> presets;
    for (const WireFunnelRules& rules : compare.presets) presets.push_back(Rules(rules));
    const auto presets_offset = presets.empty() ? 0 : fbb_.CreateVector(presets);
    return {fb::QueryKind::CompareQuery, fb::CreateCompareQuery(fbb_, funnel, presets_offset, compare.samples).Union()};
  }

  flatbuffers::Offset<fb::AggregateSpec> Spec(const WireAggregateSpec& spec) {
    const auto property = spec.property.empty() ? 0 : fbb_.CreateString(spec.property);
    return fb::CreateAggregateSpec(fbb_, static_cast<fb::Aggregate>(spec.aggregate), property, spec.quantile);
  }

  Body Kind(const WireFormulaQuery& formula) {
    std::vector<flatbuffers::Offset<fb::FormulaOperand>> operands;
    for (const WireFormulaOperand& operand : formula.operands) {
      const auto match = Match(operand.match);
      operands.push_back(fb::CreateFormulaOperand(fbb_, match, Spec(operand.aggregate)));
    }
    const auto operands_offset = changes_.without_lists ? 0 : fbb_.CreateVector(operands);
    const auto program = formula.program.empty() ? 0 : fbb_.CreateVector(formula.program);
    const auto numbers = formula.numbers.empty() ? 0 : fbb_.CreateVector(formula.numbers);
    return {fb::QueryKind::FormulaQuery, fb::CreateFormulaQuery(fbb_, operands_offset, program, numbers).Union()};
  }

  Body Kind(const WireMetricQuery& metric) {
    std::vector<flatbuffers::Offset<fb::AggregateSpec>> specs;
    for (const WireAggregateSpec& spec : metric.aggregates) specs.push_back(Spec(spec));
    const auto match = Match(metric.match);
    return {fb::QueryKind::MetricQuery,
            fb::CreateMetricQuery(fbb_, match, changes_.without_lists ? 0 : fbb_.CreateVector(specs), metric.sketches).Union()};
  }

  Body Kind(const WireTaskQuery& task) {
    const auto start = Match(task.start);
    const auto complete = Match(task.complete);
    const auto errors = task.errors.empty() ? 0 : Alternatives(task.errors);
    const auto error_field = task.error_field.empty() ? 0 : fbb_.CreateString(task.error_field);
    const auto steps = task.steps.empty() ? 0 : Alternatives(task.steps);
    flatbuffers::Offset<fb::TaskTarget> target = 0;
    if (task.target.has_value()) {
      const WireTaskTarget& asked = *task.target;
      target = fb::CreateTaskTarget(fbb_, static_cast<fb::TaskMetric>(asked.metric), asked.at_least, asked.at_most, asked.improve_by,
                                    OptionalMs(asked.baseline_start_ms), OptionalMs(asked.baseline_end_ms));
    }
    return {fb::QueryKind::TaskQuery, fb::CreateTaskQuery(fbb_, start, complete, Window(task.window_ms), errors, error_field,
                                                          task.max_error_fields, steps, task.experience, target)
                                          .Union()};
  }

  Body Kind(const WireExperimentQuery& experiment) {
    const auto key = fbb_.CreateString(experiment.experiment);
    const auto conversion = Match(experiment.conversion);
    const auto arms = Texts(experiment.arms);
    const auto weights = experiment.weights.empty() ? 0 : fbb_.CreateVector(experiment.weights);
    return {fb::QueryKind::ExperimentQuery,
            fb::CreateExperimentQuery(fbb_, key, conversion, Window(experiment.window_ms), arms, weights).Union()};
  }

  Body Kind(const WireRetentionQuery& retention) {
    const auto start = Match(retention.start);
    const auto comeback = Match(retention.comeback);
    const auto brackets = Whole(retention.brackets);
    return {fb::QueryKind::RetentionQuery,
            fb::CreateRetentionQuery(fbb_, start, comeback, static_cast<fb::BucketUnit>(retention.cohort_unit),
                                     static_cast<fb::BucketUnit>(retention.period_unit), OptionalMs(retention.rolling_ms),
                                     static_cast<fb::RetentionMode>(retention.mode), static_cast<fb::RetentionEntry>(retention.entry),
                                     retention.periods, brackets, retention.min_times, OptionalMs(retention.as_of_ms))
                .Union()};
  }

  Body Kind(const WirePathsQuery& paths) {
    const auto anchor = paths.anchor ? Match(*paths.anchor) : 0;
    const auto node = fbb_.CreateString(paths.node);
    return {fb::QueryKind::PathsQuery,
            fb::CreatePathsQuery(fbb_, anchor, node, static_cast<fb::PathDirection>(paths.direction), static_cast<fb::PathUnit>(paths.unit),
                                 static_cast<fb::PathOccurrence>(paths.occurrence), OptionalMs(paths.gap_ms), paths.depth,
                                 paths.collapse_repeats, paths.top_nodes, paths.top_flows)
                .Union()};
  }

  Body Kind(const WireLifecycleQuery& lifecycle) {
    const auto match = Match(lifecycle.match);
    return {fb::QueryKind::LifecycleQuery,
            fb::CreateLifecycleQuery(fbb_, match, static_cast<fb::BucketUnit>(lifecycle.period),
                                     static_cast<fb::LifecycleHistory>(lifecycle.history), OptionalMs(lifecycle.as_of_ms))
                .Union()};
  }

  Body Kind(const WireStickinessQuery& stickiness) {
    const auto match = Match(stickiness.match);
    const auto windows = Whole(stickiness.windows);
    return {fb::QueryKind::StickinessQuery,
            fb::CreateStickinessQuery(fbb_, match, static_cast<fb::BucketUnit>(stickiness.period), windows, OptionalMs(stickiness.as_of_ms))
                .Union()};
  }

  Body Kind(const WireSequenceQuery& sequence) {
    const auto conditions = Alternatives(sequence.conditions);
    const auto pattern = sequence.pattern ? fbb_.CreateString(*sequence.pattern) : 0;
    const double unit_ms = Window(sequence.unit_ms);
    return {fb::QueryKind::SequenceQuery, fb::CreateSequenceQuery(fbb_, conditions, pattern, unit_ms, sequence.samples).Union()};
  }

  Body Kind(const WireCohortQuery& cohort) {
    const auto nodes = Nodes(cohort.nodes);
    return {fb::QueryKind::CohortQuery, fb::CreateCohortQuery(fbb_, nodes, cohort.max_ids).Union()};
  }

  flatbuffers::Offset<flatbuffers::Vector<std::uint32_t>> Whole(const std::vector<std::uint32_t>& numbers) {
    return numbers.empty() ? 0 : fbb_.CreateVector(numbers);
  }

  Vector<fb::CohortNode> Nodes(const std::vector<WireCohortNode>& nodes) {
    std::vector<flatbuffers::Offset<fb::CohortNode>> offsets;
    for (const WireCohortNode& node : nodes) {
      const auto children = Whole(node.children);
      const auto match = Match(node.match);
      const auto properties = Conditions(node.properties);
      offsets.push_back(fb::CreateCohortNode(fbb_, static_cast<fb::CohortKind>(node.kind), children, match, OptionalMs(node.start_ms),
                                             OptionalMs(node.end_ms), static_cast<fb::CohortCount>(node.count), node.times, properties));
    }
    return offsets.empty() ? 0 : fbb_.CreateVector(offsets);
  }

  QueryChanges changes_;
  flatbuffers::FlatBufferBuilder fbb_;
};

inline ByteBuffer QueryBytes(const WireQuery& query, const QueryChanges& changes = {}) { return QueryWriter(changes).Write(query); }

}  // namespace assay

#endif  // TESTS_CORE_WIRE_QUERY_BYTES_H_
