// The family that this build has none of.

#include "assay/stats/calls.h"

namespace assay {

std::span<const StatCall> SequentialCalls() { return {}; }

}  // namespace assay
