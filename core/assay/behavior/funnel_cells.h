// assay/behavior/funnel_cells.h
//
// How many units came how far, step by step, in total and by group. O(steps reached) per unit. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_CELLS_H_
#define ASSAY_BEHAVIOR_FUNNEL_CELLS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/aggregate/group_keys.h"
#include "assay/behavior/funnel.h"

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

// Whether something counts, or what counted no longer does.
enum class FunnelChange : std::uint8_t { kAdd, kTakeBack };

inline void Count(FunnelChange change, std::uint64_t& counter) { change == FunnelChange::kAdd ? ++counter : --counter; }

class FunnelCells {
 public:
  // `is_open`: a step counts who took it, not who reached it.
  FunnelCells(std::size_t steps, bool is_open) : steps_(steps), is_open_(is_open) {}

  // A unit of group `key` that took every step up to `reached`, at least 1.
  void Add(std::uint32_t key, std::size_t reached) { ++CellsOf(key)[reached - 1].stopped; }

  // A unit of group `key`.
  void Change(FunnelChange change, std::uint32_t key, const FunnelOutcome& outcome);

  // The counts; `keys` gave the keys. Groups only when it has properties; key_of_group becomes their keys.
  FunnelPart Finish(const GroupKeys& keys, std::size_t max_groups, std::vector<std::uint32_t>& key_of_group);

 private:
  // What became of the units at a step.
  struct Cell {
    std::uint64_t stopped = 0;  // whose highest step it is
    std::uint64_t skipped = 0;  // who left it out between two others
    std::uint64_t before = 0;   // who started at a later one
  };

  std::span<Cell> CellsOf(std::uint32_t key);
  void FillSteps(std::span<const Cell> cells, FunnelGroup& group) const;
  void FillGroups(const GroupKeys& keys, std::size_t max_groups, FunnelPart& part, std::vector<std::uint32_t>& key_of_group) const;

  std::size_t steps_;
  bool is_open_;
  std::vector<Cell> cells_;  // by key, one per step
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_CELLS_H_
