// assay/engine/bind_funnel.h
//
// What funnels and the comparison of their presets share, from the words of wire to the types of behavior. Views point into the wire query,
// which must outlive what is bound. Internal to engine.

#ifndef ASSAY_ENGINE_BIND_FUNNEL_H_
#define ASSAY_ENGINE_BIND_FUNNEL_H_

#include <cstddef>

#include "assay/base/status.h"
#include "assay/behavior/funnel.h"
#include "assay/behavior/funnel_compare.h"
#include "assay/wire/query.h"

namespace assay {

// Conditions, operands and alternatives.
std::size_t CountFunnelParts(const WireFunnelQuery& funnel);

FunnelComparand BindFunnelRules(const WireFunnelRules& rules);

// The funnel without its scope, groups and trend.
//
// Errors: kInvalidArgument for no steps or more than kMaxFunnelSteps.
Result<FunnelQuery> BindFunnel(const WireFunnelQuery& asked);

}  // namespace assay

#endif  // ASSAY_ENGINE_BIND_FUNNEL_H_
