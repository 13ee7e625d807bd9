#include <cstddef>
#include <span>
#include <utility>

#include "assay/behavior/stickiness.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"

namespace assay {
namespace {

WireStickinessResult ToWire(const StickinessCounts& counts, std::size_t windows, TimestampMs observed_end) {
  WireStickinessResult wire;
  wire.users = counts.users;
  for (const std::uint64_t users : counts.users_in_exactly) AppendProportion(users, counts.users, wire.exactly);
  for (const std::uint64_t users : counts.users_in_at_least) AppendProportion(users, counts.users, wire.at_least);
  for (std::size_t i = 0; i < counts.periods.size(); ++i) {
    const StickinessPeriod& period = counts.periods[i];
    wire.starts_ms.push_back(static_cast<double>(period.start));
    wire.complete.push_back(period.complete ? 1 : 0);
    wire.period_users.push_back(ToWireCount(period.users));
    for (std::size_t w = 0; w < windows; ++w) {
      const StickinessWindow& window = counts.windows[i * windows + w];
      wire.whole.push_back(window.whole ? 1 : 0);
      AppendProportion(period.users, window.users, wire.active);
      wire.active_periods.push_back(ToWireCount(window.active_periods));
    }
  }
  wire.observed_end_ms = observed_end;
  return wire;
}

}  // namespace

std::size_t CountParts(const WireStickinessQuery& stickiness) { return stickiness.windows.size() + CountParts(stickiness.match.where); }

Result<WireResult> AnswerStickiness(const Table& table, const QuerySource& source, const WireStickinessQuery& asked) {
  StickinessQuery query;
  query.match = BindMatch(asked.match);
  query.calendar = {BindUnit(asked.period), 0, BindZone(source.query)};
  query.as_of = asked.as_of_ms;
  query.windows = asked.windows;
  BindScope(source, query);
  BindGrouping(source, query);
  const Result<StickinessResult> stickiness = ComputeStickiness(table, query);
  if (!stickiness.ok()) return stickiness.status();
  WireStickinessResult wire = ToWire(*stickiness, query.windows.size(), stickiness->observed_end);
  wire.keys = ToWire(std::span<const GroupKey>(stickiness->groups));
  for (const StickinessCounts& counts : stickiness->group_counts) {
    wire.groups.push_back(ToWire(counts, query.windows.size(), stickiness->observed_end));
  }
  return WireResult{std::move(wire), stickiness->events_scanned, stickiness->groups_omitted};
}

}  // namespace assay
