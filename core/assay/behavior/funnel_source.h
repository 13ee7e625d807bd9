// assay/behavior/funnel_source.h
//
// The events that a funnel looks at, user by user and in total order, with all that the rules, units and breakdowns want to know of them:
// one pass over the table and a grouping by user, 48 bytes an event, twice while grouping. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_SOURCE_H_
#define ASSAY_BEHAVIOR_FUNNEL_SOURCE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/aggregate/group_keys.h"
#include "assay/base/status.h"
#include "assay/behavior/funnel.h"
#include "assay/behavior/funnel_touch.h"
#include "assay/behavior/step_scan.h"
#include "assay/behavior/user_timelines.h"
#include "assay/columnar/scan.h"

namespace assay {

struct FunnelEvent {
  StepMask steps = 0;
  StepMask exclusions = 0;
  std::uint32_t held = 0;  // code of the held value; PropertyCoder::kMissing without one
  std::uint32_t key = 0;   // of FunnelTouches
  SessionIndex session = kNoSession;
  NameIndex name = 0;
  std::uint32_t segments = 0;  // bit s: segment s sees it
};

using FunnelTimelines = UserTimelines<FunnelEvent>;
using FunnelUserEvents = std::span<const FunnelTimelines::Event>;

class FunnelSource {
 public:
  // Binds the query again to the same table, which grew since. What events were said to hold and be keyed by stays.
  //
  // Errors: as Compile().
  Status Refresh();

  // The events of `query` that pass its filter; those that match no step and no exclusion only when every_event. Table and query must
  // outlive the result.
  //
  // Errors: kInvalidArgument as StepScan::Compile() and Predicate::Compile() say.
  static Result<FunnelSource> Compile(const Table& table, const FunnelQuery& query, bool every_event);

  // Calls visit(user, events) for every user who has events, by ascending user; the events are a FunnelUserEvents. `touch` codes the
  // events' values.
  void ForEachUser(FunnelTouches& touch, const std::function<void(UserIndex, FunnelUserEvents)>& visit);

  // Calls visit(user, event) for every event from row `first_row` on, in order of the rows.
  template <typename Visitor>
  void ForEachEvent(FunnelTouches& touch, std::uint64_t first_row, Visitor visit) {
    Scan scan(table_, query_.range, first_row);
    while (scan.Next()) {
      Match(scan);
      Describe(scan, touch);
      const std::span<const UserIndex> users = scan.users();
      const std::span<const TimestampMs> times = scan.times();
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        const RowInGroup row = rows_.rows()[i];
        visit(users[row], FunnelTimelines::Event{times[row], scan.first_row() + row, events_[i]});
      }
    }
    events_scanned_ += scan.rows_in_range();
  }

  // Events inside the range that were gone through so far.
  [[nodiscard]] std::uint64_t events_scanned() const { return events_scanned_; }

 private:
  FunnelSource(const Table& table, const FunnelQuery& query, bool every_event);

  // Makes rows_ the rows of the scan's group to look at, and steps_of_ and exclusions_of_ theirs.
  void Match(Scan& scan);
  void MatchMasks(Scan& scan, StepScan& steps, std::vector<StepMask>& masks);
  // Makes events_ the events at rows_.
  void Describe(Scan& scan, FunnelTouches& touch);

  const Table& table_;
  const FunnelQuery& query_;
  bool every_event_;
  std::optional<StepScan> steps_;
  std::optional<StepScan> exclusions_;
  Filter filter_;
  std::vector<Filter> segments_;
  std::optional<PropertyCoder> held_;
  RowSelection rows_;
  std::vector<StepMask> steps_of_;  // by row of the group
  std::vector<StepMask> exclusions_of_;
  std::vector<FunnelEvent> events_;  // by position in rows_
  std::uint64_t events_scanned_ = 0;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_SOURCE_H_
