// assay/stats/student_t.h
//
// Quantiles of Student's t distribution with whole degrees of freedom: how many standard errors an interval reaches when the variance is
// estimated, too. A pure function with the same bits on every platform.

#ifndef ASSAY_STATS_STUDENT_T_H_
#define ASSAY_STATS_STUDENT_T_H_

#include <cstdint>
#include <optional>

#include "assay/stats/confidence.h"

namespace assay {

// The t with P(|T| <= t) = confidence.level(), or nothing for 0 degrees. Relative error below 1e-11 for levels from 0.5 to 0.999.
//
// Definition: up to 200 degrees Newton's method from the normal quantile on the finite series of P(|T| <= t), which is concave, so that
// the steps come from below; a dozen steps of O(degrees). Above, Fisher's expansion around the normal quantile.
// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 26.7.3, 26.7.4 and 26.7.5.
std::optional<double> StudentQuantile(std::uint64_t degrees, const Confidence& confidence);

}  // namespace assay

#endif  // ASSAY_STATS_STUDENT_T_H_
