#include "assay/stats/non_inferiority.h"

#include <limits>

namespace assay {

Result<GuardrailVerdict> JudgeGuardrail(const Interval& interval, double margin, Direction direction) {
  if (!(margin >= 0 && margin < std::numeric_limits<double>::infinity())) return InvalidArgument("margin: must be finite and not negative");
  if (!(interval.low <= interval.high)) return InvalidArgument("interval: must be ascending numbers");
  // As gains: above 0 is better.
  const bool higher = direction == Direction::kHigherIsBetter;
  const double worst = higher ? interval.low : -interval.high;
  const double best = higher ? interval.high : -interval.low;
  if (worst > 0) return GuardrailVerdict::kBetter;
  if (worst > -margin) return best < 0 ? GuardrailVerdict::kWorseButSafe : GuardrailVerdict::kSafe;
  if (best <= -margin && best < 0) return GuardrailVerdict::kHarmful;
  return GuardrailVerdict::kUndecided;
}

}  // namespace assay
