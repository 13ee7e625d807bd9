#include "assay/behavior/cohort.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "assay/behavior/observed_range.h"

namespace assay {
namespace {

bool IsLeaf(CohortKind kind) { return kind >= CohortKind::kDid; }

Status CheckLeaf(const CohortNode& node) {
  if (!node.children.empty()) return InvalidArgument("children: only and, or, not have them");
  if (node.range.start > node.range.end) return InvalidArgument("range: start must not be after end");
  if (node.last_ms.has_value() && (*node.last_ms <= 0 || *node.last_ms > 2 * kMaxTimestampMs))
    return InvalidArgument("last_ms: must be 1 ms to 200,000,000 days");
  if (node.count > CohortCount::kExactly) return InvalidArgument("count: unknown");
  const bool looks = node.kind == CohortKind::kLatest || node.kind == CohortKind::kEarliest;
  if (looks == node.properties.empty()) return InvalidArgument("properties: latest and earliest need them, others have none");
  return {};
}

Status Check(const CohortQuery& query) {
  if (query.nodes.empty() || query.nodes.size() > kMaxCohortNodes) return InvalidArgument("nodes: must be 1 to 256");
  for (std::size_t i = 0; i < query.nodes.size(); ++i) {
    const CohortNode& node = query.nodes[i];
    if (node.kind > CohortKind::kEarliest) return InvalidArgument("kind: unknown");
    if (IsLeaf(node.kind)) {
      const Status status = CheckLeaf(node);
      if (!status.ok()) return status;
      continue;
    }
    if (node.children.empty()) return InvalidArgument("children: and, or, not need them");
    if (node.kind == CohortKind::kNot && node.children.size() != 1) return InvalidArgument("children: not has one");
    for (const std::uint32_t child : node.children) {
      if (child >= i) return InvalidArgument("children: must come before their parent");
    }
  }
  return CheckObservation({}, query.as_of);
}

class CohortRun {
 public:
  CohortRun(const Table& table, const CohortQuery& query, Filter filter)
      : table_(table),
        query_(query),
        filter_(std::move(filter)),
        users_(table.users().size()),
        persons_(table.identity().persons()),
        known_(ObservedRange(table, {}, query.as_of)) {}

  Result<UserSet> Run();

 private:
  // A user's earliest or latest event so far.
  struct Moment {
    TimestampMs time = 0;
    std::uint32_t row = kNone;  // table-wide
  };
  static constexpr std::uint32_t kNone = 0xffffffff;  // a table holds at most that many rows, so no row has this number

  // Those users of the table who are persons; persons_ is not empty.
  [[nodiscard]] UserSet Persons() const;
  [[nodiscard]] TimeRange Window(const CohortNode& node) const;
  [[nodiscard]] UserSet Combine(const CohortNode& node) const;
  Result<UserSet> Leaf(const CohortNode& node);
  UserSet Did(const CohortNode& node, EventMatcher& matcher);
  UserSet FirstDid(const CohortNode& node, EventMatcher& matcher);
  Result<UserSet> OneEvent(const CohortNode& node, EventMatcher& matcher);
  std::vector<Moment> FindMoments(TimeRange range, EventMatcher& matcher, bool latest);

