#include "assay/behavior/user_groups.h"

namespace assay {

Status CheckGrouping(const UserGrouping& grouping) {
  if (grouping.max_groups == 0) return InvalidArgument("max_groups: must be above 0");
  for (const std::string_view property : grouping.by) {
    if (property.empty()) return InvalidArgument("by: a property name must not be empty");
  }
  return {};
}

UserGroups::UserGroups(const Table& table, const UserGrouping& grouping)
    : touches_(table, grouping.by), max_groups_(grouping.max_groups), seen_(grouping.by.empty() ? 0 : table.users().size()) {}

void UserGroups::Add(const Scan& scan, std::span<const RowInGroup> rows) {
  if (seen_.empty()) return;
  touches_.Add(scan, rows);
  const std::span<const UserIndex> users = scan.users();
  for (const RowInGroup row : rows) seen_[users[row]] = 1;
}

void UserGroups::Choose() {
  if (seen_.empty()) return;
  std::vector<std::uint64_t> users;
  for (UserIndex user = 0; user < seen_.size(); ++user) {
    if (seen_[user] == 0) continue;
    const std::uint32_t key = touches_.KeyOf(user);
    if (key >= users.size()) users.resize(key + 1);
    ++users[key];
  }
  users.resize(touches_.keys().size());
  top_.emplace(touches_.keys(), users, max_groups_);
}

}  // namespace assay
