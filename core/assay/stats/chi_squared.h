// assay/stats/chi_squared.h
//
// Upper tail of the chi-squared distribution with whole degrees of freedom: what goodness-of-fit tests need. A pure function with the same
// bits on every platform; O(degrees) at worst.

#ifndef ASSAY_STATS_CHI_SQUARED_H_
#define ASSAY_STATS_CHI_SQUARED_H_

#include <cstdint>

#include "assay/base/status.h"
#include "assay/stats/p_value.h"

namespace assay {

// Rounding grows with the number of factors: up to here it stays below 1e-10 relative.
inline constexpr std::uint32_t kMaxChiSquaredDegrees = 100'000;

// P(X > x) = Q(degrees / 2, x / 2), the regularised upper incomplete gamma function. `x` >= 0, infinity included; `degrees` in
// [1, kMaxChiSquaredDegrees]. Relative error of p (above 1e-307) and of log_p below 1e-12 for up to 100 degrees.
//
// Definition, y = x/2 and a = degrees/2. For x >= degrees the finite sum of positive terms y^b e^-y / b! over b = a-1, a-2, ... > 0, plus
// e^-y (even degrees) or 2 P(Z > sqrt x) (odd degrees): no cancellation at any depth. Below, one minus the series of the lower tail.
//
// Errors: kInvalidArgument when x is negative or NaN or the degrees are out of range.
// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 26.4.4, 26.4.5 and 6.5.29.
Result<PValue> ChiSquaredUpperTail(double x, std::uint32_t degrees);

}  // namespace assay

#endif  // ASSAY_STATS_CHI_SQUARED_H_
