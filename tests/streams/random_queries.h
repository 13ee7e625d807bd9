// tests/streams/random_queries.h
//
// Random queries of every kind over the events of random_batches.h: every option, nearly all of them valid.

#ifndef TESTS_STREAMS_RANDOM_QUERIES_H_
#define TESTS_STREAMS_RANDOM_QUERIES_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "assay/wire/query.h"
#include "streams/dice.h"
#include "streams/random_batches.h"

namespace assay {

// UTC, or a zone with whole and broken hours and changes on and off whole hours, near RandomTimes().
inline std::vector<WireZoneTransition> RandomZone(Dice& dice, const StreamTimes& times) {
  constexpr TimestampMs kBerlin = 20'541 * kDayMs + kHourMs;  // 2026-03-29T01:00Z
  switch (dice.Below(5)) {
    case 0: return {};
    case 1: return {{0, kHourMs}, {kBerlin, 2 * kHourMs}};
    case 2: return {{kMinTimestampMs, 5 * kHourMs + 45 * kMinuteMs}};
    case 3: return {{0, -10 * kHourMs}, {kBerlin - 2 * kDayMs + 9 * kHourMs, 14 * kHourMs}};  // leaves a date out
    default: break;
  }
  std::vector<WireZoneTransition> zone;
  TimestampMs from = std::min(times.start, kMaxTimestampMs - 60 * kDayMs);
  for (std::size_t i = 0; i < 1 + dice.Below(4); ++i) {
    zone.push_back({from, dice.Below<DurationMs>(27) * kHourMs - 12 * kHourMs + dice.Below<DurationMs>(4) * 15 * kMinuteMs});
    from += 1 + dice.Below<DurationMs>(3) * kDayMs + dice.Below<DurationMs>(kHourMs);
  }
  return zone;
}

class RandomQueries {
 public:
  RandomQueries(Dice& dice, const StreamTimes& times) : dice_(dice), times_(times) {}

  static constexpr std::size_t kKinds = std::variant_size_v<WireQueryKind>;

  // `kind`: the place in WireQueryKind
  WireQuery Make(std::size_t kind) {
    WireQuery query;
    query.kind = Kind(kind);
    if (dice_.OneIn(4)) query.filter = Conditions();
    if (dice_.OneIn(3)) query.start_ms = Instant();
    if (dice_.OneIn(3)) query.end_ms = std::max(Instant(), query.start_ms.value_or(kMinTimestampMs));
    query.max_groups = dice_.OneIn(3) ? 1 + dice_.Below<std::uint32_t>(3) : 1000;
    query.zone = RandomZone(dice_, times_);
    const bool is_cohort = std::holds_alternative<WireCohortQuery>(query.kind);
    if (!is_cohort && dice_.OneIn(3)) query.cohort = Nodes();
    const bool is_metric = std::holds_alternative<WireMetricQuery>(query.kind) || std::holds_alternative<WireFormulaQuery>(query.kind);
    const bool has_trend = std::holds_alternative<WireFunnelQuery>(query.kind) || std::holds_alternative<WireTaskQuery>(query.kind);
    if (!is_cohort) query.by = Properties();  // those that have no groups ignore it
    if ((is_metric || has_trend) && dice_.OneIn(2)) Bucket(query);
    if (is_metric) query.other = dice_.OneIn(2);
    if (is_metric && dice_.OneIn(3) && query.start_ms && query.end_ms) query.compare_ms = dice_.OneIn(2) ? 0 : Duration();
    return query;
  }

 private:
  TimestampMs Instant() {
    const auto past = dice_.Below<TimestampMs>(times_.grains + 1) * times_.grain_ms + dice_.Below<TimestampMs>(2);
    return std::min(times_.start + past, kMaxTimestampMs);
  }

  DurationMs Duration() { return 1 + dice_.Below<DurationMs>(6) * times_.grain_ms + dice_.Below<DurationMs>(2); }

