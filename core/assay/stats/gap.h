// assay/stats/gap.h
//
// Why data give no estimate: an answer of its own, never 0, 1 or an empty interval in the place of one. A value type.

#ifndef ASSAY_STATS_GAP_H_
#define ASSAY_STATS_GAP_H_

#include <cstdint>

namespace assay {

// The numbers cross the WASM boundary: append only, never renumber. js/stats/reasons.ts holds the same list and a test compares them.
enum class Gap : std::uint8_t {
  kNone = 0,           // there is an estimate
  kNoData = 1,         // an arm has no observation
  kTooFew = 2,         // a variance needs two observations, or the method more than there are
  kNoVariance = 3,     // all values are the same: nothing says how far off they may be
  kZeroBaseline = 4,   // relative to 0 there is no change
  kNegative = 5,       // the method needs positive means
  kUnbounded = 6,      // the data do not rule out a baseline of 0: no finite interval holds the ratio
  kCancellation = 7,   // sum and sum of squares agree in too many digits to leave a variance
  kNotAttainable = 8,  // even the widest interval does not reach the level
  kCollinear = 9,      // a covariate is constant or a combination of the others
  kSeparated = 10,     // no stratum has both arms
};

}  // namespace assay

#endif  // ASSAY_STATS_GAP_H_
