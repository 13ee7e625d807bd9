// assay/stats/non_inferiority.h
//
// "Not worse by more than a margin", for guardrails: each metric with its own margin and the direction in which it gets better. The verdict
// is read off the interval, whichever method it comes from, so that the two never contradict each other. Pure functions, O(1).

#ifndef ASSAY_STATS_NON_INFERIORITY_H_
#define ASSAY_STATS_NON_INFERIORITY_H_

#include <cstdint>

#include "assay/base/status.h"
#include "assay/stats/confidence.h"

namespace assay {

// The numbers cross the WASM boundary: append only, never renumber.
enum class Direction : std::uint8_t { kHigherIsBetter = 0, kLowerIsBetter = 1 };

enum class GuardrailVerdict : std::uint8_t {
  kUndecided = 0,     // the interval holds both acceptable and unacceptable changes
  kSafe = 1,          // worse by less than the margin at most
  kBetter = 2,        // safe, and better than without a change
  kWorseButSafe = 3,  // safe, and worse than without a change
  kHarmful = 4,       // worse by at least the margin
};

// `interval`: of the change, absolute or relative, its ends possibly infinite; `margin` of the same kind, finite and not negative. A margin
// of 0 asks for "not worse at all".
//
// Errors: kInvalidArgument when the margin is negative or not finite, or the interval is NaN or upside down.
// Source: Schultzberg, Ankargren, Franberg, Risk-Aware Product Decisions in A/B Tests with Multiple Metrics, 2024, arXiv:2402.11609.
Result<GuardrailVerdict> JudgeGuardrail(const Interval& interval, double margin, Direction direction);

}  // namespace assay

#endif  // ASSAY_STATS_NON_INFERIORITY_H_
