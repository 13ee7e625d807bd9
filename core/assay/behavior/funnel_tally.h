// assay/behavior/funnel_tally.h
//
// Adds up what became of each user into counts and times per step, in total and by group. O(steps reached) per user. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_TALLY_H_
#define ASSAY_BEHAVIOR_FUNNEL_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/aggregate/group_keys.h"
#include "assay/behavior/funnel.h"
#include "assay/behavior/time_stats.h"

namespace assay {

class FunnelTally {
 public:
  explicit FunnelTally(std::size_t steps) : times_(steps) {}

  // A user of group `key` whose chain took its steps at `times`, one per step reached, at least one.
  void Add(std::uint32_t key, std::span<const TimestampMs> times);

  // The funnel so far; `keys` gave the keys. Groups only when it has properties. Leaves events_scanned to the caller. Call once.
  FunnelResult Finish(const GroupKeys& keys, std::size_t max_groups);

 private:
  void FillGroups(const GroupKeys& keys, std::size_t max_groups, FunnelResult& result);

  std::vector<std::uint64_t> reached_;  // by key, one per step: users whose highest step it is
  std::vector<GroupedTimes> times_;     // [0]: step 1 to the last step; [k]: step k to step k + 1
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_TALLY_H_
