// assay/stats/tails.h
//
// Both tails of a distribution at one point, each with its logarithm. The smaller one is computed and the larger is its complement, so that
// neither loses digits. A value type.

#ifndef ASSAY_STATS_TAILS_H_
#define ASSAY_STATS_TAILS_H_

#include "assay/stats/p_value.h"

namespace assay {

struct Tails {
  PValue lower;  // P(X <= x)
  PValue upper;  // P(X > x)
};

// factor * e^log_factor as a probability, 0 <= factor, with the logarithm that it keeps when it underflows.
PValue ProbabilityOf(double log_factor, double factor);

// 1 - p with its logarithm. For p near 1 the complement has lost digits already: call it with the smaller tail.
PValue ComplementOf(const PValue& p);

inline Tails FromLower(const PValue& lower) { return {lower, ComplementOf(lower)}; }
inline Tails FromUpper(const PValue& upper) { return {ComplementOf(upper), upper}; }
inline Tails Swapped(const Tails& tails) { return {tails.upper, tails.lower}; }

inline constexpr PValue kImpossible = {0, -__builtin_inf()};
inline constexpr PValue kCertain = {1, 0};

}  // namespace assay

#endif  // ASSAY_STATS_TAILS_H_
