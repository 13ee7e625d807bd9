#include <span>
#include <utility>

#include "assay/behavior/retention_table.h"
#include "assay/engine/answer_kinds.h"
#include "assay/engine/bind.h"
#include "assay/engine/limits.h"

namespace assay {
namespace {

WireRetentionCells ToWire(const std::vector<RetentionCell>& cells) {
  WireRetentionCells wire;
  wire.returned.reserve(cells.size());
  for (const RetentionCell& cell : cells) {
    wire.returned.push_back(ToWireCount(cell.returned));
    AppendProportion(cell.complete_returned, cell.complete_users, wire.complete);
  }
  return wire;
}

RetentionTableQuery Bind(const QuerySource& source, const WireRetentionQuery& asked) {
  RetentionTableQuery query;
  query.start = BindMatch(asked.start);
  query.comeback = BindMatch(asked.comeback);
  query.as_of = asked.as_of_ms;
  query.cohort_unit = BindUnit(asked.cohort_unit);
  query.period_unit = BindUnit(asked.period_unit);
  query.zone = BindZone(source.query);
  query.rolling_ms = asked.rolling_ms;
  query.mode = static_cast<RetentionMode>(asked.mode);
  query.entry = static_cast<RetentionEntry>(asked.entry);
  query.periods = asked.periods;
  for (std::size_t i = 0; i + 1 < asked.brackets.size(); i += 2) query.brackets.push_back({asked.brackets[i], asked.brackets[i + 1]});
  query.min_times = asked.min_times;
  BindScope(source, query);
  BindGrouping(source, query);
  return query;
}

}  // namespace

std::size_t CountParts(const WireRetentionQuery& retention) {
  return CountParts(retention.start.where) + CountParts(retention.comeback.where);
}

Result<WireResult> AnswerRetention(const Table& table, const QuerySource& source, const WireRetentionQuery& asked) {
  const Result<RetentionTableResult> retention = ComputeRetentionTable(table, Bind(source, asked));
  if (!retention.ok()) return retention.status();
  if (retention->cells.size() + retention->group_cells.size() > kMaxRetentionAnswerCells) {
    return ResourceExhausted("retention: the answer has more than 524,288 cells; use fewer periods, wider cohorts or fewer groups");
  }
  WireRetentionResult wire;
  wire.columns = retention->columns;
  wire.keys = ToWire(std::span<const GroupKey>(retention->groups));
  for (const std::uint64_t users : retention->group_users) wire.group_users.push_back(ToWireCount(users));
  wire.group_cells = ToWire(retention->group_cells);
  for (const RetentionTableRow& row : retention->rows) {
    wire.row_groups.push_back(row.group);
    wire.cohort_starts_ms.push_back(static_cast<double>(row.cohort_start));
    wire.row_users.push_back(ToWireCount(row.users));
  }
  wire.row_cells = ToWire(retention->cells);
  wire.total_users = retention->total_users;
  wire.total_cells = ToWire(retention->total_cells);
  wire.observed_end_ms = retention->observed_end;
  return WireResult{std::move(wire), retention->events_scanned, retention->groups_omitted};
}

}  // namespace assay
