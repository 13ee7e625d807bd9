// assay/behavior/funnel_tally.h
//
// Adds up how far each user of a plain funnel came into counts and times per step, in total and by group: FunnelCells with times beside
// them. O(steps reached) per user. Not thread-safe.
//
// FunnelCounts (funnel_counts.h) does the same for every other funnel, and can take back what it counted, as a funnel that is kept up to date
// must. For that it keeps times in ordered lists; here they are appended and sorted once, which is what a funnel that is asked once is fast
// by.

#ifndef ASSAY_BEHAVIOR_FUNNEL_TALLY_H_
#define ASSAY_BEHAVIOR_FUNNEL_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/aggregate/group_keys.h"
#include "assay/behavior/funnel.h"
#include "assay/behavior/funnel_cells.h"
#include "assay/behavior/time_stats.h"

namespace assay {

class FunnelTally {
 public:
  explicit FunnelTally(std::size_t steps) : cells_(steps, false), times_(steps) {}

  // A user of group `key` whose chain took every step up to the last at `times`, one per step reached, at least one.
  void Add(std::uint32_t key, std::span<const TimestampMs> times) {
    cells_.Add(key, times.size());
    for (std::size_t step = 1; step < times.size(); ++step) times_[step].Add(key, times[step] - times[step - 1]);
    if (times.size() == times_.size()) times_[0].Add(key, times.back() - times.front());
  }

  // The funnel so far; `keys` gave the keys. Groups only when it has properties. Call once.
  FunnelPart Finish(const GroupKeys& keys, std::size_t max_groups);

 private:
  FunnelCells cells_;
  std::vector<GroupedTimes> times_;  // [0]: the first event to the last of who converted; [k]: to step k + 1 from the event before it
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_TALLY_H_
