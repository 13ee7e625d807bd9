// assay/behavior/preset_ties.h
//
// Ordered funnels in which events of one time have no order and each takes at most one step: ClickHouse's strict_once mode and Amplitude.
// Events of one time are matched to runs of consecutive steps by augmenting paths; ClickHouse instead keeps a list of every path, which
// grows with a power of the events. O(events x steps^2), and steps^3 with strict_deduplication. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_PRESET_TIES_H_
#define ASSAY_BEHAVIOR_PRESET_TIES_H_

#include "assay/behavior/chain.h"

namespace assay {

class TieChains {
 public:
  // `rules` must be valid and outlive the result.
  explicit TieChains(const FunnelRules& rules) : rules_(rules), levels_(rules.steps), before_(rules.steps) {}

  // Appends to `chains` the best chain, or with totals that of every attempt.
  void Run(std::span<const ChainEvent> events, std::vector<Chain>& chains);

 private:
  struct Level {
    bool is_reached = false;
    std::array<std::uint32_t, kMaxSteps> path = {};
  };
  // Which events of the group take the steps first_ .. to the one at hand.
  struct Matching {
    std::size_t first = 0;
    std::array<std::uint32_t, kMaxSteps> event = {};  // index into the group
  };

  // Takes one time's events. False: the scan is over.
  bool TakeGroup(std::span<const ChainEvent> events, std::size_t begin, std::size_t end);
  bool Augment(std::size_t step, std::size_t until, std::uint32_t only);
  void Release(std::size_t until);
  bool Extend(std::span<const ChainEvent> events, std::size_t step, std::uint32_t only);
  [[nodiscard]] const Level& Before(std::size_t step) const { return (touched_ >> step & 1) != 0 ? before_[step] : levels_[step]; }
  void Record(std::size_t level);
  void Clear();

  const FunnelRules& rules_;
  std::vector<Level> levels_;  // by step
  std::vector<Level> before_;  // of the steps of touched_: as it was before the group
  StepMask touched_ = 0;       // steps reached within the group
  std::span<const ChainEvent> group_;
  std::size_t group_begin_ = 0;
  Matching matching_;
  std::vector<std::uint8_t> step_of_;  // by event of the group: the step that it takes, or kMaxSteps
  Chain best_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_PRESET_TIES_H_
