#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "assay/behavior/lifecycle.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"

namespace assay {
namespace {

WireLifecycleResult ToWire(const std::vector<LifecycleRow>& rows, TimestampMs observed_end) {
  WireLifecycleResult wire;
  for (const LifecycleRow& row : rows) {
    wire.starts_ms.push_back(static_cast<double>(row.period_start));
    wire.complete.push_back(row.complete ? 1 : 0);
    wire.fresh.push_back(ToWireCount(row.fresh));
    wire.returning.push_back(ToWireCount(row.returning));
    wire.resurrecting.push_back(ToWireCount(row.resurrecting));
    wire.dormant.push_back(ToWireCount(row.dormant));
  }
  wire.observed_end_ms = observed_end;
  return wire;
}

}  // namespace

std::size_t CountParts(const WireLifecycleQuery& lifecycle) { return CountParts(lifecycle.match.where); }

Result<WireResult> AnswerLifecycle(const Table& table, const QuerySource& source, const WireLifecycleQuery& asked) {
  LifecycleQuery query;
  query.match = BindMatch(asked.match);
  query.calendar = {BindUnit(asked.period), 0, BindZone(source.query)};
  query.as_of = asked.as_of_ms;
  query.history = static_cast<LifecycleHistory>(asked.history);
  BindScope(source, query);
  BindGrouping(source, query);
  const Result<LifecycleResult> lifecycle = ComputeLifecycle(table, query);
  if (!lifecycle.ok()) return lifecycle.status();
  WireLifecycleResult wire = ToWire(lifecycle->rows, lifecycle->observed_end);
  wire.keys = ToWire(std::span<const GroupKey>(lifecycle->groups));
  for (const std::vector<LifecycleRow>& rows : lifecycle->group_rows) wire.groups.push_back(ToWire(rows, lifecycle->observed_end));
  return WireResult{std::move(wire), lifecycle->events_scanned, lifecycle->groups_omitted};
}

}  // namespace assay
