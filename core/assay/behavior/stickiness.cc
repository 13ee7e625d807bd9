#include "assay/behavior/stickiness.h"

#include <algorithm>
#include <span>
#include <utility>

#include "assay/behavior/active_periods.h"
#include "assay/behavior/observed_range.h"

namespace assay {
namespace {

Status Check(const StickinessQuery& query) {
  if (query.windows.size() > kMaxStickinessWindows) return InvalidArgument("windows: must be at most 8");
  for (const std::uint32_t window : query.windows) {
    if (window == 0 || window > kMaxStickinessWindow) return InvalidArgument("windows: must be of 1 to 1000 periods");
  }
  if (Status status = CheckGrouping(query); !status.ok()) return status;
  return CheckObservation(query.range, query.as_of);
}

// Sums over periods first..first + count - 1. While users are added, the windows' users are differences from one period to the next.
class StickinessRun {
 public:
  StickinessRun(std::span<const std::uint32_t> windows, std::int64_t first, std::int64_t count)
      : windows_(windows), first_(first), count_(count), users_(static_cast<std::size_t>(count)), in_exactly_(1) {
    steps_.assign(windows.size() * static_cast<std::size_t>(count + 1), 0);
    reach_.assign(windows.size() * static_cast<std::size_t>(count + 1), 0);
  }

  void AddUser(std::span<const std::int64_t> periods) {
    std::size_t active = 0;
    for (const std::int64_t period : periods) {
      if (period < first_) continue;
      ++active;
      ++users_[static_cast<std::size_t>(period - first_)];
    }
    if (active >= in_exactly_.size()) in_exactly_.resize(active + 1);
    ++in_exactly_[active];
    for (std::size_t window = 0; window < windows_.size(); ++window) AddToWindow(window, periods);
  }

  void Fill(Calendar& calendar, TimestampMs observed_end, std::int64_t first_known, StickinessCounts& result) const {
    result.users_in_exactly.assign(in_exactly_.begin() + 1, in_exactly_.end());
    result.users_in_at_least = result.users_in_exactly;
    for (std::size_t k = result.users_in_at_least.size(); k > 1; --k) result.users_in_at_least[k - 2] += result.users_in_at_least[k - 1];
    result.users = result.users_in_at_least.empty() ? 0 : result.users_in_at_least.front();
    std::vector<std::int64_t> users(windows_.size(), 0);
    std::vector<std::int64_t> active(windows_.size(), 0);
    for (std::int64_t i = 0; i < count_; ++i) {
      const std::int64_t period = first_ + i;
      result.periods.push_back(
          {calendar.StartOfIndex(period), calendar.StartOfIndex(period + 1) <= observed_end, users_[static_cast<std::size_t>(i)]});
      for (std::size_t window = 0; window < windows_.size(); ++window) {
        users[window] += reach_[At(window, i)];
        active[window] += steps_[At(window, i)];
        result.windows.push_back({period - windows_[window] + 1 >= first_known, static_cast<std::uint64_t>(users[window]),
                                  static_cast<std::uint64_t>(active[window])});
      }
    }
  }

 private:
  [[nodiscard]] std::size_t At(std::size_t window, std::int64_t offset) const {
    return static_cast<std::size_t>(std::clamp<std::int64_t>(offset, 0, count_)) * windows_.size() + window;
  }

  // A period is in the windows that end with it and the w - 1 after it; a user is in the union of those.
  void AddToWindow(std::size_t window, std::span<const std::int64_t> periods) {
    const std::int64_t width = windows_[window];
    for (std::size_t i = 0; i < periods.size(); ++i) {
      const std::int64_t from = periods[i] - first_;
      ++steps_[At(window, from)];
      --steps_[At(window, from + width)];
      const std::int64_t until = i + 1 < periods.size() ? std::min(periods[i + 1] - first_, from + width) : from + width;
      ++reach_[At(window, from)];
      --reach_[At(window, until)];
    }
  }

  std::span<const std::uint32_t> windows_;
  std::int64_t first_;
  std::int64_t count_;
  std::vector<std::uint64_t> users_;       // by period
  std::vector<std::uint64_t> in_exactly_;  // by number of active periods
  std::vector<std::int64_t> steps_;        // by period and window: change of active_periods
  std::vector<std::int64_t> reach_;        // change of users
};

}  // namespace

Result<StickinessResult> ComputeStickiness(const Table& table, const StickinessQuery& query) {
  const Status status = Check(query);
  if (!status.ok()) return status;
  Result<Calendar> calendar = Calendar::Make(query.calendar);
  if (!calendar.ok()) return calendar.status();
  const TimeRange range = ObservedRange(table, query.range, query.as_of);
  StickinessResult result;
  result.observed_end = range.end;

  std::uint32_t widest = 1;
  for (const std::uint32_t window : query.windows) widest = std::max(widest, window);
  const std::int64_t first_of_range = calendar->BucketIndex(range.start);
  const TimestampMs start = std::max(kMinTimestampMs, calendar->StartOfIndex(first_of_range - widest + 1));
  UserGroups groups(table, query);
  Result<ActivePeriods> active = ActivePeriods::Collect(table, query.match, query.filter, *calendar, {start, range.end}, groups);
  if (!active.ok()) return active.status();
  result.events_scanned = active->events_scanned();
  if (!active->first().has_value() || range.start == range.end) return result;

  const std::int64_t first = std::max(first_of_range, *active->first());
  const std::int64_t count = calendar->BucketIndex(range.end - 1) - first + 1;
  if (count > kMaxPeriods) return ResourceExhausted("calendar: more than 100,000 periods");
  TimestampMs earliest = range.end;
  for (std::size_t i = 0; i < table.row_groups(); ++i) {
    if (table.row_group(i).rows() > 0) earliest = std::min(earliest, table.row_group(i).min_time());
  }
  const auto cells = static_cast<std::size_t>(kMaxPeriodCells / count) / (query.windows.size() + 1);
  if (groups.size() > cells) return ResourceExhausted("by: more than 524,288 periods and windows in groups");
  StickinessRun all(query.windows, first, count);
  std::vector<StickinessRun> by_group(groups.size(), all);
  active->ForEachUser([&](UserIndex user, std::span<const std::int64_t> periods) {
    all.AddUser(periods);
    if (const std::optional<std::uint32_t> group = groups.Of(user)) by_group[*group].AddUser(periods);
  });
  const std::int64_t first_known = calendar->BucketIndex(earliest);
  all.Fill(*calendar, range.end, first_known, result);
  for (const StickinessRun& run : by_group) run.Fill(*calendar, range.end, first_known, result.group_counts.emplace_back());
  result.groups_omitted = groups.omitted();
  result.groups = std::move(groups).TakeKeys();
  return result;
}

}  // namespace assay
