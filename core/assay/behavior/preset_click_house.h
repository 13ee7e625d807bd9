// assay/behavior/preset_click_house.h
//
// ClickHouse's windowFunnel() in every mode but strict_once (see preset_ties.h): rows count once per condition they satisfy, ties count in
// the order of the conditions, the newest start replaces the older. O(events x steps^2). Rules: core/decisions/funnel-presets.md.

#ifndef ASSAY_BEHAVIOR_PRESET_CLICK_HOUSE_H_
#define ASSAY_BEHAVIOR_PRESET_CLICK_HOUSE_H_

#include "assay/behavior/chain.h"

namespace assay {

// The chain of the level that windowFunnel returns, and the rows that took it there; `reached` is 0 for none. With strict_order every row
// of the user counts, also those that match no step.
Chain RunWindowFunnel(std::span<const ChainEvent> events, const FunnelRules& rules);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_PRESET_CLICK_HOUSE_H_
