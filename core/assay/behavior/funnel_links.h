// assay/behavior/funnel_links.h
//
// The ordered funnel of every user from lists of events by step: the same chains as FunnelChains finds (which says what they are), joined
// step by step for all users at once: two ascending lists of words merged without a branch that depends on the data. A user who never took
// the second step costs next to nothing. O(events of the steps reached + users of the table); 24 bytes per link. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_LINKS_H_
#define ASSAY_BEHAVIOR_FUNNEL_LINKS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/base/raw_buffer.h"
#include "assay/behavior/step_lists.h"

namespace assay {

class FunnelLinks {
 public:
  // `lists` must be disjoint and outlive the result, as must `table`. `steps` is 1..kMaxSteps.
  FunnelLinks(const Table& table, const StepLists& lists, std::size_t steps);

  // Calls visit(user, times) for every user who took the first step, those with the same highest step one after the other. `times` are of the
  // user's chain that first reached it, one per step reached, at least one; valid during the call.
  template <typename Visit>
  void ForEachUser(Visit visit) const {
    std::array<TimestampMs, kMaxSteps> times;
    const TimelineKeys timeline = lists_.timeline();
    for (const UserIndex user : users_) {
      const Best best = best_[user];
      std::uint32_t link = best.link;
      for (std::size_t step = best.steps; step-- > 1;) {
        times[step] = timeline.Time(links_[step].keys[link]);
        link = links_[step].previous[link];
      }
      times[0] = timeline.Time(lists_[0].keys[link]);
      visit(user, std::span<const TimestampMs>(times.data(), best.steps));
    }
  }

  // By user, the code of property `property` that the user's first event, in order, of any step carries: where that one carries none, the
  // first that does; kMissing where none does. O(events of the lists).
  [[nodiscard]] std::vector<std::uint32_t> FirstTouch(std::size_t property) const;

 private:
  // The events that took a step, ascending, column by column.
  struct Links {
    RawBuffer<TimelineKey> keys;
    RawBuffer<TimelineKey> starts;      // of their chains
    RawBuffer<std::uint32_t> previous;  // the link of the step before; none of the first step
    RawBuffer<std::uint32_t> rows;
  };

  // How far a user came, and which link got there first.
  struct Best {
    std::uint32_t steps = 0;
    std::uint32_t link = 0;
  };

  void Extend(std::size_t step);
  void FindBest();
  void OrderUsers();

  const Table& table_;
  const StepLists& lists_;
  std::vector<Links> links_;      // by step
  std::vector<Best> best_;        // by user
  std::vector<UserIndex> users_;  // who took the first step, by highest step
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_LINKS_H_