  // The range of dates has few quarters, and a funnel's trend few minutes: rows come from events alone.
  void Bucket(WireQuery& query) {
    if (dice_.OneIn(4)) {
      query.bucket_ms = Duration();
    } else {
      query.bucket_unit = Unit();
    }
  }

  WireBucketUnit Unit() { return static_cast<WireBucketUnit>(1 + dice_.Below(6)); }
  WireBucketUnit DayOrLonger() { return static_cast<WireBucketUnit>(3 + dice_.Below(4)); }

  std::vector<std::string> Properties() {
    std::vector<std::string> by;
    for (const char* name : {"plan", "$event", "x", "ok", "nothing"}) {
      if (dice_.OneIn(5)) by.emplace_back(name);
    }
    return by;
  }

  WireValue Value() {
    switch (dice_.Below(4)) {
      case 0: return dice_.OneIn(2);
      case 1: return dice_.Of(kStreamPlans);
      default: return dice_.Of(kStreamNumbers);
    }
  }

  std::vector<WireCondition> Conditions() {
    std::vector<WireCondition> conditions;
    for (std::size_t i = 0; i < 1 + dice_.Below(2); ++i) {
      WireCondition& one = conditions.emplace_back();
      one.name = dice_.Of(std::array<std::string, 5>{"plan", "plan", "x", "ok", "nothing"});
      one.op = static_cast<WireOperator>(dice_.Below(10));
      const bool is_list = one.op == WireOperator::kIn || one.op == WireOperator::kNotIn;
      const std::size_t values = one.op >= WireOperator::kExists ? 0 : is_list ? dice_.Below(4) : 1;
      const bool is_order = one.op >= WireOperator::kGt && one.op <= WireOperator::kLte;
      while (one.values.size() < values) {
        const WireValue value = Value();
        if (!is_order || !std::holds_alternative<bool>(value)) one.values.push_back(value);
      }
    }
    return conditions;
  }

  WireEventMatch Match() {
    WireEventMatch match;
    if (!dice_.OneIn(8)) match.event = dice_.OneIn(10) ? dice_.Of(kStreamNames) : kStreamNames[dice_.Below(3)];
    if (dice_.OneIn(5)) match.where = Conditions();
    return match;
  }

  std::vector<WireEventMatch> Matches(std::size_t count) {
    std::vector<WireEventMatch> matches;
    while (matches.size() < count) matches.push_back(Match());
    return matches;
  }

  WireAggregateSpec Aggregate() {
    WireAggregateSpec spec;
    spec.aggregate = static_cast<WireAggregate>(dice_.Below(13));
    const bool of_property = (spec.aggregate >= WireAggregate::kSum && spec.aggregate <= WireAggregate::kDistinct) ||
                             spec.aggregate > WireAggregate::kApproxUsers;
    if (of_property) spec.property = dice_.OneIn(3) ? "plan" : "x";
    const bool is_quantile = spec.aggregate == WireAggregate::kQuantile || spec.aggregate == WireAggregate::kApproxQuantile;
    if (is_quantile) spec.quantile = static_cast<double>(dice_.Below(5)) / 4;
    return spec;
  }

  std::optional<TimestampMs> AsOf() { return dice_.OneIn(3) ? std::optional(Instant()) : std::nullopt; }

  WireQueryKind Kind(std::size_t kind) {
    switch (kind) {
      case 0: return Funnel();
      case 1: return Metric();
      case 2: return Task();
      case 3: return WireExperimentQuery{"e", Match(), Duration(), {"A", "B"}, {}};
      case 4: return Formula();
      case 5: return Retention();
      case 6: return Paths();
      case 7: return WireLifecycleQuery{Match(), DayOrLonger(), static_cast<WireLifecycleHistory>(dice_.Below(2)), AsOf()};
      case 8: return Stickiness();
      case 9: return Sequence();
      case 10: return WireCohortQuery{Nodes(), dice_.Below<std::uint32_t>(8)};
      default: return Compare();
    }
  }

