// assay/behavior/chain_any.h
//
// Funnels whose steps may come in any order: the most steps that distinct events within the window can take, found without trying
// assignments. The events that hold a step are always the latest that can hold steps together (a basis of a transversal matroid, kept by
// exchange), so that those inside the window are always as many as can be. O(events x steps). Not thread-safe.

#ifndef ASSAY_BEHAVIOR_CHAIN_ANY_H_
#define ASSAY_BEHAVIOR_CHAIN_ANY_H_

#include "assay/behavior/chain.h"

namespace assay {

class AnyOrderChains {
 public:
  // `rules` must be valid and outlive the result. Greedy: the window runs from the first event of an attempt, whatever comes later, and a
  // user counts by the first attempt.
  AnyOrderChains(const FunnelRules& rules, bool is_greedy);

  // Appends to `chains` the best chain, or with totals that of every attempt.
  void Run(std::span<const ChainEvent> events, std::vector<Chain>& chains);

 private:
  void Insert(std::span<const ChainEvent> events, std::uint32_t event);
  void Record();

  const FunnelRules& rules_;
  bool is_greedy_;
  StepMask mandatory_;
  StepMask held_ = 0;                                 // steps that an event holds
  std::array<std::uint32_t, kMaxSteps> holder_ = {};  // by step of held_
  Chain best_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_CHAIN_ANY_H_
