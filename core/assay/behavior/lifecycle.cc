#include "assay/behavior/lifecycle.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "assay/behavior/active_periods.h"
#include "assay/behavior/observed_range.h"

namespace assay {
namespace {

// The rows of an answer by period index.
class LifecycleRows {
 public:
  LifecycleRows(std::int64_t first, std::int64_t count) : first_(first), rows_(static_cast<std::size_t>(count)) {}

  void AddUser(std::span<const std::int64_t> periods) {
    for (std::size_t i = 0; i < periods.size(); ++i) {
      if (LifecycleRow* const row = Find(periods[i])) {
        if (i == 0) {
          ++row->fresh;
        } else if (periods[i - 1] == periods[i] - 1) {
          ++row->returning;
        } else {
          ++row->resurrecting;
        }
      }
      const std::int64_t next = periods[i] + 1;
      if (i + 1 < periods.size() && periods[i + 1] == next) continue;
      if (LifecycleRow* const row = Find(next)) ++row->dormant;
    }
  }

  std::vector<LifecycleRow> Take(Calendar& calendar, TimestampMs observed_end) && {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const std::int64_t period = first_ + static_cast<std::int64_t>(i);
      rows_[i].period_start = calendar.StartOfIndex(period);
      rows_[i].complete = calendar.StartOfIndex(period + 1) <= observed_end;
    }
    return std::move(rows_);
  }

 private:
  LifecycleRow* Find(std::int64_t period) {
    const std::int64_t at = period - first_;
    return at >= 0 && at < static_cast<std::int64_t>(rows_.size()) ? &rows_[static_cast<std::size_t>(at)] : nullptr;
  }

  std::int64_t first_;
  std::vector<LifecycleRow> rows_;
};

}  // namespace

Result<LifecycleResult> ComputeLifecycle(const Table& table, const LifecycleQuery& query) {
  if (query.history > LifecycleHistory::kRange) return InvalidArgument("history: unknown");
  if (Status status = CheckGrouping(query); !status.ok()) return status;
  const Status status = CheckObservation(query.range, query.as_of);
  if (!status.ok()) return status;
  Result<Calendar> calendar = Calendar::Make(query.calendar);
  if (!calendar.ok()) return calendar.status();
  const TimeRange range = ObservedRange(table, query.range, query.as_of);
  LifecycleResult result;
  result.observed_end = range.end;

  const TimestampMs start = query.history == LifecycleHistory::kStore ? kMinTimestampMs : calendar->BucketStart(range.start);
  UserGroups groups(table, query);
  Result<ActivePeriods> active = ActivePeriods::Collect(table, query.match, query.filter, *calendar, {start, range.end}, groups);
  if (!active.ok()) return active.status();
  result.events_scanned = active->events_scanned();
  if (!active->first().has_value() || range.start == range.end) return result;

  const std::int64_t first = std::max(calendar->BucketIndex(range.start), *active->first());
  const std::int64_t count = calendar->BucketIndex(range.end - 1) - first + 1;
  if (count > kMaxPeriods) return ResourceExhausted("calendar: more than 100,000 periods");
  if (groups.size() > static_cast<std::size_t>(kMaxPeriodCells / count))
    return ResourceExhausted("by: more than 524,288 periods in groups");
  LifecycleRows all(first, count);
  std::vector<LifecycleRows> by_group(groups.size(), all);
  active->ForEachUser([&](UserIndex user, std::span<const std::int64_t> periods) {
    all.AddUser(periods);
    if (const std::optional<std::uint32_t> group = groups.Of(user)) by_group[*group].AddUser(periods);
  });
  result.rows = std::move(all).Take(*calendar, range.end);
  for (LifecycleRows& rows : by_group) result.group_rows.push_back(std::move(rows).Take(*calendar, range.end));
  result.groups_omitted = groups.omitted();
  result.groups = std::move(groups).TakeKeys();
  return result;
}

}  // namespace assay