  WireTaskQuery Task() {
    WireTaskQuery task;
    task.start = Match();
    task.complete = Match();
    task.window_ms = Duration();
    if (dice_.OneIn(2)) task.errors = Matches(1 + dice_.Below(2));
    if (!task.errors.empty() && dice_.OneIn(2)) task.error_field = dice_.OneIn(3) ? "x" : "plan";
    task.max_error_fields = 1 + dice_.Below<std::uint32_t>(3);
    if (dice_.OneIn(3)) task.steps = Matches(1 + dice_.Below(3));
    task.experience = dice_.OneIn(3);
    if (!dice_.OneIn(3)) return task;
    WireTaskTarget& target = task.target.emplace();
    target.metric = static_cast<WireTaskMetric>(dice_.Below(task.errors.empty() ? 2 : 4));
    const std::size_t bound = dice_.Below(3);
    if (bound == 0) target.at_least = 0.5;
    if (bound == 1) target.at_most = static_cast<double>(times_.grain_ms);
    if (bound == 2) {
      target.improve_by = 0.25;
      if (dice_.OneIn(2)) {
        target.baseline_start_ms = Instant();
        target.baseline_end_ms = std::max(*target.baseline_start_ms, Instant());
      }
    }
    return task;
  }

  WireMetricQuery Metric() {
    WireMetricQuery metric{Match(), {}};
    for (std::size_t i = 0; i < 1 + dice_.Below(4); ++i) metric.aggregates.push_back(Aggregate());
    metric.sketches = dice_.OneIn(4);
    return metric;
  }

  WireFormulaQuery Formula() {
    WireFormulaQuery formula;
    for (std::size_t i = 0; i < 1 + dice_.Below(3); ++i) formula.operands.push_back({Match(), Aggregate()});
    formula.numbers = {2, -0.25, 0, 1e308};
    std::size_t depth = 0;
    while (depth != 1 || !dice_.OneIn(3)) {
      if (depth < 2 || (depth < 4 && dice_.OneIn(2))) {
        const bool is_number = dice_.OneIn(3);
        formula.program.push_back(is_number ? 0 : 1);
        formula.program.push_back(dice_.Below<std::uint8_t>(is_number ? formula.numbers.size() : formula.operands.size()));
        ++depth;
      } else if (dice_.OneIn(5)) {
        formula.program.push_back(6);
      } else {
        formula.program.push_back(2 + dice_.Below<std::uint8_t>(4));
        --depth;
      }
    }
    return formula;
  }

  WireRetentionQuery Retention() {
    WireRetentionQuery retention;
    retention.start = Match();
    retention.comeback = Match();
    retention.cohort_unit = DayOrLonger();
    retention.period_unit = DayOrLonger();
    if (dice_.OneIn(3)) retention.rolling_ms = Duration();
    retention.mode = static_cast<WireRetentionMode>(dice_.Below(3));
    retention.entry = static_cast<WireRetentionEntry>(dice_.Below(2));
    retention.periods = 1 + dice_.Below<std::uint32_t>(8);
    if (retention.mode == WireRetentionMode::kBracket) {
      std::uint32_t next = dice_.Below<std::uint32_t>(2);
      for (std::size_t i = 0; i < 1 + dice_.Below(3); ++i) {
        const std::uint32_t last = next + dice_.Below<std::uint32_t>(3);
        retention.brackets.insert(retention.brackets.end(), {next, last});
        next = last + 1;
      }
    }
    retention.min_times = 1 + dice_.Below<std::uint32_t>(2);
    retention.as_of_ms = AsOf();
    return retention;
  }

  WirePathsQuery Paths() {
    WirePathsQuery paths;
    if (!dice_.OneIn(4)) paths.anchor = Match();
    paths.node = dice_.Of(std::array<std::string, 3>{"$event", "plan", "x"});
    paths.direction = static_cast<WirePathDirection>(dice_.Below(2));
    paths.unit = static_cast<WirePathUnit>(dice_.Below(2));
    paths.occurrence = static_cast<WirePathOccurrence>(dice_.Below(2));
    if (dice_.OneIn(2)) paths.gap_ms = Duration();
    paths.depth = 1 + dice_.Below<std::uint32_t>(5);
    paths.collapse_repeats = dice_.OneIn(2);
    paths.top_nodes = 1 + dice_.Below<std::uint32_t>(4);
    paths.top_flows = dice_.Below<std::uint32_t>(5);
    return paths;
  }