  const Table& table_;
  const CohortQuery& query_;
  Filter filter_;
  std::size_t users_;
  std::span<const UserIndex> persons_;  // by user
  TimeRange known_;
  std::vector<UserSet> sets_;  // by node
};

UserSet CohortRun::Persons() const {
  UserSet set(users_);
  for (UserIndex user = 0; user < users_; ++user) {
    if (persons_[user] == user) set.Insert(user);
  }
  return set;
}

TimeRange CohortRun::Window(const CohortNode& node) const {
  const TimeRange window = node.last_ms.has_value() ? TimeRange{known_.end - *node.last_ms, known_.end} : node.range;
  return {window.start, std::min(window.end, known_.end)};
}

UserSet CohortRun::Combine(const CohortNode& node) const {
  UserSet set = sets_[node.children.front()];
  for (const std::uint32_t child : node.children) {
    if (node.kind == CohortKind::kAnd) set.IntersectWith(sets_[child]);
    if (node.kind == CohortKind::kOr) set.UniteWith(sets_[child]);
  }
  if (node.kind == CohortKind::kNot) set.Complement();
  return set;
}

UserSet CohortRun::Did(const CohortNode& node, EventMatcher& matcher) {
  std::vector<std::uint32_t> times(users_, 0);
  Scan scan(table_, Window(node));
  while (scan.Next()) {
    filter_.Retain(scan, scan.selection());
    matcher.Retain(scan, scan.selection());
    for (const RowInGroup row : scan.selection().rows()) ++times[scan.users()[row]];
  }
  UserSet set(users_);
  for (UserIndex user = 0; user < users_; ++user) {
    const bool is_in = node.count == CohortCount::kAtLeast  ? times[user] >= node.times
                       : node.count == CohortCount::kAtMost ? times[user] <= node.times
                                                            : times[user] == node.times;
    if (is_in) set.Insert(user);
  }
  return set;
}

UserSet CohortRun::FirstDid(const CohortNode& node, EventMatcher& matcher) {
  constexpr TimestampMs kNever = std::numeric_limits<TimestampMs>::max();
  std::vector<TimestampMs> first(users_, kNever);
  Scan scan(table_, known_);
  while (scan.Next()) {
    filter_.Retain(scan, scan.selection());
    matcher.Retain(scan, scan.selection());
    for (const RowInGroup row : scan.selection().rows()) {
      TimestampMs& time = first[scan.users()[row]];
      time = std::min(time, scan.times()[row]);
    }
  }
  const TimeRange window = Window(node);
  UserSet set(users_);
  for (UserIndex user = 0; user < users_; ++user) {
    if (first[user] >= window.start && first[user] < window.end) set.Insert(user);
  }
  return set;
}

std::vector<CohortRun::Moment> CohortRun::FindMoments(TimeRange range, EventMatcher& matcher, bool latest) {
  std::vector<Moment> moments(users_);
  Scan scan(table_, range);
  while (scan.Next()) {
    filter_.Retain(scan, scan.selection());
    matcher.Retain(scan, scan.selection());
    for (const RowInGroup row : scan.selection().rows()) {
      const Moment found{scan.times()[row], scan.first_row() + row};
      Moment& kept = moments[scan.users()[row]];
      if (kept.row != kNone) {
        const bool after = found.time != kept.time ? found.time > kept.time : table_.SequenceAt(found.row) > table_.SequenceAt(kept.row);
        if (after != latest) continue;
      }
      kept = found;
    }
  }
  return moments;
}

Result<UserSet> CohortRun::OneEvent(const CohortNode& node, EventMatcher& matcher) {
  Result<Filter> properties = Filter::Compile(table_, node.properties);
  if (!properties.ok()) return properties.status();
  const TimeRange window = Window(node);
  const std::vector<Moment> moments = FindMoments(window, matcher, node.kind == CohortKind::kLatest);
  UserSet set(users_);
  Scan scan(table_, window);
  while (scan.Next()) {
    const std::uint32_t first_row = scan.first_row();
    const auto users = scan.users();
    scan.selection().Retain([&](std::size_t, RowInGroup row) { return moments[users[row]].row == first_row + row; });
    properties->Retain(scan, scan.selection());
    for (const RowInGroup row : scan.selection().rows()) set.Insert(users[row]);
  }
  return set;
}

Result<UserSet> CohortRun::Leaf(const CohortNode& node) {
  Result<EventMatcher> matcher = EventMatcher::Compile(table_, node.match);
  if (!matcher.ok()) return matcher.status();
  if (node.kind == CohortKind::kDid) return Did(node, *matcher);
  if (node.kind == CohortKind::kFirstDid) return FirstDid(node, *matcher);
  return OneEvent(node, *matcher);
}

Result<UserSet> CohortRun::Run() {
  for (const CohortNode& node : query_.nodes) {
    if (!IsLeaf(node.kind)) {
      sets_.push_back(Combine(node));
      continue;
    }
    Result<UserSet> set = Leaf(node);
    if (!set.ok()) return set.status();
    sets_.push_back(*std::move(set));
  }
  if (!persons_.empty()) sets_.back().IntersectWith(Persons());
  return std::move(sets_.back());
}

}  // namespace

Result<UserSet> ComputeCohort(const Table& table, const CohortQuery& query) {
  const Status status = Check(query);
  if (!status.ok()) return status;
  Result<Filter> filter = Filter::Compile(table, query.filter);
  if (!filter.ok()) return filter.status();
  return CohortRun(table, query, *std::move(filter)).Run();
}

}  // namespace assay
