// assay/behavior/preset_posthog.h
//
// PostHog's funnels, ordered, strict and unordered, as its aggregation of one user's events works. O(events x steps^2).
// Rules: core/decisions/funnel-presets.md.

#ifndef ASSAY_BEHAVIOR_PRESET_POSTHOG_H_
#define ASSAY_BEHAVIOR_PRESET_POSTHOG_H_

#include "assay/behavior/chain.h"

namespace assay {

// The chain that the user counts with. Excluded: the user counts at no step. A strict funnel wants every event of the user, the others
// those that match a step or an exclusion.
Chain RunPostHog(std::span<const ChainEvent> events, const FunnelRules& rules);

// Steps in any order; exclusions discard what was collected so far, attribution is to the step-th event.
Chain RunPostHogUnordered(std::span<const ChainEvent> events, const FunnelRules& rules);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_PRESET_POSTHOG_H_
