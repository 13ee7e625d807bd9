// assay/behavior/user_groups.h
//
// Which group each user is in when an analysis of users is broken down: by first touch, per property the value on the user's earliest event
// that carries it, among those that the analysis looks at. Memory: 5 to 21 bytes per user and property. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_USER_GROUPS_H_
#define ASSAY_BEHAVIOR_USER_GROUPS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/aggregate/top_groups.h"
#include "assay/base/status.h"
#include "assay/behavior/first_touch.h"
#include "assay/columnar/scan.h"

namespace assay {

// What a query has that breaks its users down.
struct UserGrouping {
  std::vector<std::string_view> by;  // property names; "$event" is the event's name; none: no groups
  std::size_t max_groups = 1000;     // at least 1: those with the most users, ties by the lesser key
};

// Errors: kInvalidArgument naming the rule that the grouping breaks.
Status CheckGrouping(const UserGrouping& grouping);

class UserGroups {
 public:
  UserGroups(const Table& table, const UserGrouping& grouping);

  // Takes in the events at `rows` of the scan's group, in any order.
  void Add(const Scan& scan, std::span<const RowInGroup> rows);

  // Ends the input and chooses the groups. Before any of the following.
  void Choose();

  // Groups that are kept.
  [[nodiscard]] std::size_t size() const { return top_.has_value() ? top_->size() : 0; }

  // The place of the user's group in ascending key order; nothing when it is left out, or there are no groups.
  [[nodiscard]] std::optional<std::uint32_t> Of(UserIndex user) {
    return top_.has_value() ? top_->Rank(touches_.KeyOf(user)) : std::nullopt;
  }

  // Groups left out.
  [[nodiscard]] std::uint64_t omitted() const { return top_.has_value() ? top_->omitted() : 0; }

  // The keys of the kept ones, ascending by GroupKeyLess. Last.
  [[nodiscard]] std::vector<GroupKey> TakeKeys() && { return top_.has_value() ? std::move(*top_).TakeKeys() : std::vector<GroupKey>(); }

 private:
  FirstTouch touches_;
  std::size_t max_groups_;
  std::vector<std::uint8_t> seen_;  // by user; empty without groups
  std::optional<TopGroups> top_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_USER_GROUPS_H_
