#include "assay/behavior/paths.h"

#include <algorithm>
#include <span>
#include <utility>

#include "assay/aggregate/dense_ids.h"
#include "assay/aggregate/group_keys.h"
#include "assay/behavior/path_tree.h"
#include "assay/behavior/user_timelines.h"

namespace assay {
namespace {

Status Check(const PathsQuery& query) {
  if (query.node.empty()) return InvalidArgument("node: must not be empty");
  if (query.range.start > query.range.end) return InvalidArgument("range: start must not be after end");
  if (query.direction > PathDirection::kBackward) return InvalidArgument("direction: unknown");
  if (query.unit > PathUnit::kUser) return InvalidArgument("unit: unknown");
  if (query.occurrence > PathOccurrence::kEvery) return InvalidArgument("occurrence: unknown");
  if (query.gap_ms.has_value() && *query.gap_ms < 0) return InvalidArgument("gap_ms: must not be negative");
  if (query.depth == 0 || query.depth > kMaxPathDepth) return InvalidArgument("depth: must be 1 to 20");
  if (query.top_nodes == 0 || query.top_nodes > kMaxPathNodes) return InvalidArgument("top_nodes: must be 1 to 50");
  if (query.top_flows > kMaxPathFlows) return InvalidArgument("top_flows: must be at most 1000");
  return CheckGrouping(query);
}

// What the paths need to know of an event.
struct Node {
  std::uint32_t code;
  SessionIndex session;
  bool is_anchor;
};
using NodeEvent = UserTimelines<Node>::Event;

class PathsRun {
 public:
  PathsRun(const Table& table, const PathsQuery& query, Filter filter, std::optional<EventMatcher> anchor)
      : table_(table),
        query_(query),
        filter_(std::move(filter)),
        anchor_(std::move(anchor)),
        codes_(table, query.node),
        groups_(table, query) {}

  Result<PathsResult> Run();

 private:
  struct Visit {
    TimestampMs time;
    std::uint32_t code;
    bool is_anchor;
    bool after_gap;  // or the first of its unit
  };

  // The paths of some users.
  struct Paths {
    PathTree tree;
    std::uint64_t units = 0;

    PathsCounts Answer(const PropertyCoder& codes, const PathsQuery& query) && {
      PathsCounts counts;
      counts.units = units;
      std::move(tree).Answer(codes, query, counts);
      return counts;
    }
  };

  std::uint64_t AddNodes(UserTimelines<Node>& timelines);
  void AddUser(std::span<const NodeEvent> events, std::span<Paths* const> to);
  void AddUnit(std::span<const NodeEvent> events, std::span<Paths* const> to);
  void FindVisits(std::span<const NodeEvent> events);
  [[nodiscard]] bool IsAnchor(std::size_t visit) const;
  void AddPath(std::size_t visit, PathTree& tree) const;
  [[nodiscard]] bool TooMany() const { return all_.tree.visits() > kMaxPathVisits; }

