// assay/stats/gamma.h
//
// The gamma function's logarithm, its error against Stirling's formula, and the regularised incomplete gamma function with both tails. Pure
// functions with the same bits on every platform. Accuracy and sizes: core/decisions/distributions.md.

#ifndef ASSAY_STATS_GAMMA_H_
#define ASSAY_STATS_GAMMA_H_

#include <optional>

#include "assay/stats/tails.h"

namespace assay {

// ln Gamma(x + 1) - ((x + 1/2) ln x - x + ln(2 pi)/2) for finite x > 0: 1 / (12 x) and less. What is left of a density when Stirling's
// formula has taken the large parts away, so that none of them cancels.
//
// Definition: from x = 10 on the asymptotic series; below, up to there by the increments artanh(s)/s - 1, s = 1/(2x + 1).
// Source: Loader, Fast and Accurate Computation of Binomial Probabilities, 2000; Abramowitz and Stegun, 1964, 6.1.40.
double StirlingError(double x);

// ln Gamma(x), finite x > 0. Absolute error near 1e-15 below x = 10, relative above.
double LogGamma(double x);

// ln B(a, b) = ln Gamma(a) + ln Gamma(b) - ln Gamma(a + b) without their cancelling; a, b > 0.
double LogBeta(double a, double b);

// ln(1 + u) - u for u > -1: never positive, relative error near 1e-15 also for tiny u, where the subtraction would leave nothing.
double Log1pMinus(double u);

// P(X <= x) and P(X > x) of a gamma variable of shape `a` > 0 and scale 1, x >= 0, infinity included. NaN tails for anything else.
//
// Definition: x^a e^-x / Gamma(a + 1), with Stirling's error taken apart, times the series of the lower tail, or the continued fraction of
// the upper one; for a > 1000 near the mean, where both are slow, the tail's integral in units of its first value.
// Source: Temme, A Set of Algorithms for the Incomplete Gamma Functions, 1994, doi:10.1017/S0269964800003417 (which method where); Legendre's
// continued fraction, Abramowitz and Stegun, 1964, 6.5.31, evaluated by Lentz's method.
Tails GammaTails(double x, double a);

// The x with P(X <= x) = p, or with `upper` P(X > x) = p; nothing unless 0 < p < 1 and a > 0.
//
// Definition: Newton's method on the logarithm of the smaller tail by ln x: that is concave, so the steps come from one side.
std::optional<double> GammaQuantile(double p, double a, bool upper);

}  // namespace assay

#endif  // ASSAY_STATS_GAMMA_H_
