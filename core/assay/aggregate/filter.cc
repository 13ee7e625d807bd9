#include "assay/aggregate/filter.h"

namespace assay {

Result<Filter> Filter::Compile(const Table& table, std::span<const PropertyCondition> conditions) {
  Filter filter;
  filter.predicates_.reserve(conditions.size());
  for (const PropertyCondition& condition : conditions) {
    Result<Predicate> predicate = Predicate::Compile(table, condition);
    if (!predicate.ok()) return predicate.status();
    filter.predicates_.push_back(*std::move(predicate));
  }
  return filter;
}

void Filter::Retain(const Scan& scan, RowSelection& selection) {
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
  if (name_.has_value()) {
    const std::span<const NameIndex> names = scan.names();
    selection.Retain([&, name = *name_](std::size_t, RowInGroup row) { return names[row] == name; });
  }
  where_.Retain(scan, selection);
}

}  // namespace assay
