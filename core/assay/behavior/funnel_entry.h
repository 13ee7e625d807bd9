// assay/behavior/funnel_entry.h
//
// The chains of one unit of a funnel query: the preset's, besides open entry and what each preset wants to see. An open entry costs a run
// per step that the unit's events match, otherwise as FunnelPresetRunner. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_ENTRY_H_
#define ASSAY_BEHAVIOR_FUNNEL_ENTRY_H_

#include <optional>
#include <span>
#include <vector>

#include "assay/behavior/funnel.h"
#include "assay/behavior/preset.h"

namespace assay {

class FunnelUnitRunner {
 public:
  // `rules` must pass ValidateFunnelRules() and hold no value constant; `entry` as CheckFunnelQuery() allows it.
  FunnelUnitRunner(const FunnelRules& rules, FunnelEntry entry);
  FunnelUnitRunner(const FunnelUnitRunner&) = delete;
  FunnelUnitRunner& operator=(const FunnelUnitRunner&) = delete;

  // From now on by PostHog's attribution to a step, or by none.
  void Attribute(std::optional<StepAttribution> attribution) { rules_[0].attribution = attribution; }

  // The unit's chains: at most the best one, or with totals those of every attempt. Indices are into `events`, which are in total order.
  // An open entry leaves kNoEvent at the steps before the first one taken. Valid until the next call.
  //
  // Errors: as FunnelPresetRunner::Run() says.
  Result<std::span<const Chain>> Run(std::span<const ChainEvent> events);

 private:
  Result<std::span<const Chain>> RunOpen(std::span<const ChainEvent> events);
  Result<std::span<const Chain>> RunMatching(std::span<const ChainEvent> events);

  std::vector<FunnelRules> rules_;           // by number of leading steps left out
  std::vector<FunnelPresetRunner> runners_;  // one per rules_
  bool sees_matching_alone_;
  std::vector<ChainEvent> seen_;  // row: index into the unit's events
  std::vector<Chain> chains_;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_ENTRY_H_