  const Table& table_;
  const PathsQuery& query_;
  Filter filter_;
  std::optional<EventMatcher> anchor_;
  PropertyCoder codes_;
  RowSelection anchors_;
  std::vector<NodeEvent> by_session_;  // of the user at hand
  std::vector<Visit> visits_;          // of the unit at hand
  UserGroups groups_;
  std::vector<RowInGroup> nodes_;  // of the row group at hand
  Paths all_;
};

// Adds every node of the table; returns the number of events inside the range.
std::uint64_t PathsRun::AddNodes(UserTimelines<Node>& timelines) {
  Scan scan(table_, query_.range);
  while (scan.Next()) {
    RowSelection& selection = scan.selection();
    const std::span<const SessionIndex> sessions = scan.sessions();
    const auto session_of = [&](RowInGroup row) { return sessions.empty() ? kNoSession : sessions[row]; };
    if (query_.unit == PathUnit::kSession) {
      selection.Retain([&](std::size_t, RowInGroup row) { return session_of(row) != kNoSession; });
    }
    filter_.Retain(scan, selection);
    if (selection.size() == 0) continue;
    const std::span<const RowInGroup> rows = selection.rows();
    anchors_.Truncate(0);
    if (anchor_.has_value()) {
      anchors_.Assign(rows);
      anchor_->Retain(scan, anchors_);
    }
    const std::span<const UserIndex> users = scan.users();
    const std::span<const TimestampMs> times = scan.times();
    const std::span<const std::uint32_t> codes = codes_.Code(scan, rows);
    std::size_t next_anchor = 0;
    nodes_.clear();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const RowInGroup row = rows[i];
      const bool is_anchor = next_anchor < anchors_.size() && anchors_.rows()[next_anchor] == row;
      next_anchor += is_anchor ? 1U : 0U;
      if (!is_anchor && codes[i] == PropertyCoder::kMissing) continue;
      timelines.Add(users[row], {times[row], scan.first_row() + row, {codes[i], session_of(row), is_anchor}});
      nodes_.push_back(row);
    }
    groups_.Add(scan, nodes_);
  }
  groups_.Choose();
  return scan.rows_in_range();
}

void PathsRun::FindVisits(std::span<const NodeEvent> events) {
  visits_.clear();
  TimestampMs last_time = 0;
  for (const NodeEvent& event : events) {
    const bool after_gap = visits_.empty() || (query_.gap_ms.has_value() && event.time - last_time > *query_.gap_ms);
    last_time = event.time;
    if (query_.collapse_repeats && !after_gap && visits_.back().code == event.payload.code) {
      visits_.back().is_anchor |= event.payload.is_anchor;
    } else {
      visits_.push_back({event.time, event.payload.code, event.payload.is_anchor, after_gap});
    }
  }
}

bool PathsRun::IsAnchor(std::size_t visit) const {
  if (query_.anchor.has_value()) return visits_[visit].is_anchor;
  if (query_.direction == PathDirection::kForward) return visits_[visit].after_gap;
  return visit + 1 == visits_.size() || visits_[visit + 1].after_gap;
}

void PathsRun::AddPath(std::size_t visit, PathTree& tree) const {
  const bool forward = query_.direction == PathDirection::kForward;
  std::uint32_t at = tree.Start(visits_[visit].code);
  for (std::uint32_t step = 1; step <= query_.depth; ++step) {
    const TimestampMs time = visits_[visit].time;
    if (forward) {
      ++visit;
      if (visit == visits_.size() || visits_[visit].after_gap) break;
    } else {
      if (visits_[visit].after_gap) break;
      --visit;
    }
    at = tree.Step(at, visits_[visit].code, forward ? visits_[visit].time - time : time - visits_[visit].time);
  }
  tree.End(at);
}

void PathsRun::AddUnit(std::span<const NodeEvent> events, std::span<Paths* const> to) {
  FindVisits(events);
  bool any = false;
  for (std::size_t visit = 0; visit < visits_.size() && !TooMany(); ++visit) {
    if (!IsAnchor(visit)) continue;
    for (Paths* const paths : to) AddPath(visit, paths->tree);
    any = true;
    if (query_.occurrence == PathOccurrence::kFirst) break;
  }
  for (Paths* const paths : to) paths->units += any ? 1U : 0U;
}

void PathsRun::AddUser(std::span<const NodeEvent> events, std::span<Paths* const> to) {
  if (query_.unit == PathUnit::kUser) return AddUnit(events, to);
  by_session_.assign(events.begin(), events.end());
  const auto session_less = [](const NodeEvent& a, const NodeEvent& b) { return a.payload.session < b.payload.session; };
  if (!std::is_sorted(by_session_.begin(), by_session_.end(), session_less)) {
    std::stable_sort(by_session_.begin(), by_session_.end(), session_less);
  }
  for (auto first = by_session_.cbegin(); first != by_session_.cend();) {
    const auto last = std::upper_bound(first, by_session_.cend(), *first, session_less);
    AddUnit({first, last}, to);
    first = last;
  }
}

Result<PathsResult> PathsRun::Run() {
  UserTimelines<Node> timelines(table_);
  PathsResult result;
  result.events_scanned = AddNodes(timelines);
  std::vector<Paths> by_group(groups_.size());
  timelines.ForEachUser([&](UserIndex user, auto events) {
    if (TooMany()) return;
    const std::optional<std::uint32_t> group = groups_.Of(user);
    Paths* const to[2] = {&all_, group.has_value() ? &by_group[*group] : nullptr};
    AddUser(events, std::span(to).first(group.has_value() ? 2 : 1));
  });
  if (TooMany()) return ResourceExhausted("paths: more than 8,000,000 visits");
  static_cast<PathsCounts&>(result) = std::move(all_).Answer(codes_, query_);
  for (Paths& paths : by_group) result.group_counts.push_back(std::move(paths).Answer(codes_, query_));
  result.groups_omitted = groups_.omitted();
  result.groups = std::move(groups_).TakeKeys();
  return result;
}

}  // namespace

Result<PathsResult> ComputePaths(const Table& table, const PathsQuery& query) {
  const Status status = Check(query);
  if (!status.ok()) return status;
  Result<Filter> filter = Filter::Compile(table, query.filter);
  if (!filter.ok()) return filter.status();
  std::optional<EventMatcher> anchor;
  if (query.anchor.has_value()) {
    Result<EventMatcher> matcher = EventMatcher::Compile(table, *query.anchor);
    if (!matcher.ok()) return matcher.status();
    anchor = *std::move(matcher);
  }
  return PathsRun(table, query, *std::move(filter), std::move(anchor)).Run();
}

}  // namespace assay
