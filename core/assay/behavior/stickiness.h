// assay/behavior/stickiness.h
//
// Stickiness: in how many of the range's periods users are active, and active users of one period against those of the last n ("DAU/MAU").
// Exact; the answer depends only on the events, not on their order of arrival. Memory: 56 bytes per matching event, and per period 32 bytes
// and 40 more per window, of all users and of each group. O(events x windows), and a sort of each user's events. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_STICKINESS_H_
#define ASSAY_BEHAVIOR_STICKINESS_H_

#include <cstddef>
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

inline constexpr std::size_t kMaxStickinessWindows = 8;
inline constexpr std::uint32_t kMaxStickinessWindow = 1'000;  // periods

// Definition. A user is active in a period when an event in it matches. The periods are whole, and all, also empty ones, from the one of
// range.start, or the first that any user is active in (in the range or the windows before it) if that is later, to the one that holds the
// last instant of the observed range. A window of w periods ends with a period and may reach back before the range.
struct StickinessQuery : UserGrouping {
  EventMatch match;
  std::vector<PropertyCondition> filter;  // on every event
  CalendarSpec calendar;
  TimeRange range;
  std::optional<TimestampMs> as_of;    // events from here on are not known; without it, up to and with the latest event of the table
  std::vector<std::uint32_t> windows;  // at most kMaxStickinessWindows of 1..kMaxStickinessWindow periods: 7 and 30 days for WAU and MAU
};

struct StickinessPeriod {
  TimestampMs start = 0;
  bool complete = false;    // it ends at or before the end of the observed range
  std::uint64_t users = 0;  // active in it: "DAU" when periods are days
};

// Ratios that others report: DAU/MAU of a day = its StickinessPeriod::users / users; mean daily over monthly active users =
// active_periods / (w x users), the mean over the window's days of DAU/MAU's numerator. Both are in [0, 1], and have no value without
// users.
struct StickinessWindow {
  bool whole = false;                // the window does not reach back before the period of the table's earliest event: else it is short
  std::uint64_t users = 0;           // active in some period of the window: "MAU" with 30 days
  std::uint64_t active_periods = 0;  // pairs of a user and a period of the window that the user is active in
};

// Of all users, or of a group's.
struct StickinessCounts {
  std::uint64_t users = 0;                       // active in some period of the range
  std::vector<std::uint64_t> users_in_exactly;   // [k - 1]: users active in exactly k of the periods; up to the greatest k that occurs
  std::vector<std::uint64_t> users_in_at_least;  // [k - 1]: in k or more
  std::vector<StickinessPeriod> periods;         // ascending, without gaps; none when no event matches
  std::vector<StickinessWindow> windows;         // period after period, one per window of the query, in its order
};

struct StickinessResult : StickinessCounts {
  std::vector<GroupKey> groups;                // ascending by GroupKeyLess
  std::vector<StickinessCounts> group_counts;  // of each, for the same periods
  TimestampMs observed_end = 0;                // end of the observed range
  std::uint64_t events_scanned = 0;            // events inside the range and the windows that reach back
  std::uint64_t groups_omitted = 0;
};

// The answer to `query`.
//
// Errors: kInvalidArgument naming the rule that the query breaks; kResourceExhausted for more than kMaxPeriods periods, or
// kMaxPeriodCells periods and windows of all groups (active_periods.h).
Result<StickinessResult> ComputeStickiness(const Table& table, const StickinessQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_STICKINESS_H_
