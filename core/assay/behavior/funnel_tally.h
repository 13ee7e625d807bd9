// assay/behavior/funnel_tally.h
//
// Adds up what became of each user, or of each other unit, into counts and times per step, in total and by group. O(steps reached) per
// unit. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_TALLY_H_
#define ASSAY_BEHAVIOR_FUNNEL_TALLY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/aggregate/group_keys.h"
#include "assay/behavior/funnel.h"
#include "assay/behavior/time_stats.h"

namespace assay {

// What became of a unit: its chain, without its events.
struct FunnelOutcome {
  UserIndex user = 0;
  std::size_t reached = 0;                        // the highest step, 1-based; in any order the number of steps; at least 1
  StepMask taken = 0;                             // bit k: the chain took step k + 1; in any order the lowest `reached` bits
  std::array<TimestampMs, kMaxSteps> times = {};  // by step taken; in any order ascending
  TimestampMs entered_at = 0;                     // of the first event
  ChainEnd end = ChainEnd::kNoNextEvent;
  std::optional<NameIndex> next;  // of the event after the last one
};

class FunnelTally {
 public:
  // `is_open`: a step counts who took it, not who reached it.
  FunnelTally(std::size_t steps, bool is_open) : is_open_(is_open), times_(steps) {}

  // A user of group `key` whose chain took every step up to the last at `times`, one per step reached, at least one.
  void Add(std::uint32_t key, std::span<const TimestampMs> times);

  // A unit of group `key`.
  void Add(std::uint32_t key, const FunnelOutcome& outcome);

  // The funnel so far; `keys` gave the keys. Groups only when it has properties; key_of_group, when given, becomes their keys. Call once.
  FunnelPart Finish(const GroupKeys& keys, std::size_t max_groups, std::vector<std::uint32_t>* key_of_group);

 private:
  // What became of the units at a step.
  struct Cell {
    std::uint64_t stopped = 0;  // whose highest step it is
    std::uint64_t skipped = 0;  // who left it out between two others
    std::uint64_t before = 0;   // who started at a later one
  };

  std::span<Cell> CellsOf(std::uint32_t key);
  void FillSteps(std::span<const Cell> cells, FunnelGroup& group) const;
  void FillGroups(const GroupKeys& keys, std::size_t max_groups, FunnelPart& part, std::vector<std::uint32_t>* key_of_group);

  bool is_open_;
  std::vector<Cell> cells_;          // by key, one per step
  std::vector<GroupedTimes> times_;  // [0]: the first event to the last of who converted; [k]: to step k + 1 from the event before it
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_TALLY_H_