  WireStickinessQuery Stickiness() {
    WireStickinessQuery stickiness{Match(), DayOrLonger(), {}, AsOf()};
    for (std::size_t i = 0; i < dice_.Below(3); ++i) stickiness.windows.push_back(1 + dice_.Below<std::uint32_t>(10));
    return stickiness;
  }

  WireSequenceQuery Sequence() {
    WireSequenceQuery sequence;
    sequence.conditions = Matches(1 + dice_.Below(3));
    sequence.unit_ms = times_.grain_ms;
    sequence.samples = dice_.Below<std::uint32_t>(4);
    if (dice_.OneIn(4)) return sequence;
    std::string pattern;
    bool may_time = false;
    for (std::size_t i = 0; i < 1 + dice_.Below(5); ++i) {
      const std::size_t part = dice_.Below(6);
      if (part == 0 && may_time) {
        pattern += "(?t" + dice_.Of(std::array<std::string, 5>{"<", "<=", ">", ">=", "=="}) + std::to_string(dice_.Below(4)) + ")";
        may_time = false;
        continue;
      }
      pattern += part == 1 ? "." : part == 2 ? ".*" : "(?" + std::to_string(1 + dice_.Below(sequence.conditions.size())) + ")";
      may_time = true;
    }
    sequence.pattern = std::move(pattern);
    return sequence;
  }

  std::vector<WireCohortNode> Nodes() {
    std::vector<WireCohortNode> nodes;
    const std::size_t leaves = 1 + dice_.Below(3);
    for (std::size_t i = 0; i < leaves; ++i) {
      WireCohortNode& node = nodes.emplace_back();
      node.kind = static_cast<WireCohortKind>(3 + dice_.Below(4));
      node.match = Match();
      if (dice_.OneIn(3)) node.start_ms = Instant();
      if (dice_.OneIn(3)) node.end_ms = std::max(Instant(), node.start_ms.value_or(kMinTimestampMs));
      node.count = static_cast<WireCohortCount>(dice_.Below(3));
      node.times = dice_.Below<std::uint32_t>(4);
      if (node.kind >= WireCohortKind::kLatest) node.properties = Conditions();
    }
    for (std::size_t i = leaves - 1; i > 0; --i) {
      WireCohortNode node;
      node.kind = static_cast<WireCohortKind>(dice_.Below(2));
      node.children = {static_cast<std::uint32_t>(nodes.size() - 1), static_cast<std::uint32_t>(i - 1)};
      nodes.push_back(std::move(node));
    }
    if (dice_.OneIn(3)) {
      WireCohortNode node;
      node.kind = WireCohortKind::kNot;
      node.children = {static_cast<std::uint32_t>(nodes.size() - 1)};
      nodes.push_back(std::move(node));
    }
    return nodes;
  }

  WireFunnelRules Rules(WireFunnelPreset preset) {
    WireFunnelRules rules{.preset = preset};
    if (preset != WireFunnelPreset::kClickHouse) return rules;
    rules.strict_deduplication = dice_.OneIn(3);
    rules.strict_order = dice_.OneIn(3);
    rules.strict_increase = dice_.OneIn(3);
    rules.strict_once = dice_.OneIn(3);
    rules.allow_reentry = rules.strict_order && dice_.OneIn(2);
    return rules;
  }

