// assay/behavior/preset.h
//
// Funnels by the rules of any preset, for one user at a time. O(events x steps^2) or better whatever the events; see each preset's file.
// Holds scratch memory that the next user reuses. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_PRESET_H_
#define ASSAY_BEHAVIOR_PRESET_H_

#include "assay/behavior/chain.h"
#include "assay/behavior/chain_any.h"
#include "assay/behavior/chain_ordered.h"
#include "assay/behavior/preset_ties.h"

namespace assay {

class FunnelPresetRunner {
 public:
  // `rules` must pass ValidateFunnelRules() and outlive the result.
  explicit FunnelPresetRunner(const FunnelRules& rules);

  // A user's chains: at most the best one, or with totals those of every attempt, in order of time, value after value where one is held
  // constant. Indices are into `events`, which are in total order. Valid until the next call.
  //
  // Errors: kResourceExhausted for a user with too many events (OrderedChains::kMaxTaken, or 2^32 - 1).
  Result<std::span<const Chain>> Run(std::span<const ChainEvent> events);

 private:
  Status RunUnit(std::span<const ChainEvent> events);
  Status RunRearranged(std::span<const ChainEvent> events);

  const FunnelRules& rules_;
  OrderedChains ordered_;
  AnyOrderChains any_;
  TieChains ties_;
  std::vector<Chain> chains_;
  std::vector<ChainEvent> rearranged_;  // row: index into the events
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_PRESET_H_
