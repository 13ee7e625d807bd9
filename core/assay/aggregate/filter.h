// assay/aggregate/filter.h
//
// Conditions joined by AND, and "this event, with these conditions", compiled against a table. Both shrink a selection, group by group, in
// O(rows selected). Semantics of one condition: aggregate/predicate.h. Not thread-safe.

#ifndef ASSAY_AGGREGATE_FILTER_H_
#define ASSAY_AGGREGATE_FILTER_H_

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "assay/aggregate/predicate.h"
#include "assay/base/status.h"
#include "assay/columnar/scan.h"

namespace assay {

class Filter {
 public:
  // The filter that every row passes.
  Filter() = default;

  // All of `conditions`, bound to `table`, which must outlive the result and not grow meanwhile, as must their sets of users.
  //
  // Errors: kInvalidArgument as Predicate::Compile() says.
  static Result<Filter> Compile(const Table& table, std::span<const PropertyCondition> conditions);

  [[nodiscard]] bool passes_all() const { return predicates_.empty() && user_sets_.empty(); }

  // Keeps the rows of `selection` (of the scan's group) that pass.
  void Retain(const Scan& scan, RowSelection& selection);

 private:
  std::vector<const UserSet*> user_sets_;
  std::vector<Predicate> predicates_;
};

// Which events a query means: those named `event`, or all when it is absent, that satisfy every condition.
struct EventMatch {
  std::optional<std::string_view> event;
  std::vector<PropertyCondition> where;
};

class EventMatcher {
 public:
  // `match` bound to `table`, which must outlive the result and not grow meanwhile.
  //
  // Errors: kInvalidArgument as Predicate::Compile() says.
  static Result<EventMatcher> Compile(const Table& table, const EventMatch& match);

  // The event's index; nothing when any event matches.
  [[nodiscard]] std::optional<NameIndex> name() const { return name_; }

  // True when the table holds no event of the name.
  [[nodiscard]] bool never() const { return never_; }

  // The conditions apart from the name.
  [[nodiscard]] Filter& where() { return where_; }
  [[nodiscard]] const Filter& where() const { return where_; }

  // Keeps the rows of `selection` (of the scan's group) that match.
  void Retain(const Scan& scan, RowSelection& selection);

 private:
  std::optional<NameIndex> name_;
  bool never_ = false;
  Filter where_;
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_FILTER_H_
