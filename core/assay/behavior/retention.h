// assay/behavior/retention.h
//
// ClickHouse's retention(): which of up to 32 conditions a user met, given that the user met the first. Constant time.

#ifndef ASSAY_BEHAVIOR_RETENTION_H_
#define ASSAY_BEHAVIOR_RETENTION_H_

#include "assay/behavior/step_scan.h"

namespace assay {

// Bit 0: some event of the user met condition 1. Bit k: and some event, the same or another, earlier or later, met condition k + 1; none
// without bit 0. `met` is the union of the masks of the user's events.
//
// Source: ClickHouse documentation, "retention", Parametric aggregate functions.
constexpr StepMask RetentionMask(StepMask met) { return (met & 1) != 0 ? met : 0; }

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_RETENTION_H_
