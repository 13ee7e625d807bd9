// assay/behavior/funnel_run.h
//
// The funnel query by the rules of any preset: user by user, segment by segment, unit by unit. O(events) besides what the preset costs;
// keeps one user's chains at a time.

#ifndef ASSAY_BEHAVIOR_FUNNEL_RUN_H_
#define ASSAY_BEHAVIOR_FUNNEL_RUN_H_

#include "assay/base/status.h"
#include "assay/behavior/funnel.h"

namespace assay {

// The answer to a query that passes CheckFunnelQuery(), also to a plain one.
//
// Errors: kInvalidArgument for a malformed match or condition, kResourceExhausted as FunnelPresetRunner::Run() says.
Result<FunnelResult> RunFunnel(const Table& table, const FunnelQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_RUN_H_
