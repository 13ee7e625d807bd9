// assay/behavior/lifecycle.h
//
// Lifecycle: per calendar period, how many users are new, went on, came back after a pause, or fell silent. Exact; the answer depends only
// on the events, not on their order of arrival. Memory: 56 bytes per matching event and 48 per period. O(events), and a sort of each user's
// events. By groups, 48 bytes per group and period, too. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_LIFECYCLE_H_
#define ASSAY_BEHAVIOR_LIFECYCLE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "assay/aggregate/calendar.h"
#include "assay/aggregate/filter.h"
#include "assay/aggregate/property_value.h"
#include "assay/base/status.h"
#include "assay/behavior/user_groups.h"
#include "assay/columnar/scan.h"

namespace assay {

// Which events a user's past is made of. The numbers cross the WASM boundary: append only, never renumber.
enum class LifecycleHistory : std::uint8_t {
  kStore = 0,  // all matching events of the store: who was there before the range is not new
  kRange = 1,  // those inside the range alone
};

// Definition. A user is active in a period when an event in it matches. The periods are whole: the range is taken from the start of the
// period that holds range.start on. Its rows are all periods, also empty ones, from the one of range.start, or the first that any user
// was ever (by `history`) active in if that is later, to the one that holds the last instant of the observed range.
struct LifecycleQuery : UserGrouping {
  EventMatch match;
  std::vector<PropertyCondition> filter;  // on every event
  CalendarSpec calendar;
  TimeRange range;
  std::optional<TimestampMs> as_of;  // events from here on are not known; without it, up to and with the latest event of the table
  LifecycleHistory history = LifecycleHistory::kStore;
};

// "The period before" is the one right before, on the calendar. A user is in at most one of the four.
struct LifecycleRow {
  TimestampMs period_start = 0;
  bool complete = false;           // the period ends at or before the end of the observed range; `dormant` may still shrink otherwise
  std::uint64_t fresh = 0;         // new: active, and never before
  std::uint64_t returning = 0;     // active, and in the period before
  std::uint64_t resurrecting = 0;  // active, not in the period before, but earlier
  std::uint64_t dormant = 0;       // not active, but in the period before
};

struct LifecycleResult {
  std::vector<LifecycleRow> rows;                     // ascending, without gaps; none when no event matches
  TimestampMs observed_end = 0;                       // end of the observed range
  std::uint64_t events_scanned = 0;                   // events inside the range, or with kStore before its end
  std::vector<GroupKey> groups;                       // ascending by GroupKeyLess
  std::vector<std::vector<LifecycleRow>> group_rows;  // of each, for the same periods as `rows`
  std::uint64_t groups_omitted = 0;
};

// The answer to `query`.
//
// Errors: kInvalidArgument naming the rule that the query breaks; kResourceExhausted for more than kMaxPeriods rows, or
// kMaxPeriodCells of all groups (active_periods.h).
Result<LifecycleResult> ComputeLifecycle(const Table& table, const LifecycleQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_LIFECYCLE_H_