  WireFunnelQuery Funnel() {
    WireFunnelQuery funnel;
    funnel.rules = Rules(static_cast<WireFunnelPreset>(dice_.Below(6)));
    const WireFunnelPreset preset = funnel.rules.preset;
    const bool is_assay = preset == WireFunnelPreset::kAssay;
    const bool is_click_house = preset == WireFunnelPreset::kClickHouse;
    const bool is_post_hog = preset == WireFunnelPreset::kPostHog;
    const bool is_amplitude = preset == WireFunnelPreset::kAmplitude;
    funnel.window_ms = Duration();
    if (!is_click_house) funnel.order = static_cast<WireFunnelOrder>(dice_.Below(3));
    const bool in_any_order = funnel.order == WireFunnelOrder::kAny;
    Steps(funnel, !is_click_house && !is_amplitude, !is_click_house && !is_post_hog && !is_amplitude && !in_any_order);
    if (!is_click_house && funnel.steps.size() > 1 && dice_.OneIn(3)) {
      WireFunnelExclusion exclusion{Matches(1 + dice_.Below(2))};
      if (!in_any_order) exclusion.from_step = 1 + dice_.Below<std::uint32_t>(funnel.steps.size() - 1);
      funnel.exclusions.push_back(std::move(exclusion));
    }
    if (is_assay && !in_any_order && dice_.OneIn(4)) funnel.entry = WireFunnelEntry::kOpen;
    if (!is_click_house && !is_post_hog) {
      funnel.count = static_cast<WireFunnelCount>(dice_.Below(funnel.entry == WireFunnelEntry::kOpen ? 2 : 3));
    }
    if (is_assay && funnel.entry == WireFunnelEntry::kClosed && dice_.OneIn(6)) funnel.reentry = WireFunnelReentry::kFirst;
    if (dice_.OneIn(6)) funnel.hold = dice_.OneIn(2) ? "plan" : "x";
    funnel.touch = static_cast<WireFunnelTouch>(dice_.Below(is_post_hog ? 4 : 3));
    funnel.touch_step = 1 + dice_.Below<std::uint32_t>(funnel.steps.size());
    if (is_amplitude && dice_.OneIn(2)) funnel.tie_ms = Duration();
    for (std::size_t i = 0; dice_.OneIn(4) && i < 2; ++i) funnel.segments.push_back({"segment", Conditions()});
    funnel.samples = dice_.Below<std::uint32_t>(4);
    funnel.reasons = dice_.OneIn(2);
    return funnel;
  }

  void Steps(WireFunnelQuery& funnel, bool may_skip, bool may_limit) {
    const std::size_t count = 1 + dice_.Below(4);
    const bool limits = may_limit && dice_.OneIn(3);
    const bool skips = may_skip && dice_.OneIn(3);
    for (std::size_t i = 0; i < count; ++i) {
      WireFunnelStep step{std::to_string(i), Matches(1 + dice_.Below(2))};
      step.is_optional = skips && i > 0 && i + 1 < count && dice_.OneIn(2);
      if (limits && dice_.OneIn(2)) step.within_ms = Duration();
      funnel.steps.push_back(std::move(step));
    }
  }

  WireCompareQuery Compare() {
    WireCompareQuery compare;
    compare.funnel.window_ms = Duration();
    Steps(compare.funnel, false, false);
    compare.funnel.order = static_cast<WireFunnelOrder>(dice_.Below(2));
    if (compare.funnel.steps.size() > 1 && dice_.OneIn(3)) compare.funnel.exclusions.push_back({Matches(1)});
    const bool is_plain = compare.funnel.order == WireFunnelOrder::kOrdered && compare.funnel.exclusions.empty();
    for (std::size_t i = 0; i < 1 + dice_.Below(4); ++i) {
      auto preset = static_cast<WireFunnelPreset>(dice_.Below(6));
      if (preset == WireFunnelPreset::kClickHouse && !is_plain) preset = WireFunnelPreset::kAssay;
      compare.presets.push_back(Rules(preset));
    }
    compare.samples = dice_.Below<std::uint32_t>(4);
    return compare;
  }

  Dice& dice_;
  StreamTimes times_;
};

}  // namespace assay

#endif  // TESTS_STREAMS_RANDOM_QUERIES_H_
