#include "assay/engine/bind.h"

#include <algorithm>
#include <utility>

#include "assay/engine/limits.h"
#include "assay/stats/confidence.h"

namespace assay {
namespace {

PropertyValue BindValue(const WireValue& value) {
  if (const std::string* text = std::get_if<std::string>(&value)) return PropertyValue::String(*text);
  if (const double* number = std::get_if<double>(&value)) return PropertyValue::Number(*number);
  const bool* boolean = std::get_if<bool>(&value);
  return PropertyValue::Bool(boolean != nullptr && *boolean);
}

}  // namespace

std::size_t CountParts(std::span<const WireCondition> conditions) {
  std::size_t parts = conditions.size();
  for (const WireCondition& condition : conditions) parts += condition.values.size();
  return parts;
}

Status CheckRowCount(std::size_t rows) {
  if (rows <= kMaxResultRows) return {};
  return ResourceExhausted("bucket: the answer has more than 524,288 rows; use wider buckets or fewer groups");
}

std::vector<PropertyCondition> BindConditions(std::span<const WireCondition> conditions) {
  std::vector<PropertyCondition> bound;
  bound.reserve(conditions.size());
  for (const WireCondition& condition : conditions) {
    PropertyCondition& one = bound.emplace_back();
    one.property = condition.name;
    one.op = static_cast<PropertyOperator>(condition.op);
    for (const WireValue& value : condition.values) one.values.push_back(BindValue(value));
  }
  return bound;
}

EventMatch BindMatch(const WireEventMatch& match) {
  EventMatch bound;
  if (match.event) bound.event = *match.event;
  bound.where = BindConditions(match.where);
  return bound;
}

std::vector<std::string_view> BindNames(std::span<const std::string> names) { return {names.begin(), names.end()}; }

TimeRange BindRange(const WireQuery& query) {
  TimeRange range;
  if (query.start_ms) range.start = *query.start_ms;
  if (query.end_ms) range.end = *query.end_ms;
  return range;
}

std::vector<ZoneTransition> BindZone(const WireQuery& query) {
  std::vector<ZoneTransition> zone;
  zone.reserve(query.zone.size());
  for (const WireZoneTransition& transition : query.zone) zone.push_back({transition.from_ms, transition.offset_ms});
  return zone;
}

std::size_t BindMaxGroups(const WireQuery& query) { return std::clamp<std::size_t>(query.max_groups, 1, kMaxGroups); }

std::vector<WireValue> ToWire(const GroupKey& key) {
  std::vector<WireValue> values;
  values.reserve(key.size());
  for (const std::optional<PropertyValue>& value : key) {
    if (!value) {
      values.emplace_back();
    } else if (value->type == PropertyType::kString) {
      values.emplace_back(std::string(value->text));
    } else if (value->type == PropertyType::kNumber) {
      values.emplace_back(value->number);
    } else {
      values.emplace_back(value->boolean);
    }
  }
  return values;
}

std::vector<WireValue> ToWire(std::span<const GroupKey> keys) {
  std::vector<WireValue> values;
  for (const GroupKey& key : keys) {
    for (WireValue& value : ToWire(key)) values.push_back(std::move(value));
  }
  return values;
}

WireTimeStats ToWire(const TimeStats& stats) {
  WireTimeStats wire;
  wire.count = stats.count;
  wire.mean_ms = stats.mean_ms;
  wire.median_ms = stats.median_ms;
  wire.p90_ms = stats.p90_ms;
  if (stats.count == 0) return wire;
  wire.histogram_edges_ms.assign(kTimeStatsEdgesMs.begin(), kTimeStatsEdgesMs.end());
  wire.histogram_counts.assign(stats.histogram.begin(), stats.histogram.end());
  return wire;
}

WireProportion ToWire(const Proportion& proportion) {
  WireProportion wire;
  wire.successes = proportion.successes();
  wire.trials = proportion.trials();
  wire.rate = proportion.Rate();
  if (const std::optional<Interval> interval = WilsonInterval(proportion, Confidence::Percent95())) {
    wire.low = interval->low;
    wire.high = interval->high;
  }
  return wire;
}

WireProportion ToWireProportion(std::uint64_t successes, std::uint64_t trials) {
  const Result<Proportion> proportion = Proportion::Of(successes, trials);
  return proportion.ok() ? ToWire(*proportion) : WireProportion{};
}

void AppendProportion(std::uint64_t successes, std::uint64_t trials, WireProportions& proportions) {
  const WireProportion proportion = ToWireProportion(successes, trials);
  proportions.successes.push_back(ToWireCount(successes));
  proportions.trials.push_back(ToWireCount(trials));
  proportions.low.push_back(proportion.low.value_or(0));
  proportions.high.push_back(proportion.high.value_or(0));
}

}  // namespace assay
