// assay/behavior/funnel_plain.h
//
// The plain funnel: the best chain of each user in order, by first touch, and no evidence beyond counts and times. What most questions are,
// so it has a way of its own: lists of events by step that are joined user by user. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_FUNNEL_PLAIN_H_
#define ASSAY_BEHAVIOR_FUNNEL_PLAIN_H_

#include "assay/base/status.h"
#include "assay/behavior/funnel.h"

namespace assay {

// The answer to a query that passes CheckFunnelQuery() and IsPlain(). O(events), and a sort of those that are not sealed.
//
// Errors: kInvalidArgument for a malformed match or condition.
Result<FunnelResult> RunPlainFunnel(const Table& table, const FunnelQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_FUNNEL_PLAIN_H_
