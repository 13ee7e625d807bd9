#include "assay/aggregate/filter.h"

namespace assay {

Result<Filter> Filter::Compile(const Table& table, std::span<const PropertyCondition> conditions) {
  Filter filter;
  filter.predicates_.reserve(conditions.size());
  for (const PropertyCondition& condition : conditions) {
    if (condition.users != nullptr) {
      filter.user_sets_.push_back(condition.users);
      continue;
    }
    Result<Predicate> predicate = Predicate::Compile(table, condition);
    if (!predicate.ok()) return predicate.status();
    filter.predicates_.push_back(*std::move(predicate));
  }
  return filter;
}

void Filter::Retain(const Scan& scan, RowSelection& selection) {
  for (const UserSet* set : user_sets_) {
    const std::span<const UserIndex> users = scan.users();
    selection.Retain([&](std::size_t, RowInGroup row) { return set->Contains(users[row]); });
  }
  for (Predicate& predicate : predicates_) predicate.Retain(scan, selection);
}

Result<EventMatcher> EventMatcher::Compile(const Table& table, const EventMatch& match) {
  Result<Filter> where = Filter::Compile(table, match.where);
  if (!where.ok()) return where.status();
  EventMatcher matcher;
  matcher.where_ = *std::move(where);
  if (match.event.has_value()) {
    matcher.name_ = table.names().Find(*match.event);
    matcher.never_ = !matcher.name_.has_value();
  }
  return matcher;
}

void EventMatcher::Retain(const Scan& scan, RowSelection& selection) {
  if (never_) {
    selection.Truncate(0);
    return;
  }
  const std::optional<NameIndex> only_name = scan.only_name();
  if (name_.has_value() && only_name.has_value()) {
    if (*only_name != *name_) selection.Truncate(0);
  } else if (name_.has_value()) {
    const std::span<const NameIndex> names = scan.names();
    selection.Retain([&, name = *name_](std::size_t, RowInGroup row) { return names[row] == name; });
  }
  where_.Retain(scan, selection);
}

}  // namespace assay
