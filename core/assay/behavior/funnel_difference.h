// assay/behavior/funnel_difference.h
//
// Why one user gets to different steps by two presets: both are run again with one rule changed at a time, until they agree. At most seven
// pairs of runs. Pure functions.

#ifndef ASSAY_BEHAVIOR_FUNNEL_DIFFERENCE_H_
#define ASSAY_BEHAVIOR_FUNNEL_DIFFERENCE_H_

#include <cstdint>
#include <span>

#include "assay/base/status.h"
#include "assay/behavior/chain.h"
#include "assay/behavior/funnel_compare.h"
#include "assay/behavior/funnel_entry.h"

namespace assay {

// The step that the unit counts up to: 0 when it has no chain, and in kPostHog when an exclusion takes it out.
//
// Errors: as FunnelPresetRunner::Run() says.
Result<std::uint32_t> LevelOf(FunnelUnitRunner& runner, const FunnelRules& rules, std::span<const ChainEvent> events);

// The reason for which the levels of `events`, which are in total order, differ by `a` and `b`, two valid sets of rules.
//
// Errors: as FunnelPresetRunner::Run() says.
Result<FunnelDifference> ExplainDifference(const FunnelRules& a, const FunnelRules& b, std::span<const ChainEvent> events);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_DIFFERENCE_H_
