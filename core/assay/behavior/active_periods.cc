#include "assay/behavior/active_periods.h"

#include <algorithm>

#include "assay/behavior/step_scan.h"

namespace assay {

Result<ActivePeriods> ActivePeriods::Collect(const Table& table, const EventMatch& match, std::span<const PropertyCondition> filter,
                                             Calendar& calendar, TimeRange range, UserGroups& groups) {
  const FunnelStep step = {{match}};
  Result<StepScan> events = StepScan::Compile(table, {&step, 1}, filter);
  if (!events.ok()) return events.status();
  ActivePeriods active(table);
  Scan scan(table, range);
  while (scan.Next()) {
    const std::span<const RowInGroup> rows = events->Match(scan).rows;
    if (rows.empty()) continue;
    groups.Add(scan, rows);
    const std::span<const UserIndex> users = scan.users();
    const std::span<const TimestampMs> times = scan.times();
    for (const RowInGroup row : rows) {
      const std::int64_t period = calendar.BucketIndex(times[row]);
      active.first_ = std::min(active.first_.value_or(period), period);
      active.timelines_.Add(users[row], {times[row], scan.first_row() + row, period});
    }
  }
  groups.Choose();
  active.events_scanned_ = scan.rows_in_range();
  return active;
}

}  // namespace assay
