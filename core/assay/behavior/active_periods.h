// assay/behavior/active_periods.h
//
// In which calendar periods each user did something: what lifecycle and stickiness count. Memory: 56 bytes per matching event. O(events),
// and a sort of each user's events. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_ACTIVE_PERIODS_H_
#define ASSAY_BEHAVIOR_ACTIVE_PERIODS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/aggregate/calendar.h"
#include "assay/aggregate/filter.h"
#include "assay/base/status.h"
#include "assay/behavior/user_groups.h"
#include "assay/behavior/user_timelines.h"
#include "assay/columnar/scan.h"

namespace assay {

// Periods that an answer may list, and those of all its groups together, each once more per window.
inline constexpr std::int64_t kMaxPeriods = 100'000;
inline constexpr std::int64_t kMaxPeriodCells = std::int64_t{1} << 19;

class ActivePeriods {
 public:
  // The periods of `calendar`, by index, in which a user has an event inside `range` that matches and passes `filter`;
  // `groups` takes in these events.
  //
  // Errors: kInvalidArgument as Predicate::Compile() says.
  static Result<ActivePeriods> Collect(const Table& table, const EventMatch& match, std::span<const PropertyCondition> filter,
                                       Calendar& calendar, TimeRange range, UserGroups& groups);

  // The earliest period of any user; nothing when no event matches.
  [[nodiscard]] std::optional<std::int64_t> first() const { return first_; }

  // Events inside the range.
  [[nodiscard]] std::uint64_t events_scanned() const { return events_scanned_; }

  // Calls visit(user, indices of the user's active periods, strictly ascending) for every user who has one, by ascending user. Once.
  template <typename Visitor>
  void ForEachUser(Visitor visit) {
    std::vector<std::int64_t> periods;
    timelines_.ForEachUser([&](UserIndex user, auto events) {
      periods.clear();
      for (const auto& event : events) {
        if (periods.empty() || periods.back() != event.payload) periods.push_back(event.payload);
      }
      visit(user, std::span<const std::int64_t>(periods));
    });
  }

 private:
  explicit ActivePeriods(const Table& table) : timelines_(table) {}

  UserTimelines<std::int64_t> timelines_;
  std::optional<std::int64_t> first_;
  std::uint64_t events_scanned_ = 0;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_ACTIVE_PERIODS_H_
