// assay/behavior/funnel_live.h
//
// A funnel that is answered again and again while its table grows: every user's events that it looks at are kept, and a user who has new
// ones is taken out of the answer and folded in again. The answer is that of ComputeFunnel(), bit for bit. Why and how fast:
// core/decisions/live-queries.md. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_LIVE_H_
#define ASSAY_BEHAVIOR_FUNNEL_LIVE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/base/status.h"
#include "assay/behavior/funnel.h"
#include "assay/behavior/funnel_fold.h"
#include "assay/behavior/funnel_source.h"

namespace assay {

class LiveFunnel {
 public:
  // Looks at nothing yet. `table` and `query` must outlive the result; the query's filters must not be by sets of users, which grow.
  LiveFunnel(const Table& table, const FunnelQuery& query) : table_(table), query_(query) {}
  LiveFunnel(const LiveFunnel&) = delete;  // the fold points into it
  LiveFunnel& operator=(const LiveFunnel&) = delete;

  // Takes in what the table gained; from the beginning where that is quicker, or where what is known no longer holds (Table::epoch()). O(new
  // rows), a sort of them, and for each user among them what the funnel costs for his events, twice; otherwise as ComputeFunnel().
  //
  // Errors: as ComputeFunnel(); the next call starts from the beginning.
  Status Update();

  // To be called before the table is sealed, which gives new numbers to the rows that came since: takes them in, or forgets all.
  void Follow();

  // The answer as of the last Update(), which succeeded.
  FunnelResult Answer();

  // Heap bytes held. O(groups).
  [[nodiscard]] std::size_t MemoryBytes() const;

  // Lets go of all that is kept.
  void Forget() { state_.reset(); }

 private:
  // A user's events in total order.
  struct Timeline {
    std::vector<FunnelTimelines::Event> events;  // row: of no meaning
    std::vector<std::uint64_t> sequences;
  };
  struct NewEvent {
    UserIndex user;
    std::uint64_t sequence;
    FunnelTimelines::Event event;
  };
  struct State {
    State(const Table& table, const FunnelQuery& query) : epoch(table.epoch()), fold(table, query, true) {}

    std::uint64_t epoch;
    std::uint64_t rows = 0;  // taken in
    FunnelFold fold;
    std::optional<FunnelSource> source;
    std::vector<Timeline> users;
    std::size_t events = 0;  // room for so many in timelines
  };

  [[nodiscard]] bool IsWorthUpdating() const;
  Status Build();
  Status TakeInRows();
  Status TakeIn(std::span<const NewEvent> events);
  void Insert(std::span<const NewEvent> events, Timeline& timeline);

  const Table& table_;
  const FunnelQuery& query_;
  std::optional<State> state_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_LIVE_H_
