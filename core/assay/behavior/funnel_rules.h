// assay/behavior/funnel_rules.h
//
// What a funnel query says, checked, as the rules that a preset's runner takes. Pure functions, O(size of the query).

#ifndef ASSAY_BEHAVIOR_FUNNEL_RULES_H_
#define ASSAY_BEHAVIOR_FUNNEL_RULES_H_

#include "assay/base/status.h"
#include "assay/behavior/funnel.h"

namespace assay {

// OK, or kInvalidArgument naming the rule that is broken. Does not look into matches and conditions: compiling them does.
Status CheckFunnelQuery(const FunnelQuery& query);

// The rules for the events of one unit of a valid query. A held property is not among them: it makes the units.
[[nodiscard]] FunnelRules RulesOf(const FunnelQuery& query);

// Whether chains depend on events that match no step and no exclusion.
[[nodiscard]] bool SeesEveryEvent(const FunnelRules& rules);

// Whether the query is the plain ordered funnel of users that funnel.cc streams.
[[nodiscard]] bool IsPlain(const FunnelQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_RULES_H_
