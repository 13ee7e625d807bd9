// assay/behavior/funnel_links.h
//
// The ordered funnel for one user from lists of its events by step: the same chains as FunnelChains finds (which says what they are), step
// by step instead of event by event, so that a user who never took the second step costs next to nothing. O(events of the steps reached).
// Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_LINKS_H_
#define ASSAY_BEHAVIOR_FUNNEL_LINKS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/behavior/step_lists.h"

namespace assay {

class FunnelLinks {
 public:
  // `lists` must be disjoint and outlive the result, as must `table`. `steps` is 1..kMaxSteps; window_ms at least 0.
  FunnelLinks(const Table& table, const StepLists& lists, std::size_t steps, DurationMs window_ms);

  // Goes to the next user who took the first step. False at the end.
  bool Next();

  // Times of the user's chain that first reached the highest step, one per step reached, at least one. Valid until the next call.
  [[nodiscard]] std::span<const TimestampMs> times() const { return times_; }

  // Makes `codes` the codes of the user's first event, in order, of any step, property by property: where that one carries none, of the
  // first that does.
  void FirstTouch(std::span<std::uint32_t> codes);

 private:
  // An event that took a step, and the one before it in its chain.
  struct Link {
    TimestampMs time;
    TimestampMs start;       // of the chain
    std::uint32_t row;       // table-wide
    std::uint32_t previous;  // index into the links of the step before
  };

  // The user's events in a list, or those of a user before.
  struct Slice {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void FindSlice(std::size_t step);
  // Whether events a and b, of one user, come in this order.
  [[nodiscard]] bool Before(TimestampMs time_a, std::uint32_t row_a, TimestampMs time_b, std::uint32_t row_b) const {
    return time_a != time_b ? time_a < time_b : table_.SequenceAt(row_a) < table_.SequenceAt(row_b);
  }
  bool Extend(std::size_t step);
  void TakeTimes(std::size_t reached);

  const Table& table_;
  const StepLists& lists_;
  DurationMs window_ms_;
  UserIndex user_ = 0;
  std::vector<Slice> slices_;             // by step
  std::vector<std::vector<Link>> links_;  // by step; of the user at hand
  std::vector<TimestampMs> times_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_LINKS_H_
