// assay/stats/beta.h
//
// The regularised incomplete beta function with both tails, and its inverse: what Student's t, F, the binomial and exact intervals are made
// of. Pure functions with the same bits on every platform. Accuracy and sizes: core/decisions/distributions.md.

#ifndef ASSAY_STATS_BETA_H_
#define ASSAY_STATS_BETA_H_

#include <optional>

#include "assay/stats/tails.h"

namespace assay {

// A number in [0, 1] together with its complement, each to full precision: 1 - x has none left where x is near 1.
struct Share {
  double x = 0;
  double y = 1;  // 1 - x
};

inline Share ShareOf(double x) { return {x, 1 - x}; }

// part / (part + rest), for finite parts of 0 and more that are not both 0.
Share ShareOfParts(double part, double rest);

// ln of x^a y^b / B(a, b), 0 < x < 1: the density times x y, with nothing large that cancels.
double LogBetaFactor(const Share& x, double a, double b);

// P(X <= x) = I_x(a, b) and P(X > x) of a beta variable; a, b > 0, x in [0, 1]. NaN tails for anything else.
//
// Definition: x^a y^b / B(a, b), written with deviances and Stirling's errors so that nothing large cancels, times the continued fraction;
// for min(a, b) > 200 near the mean the tail's integral instead.
// Source: Didonato and Morris, Algorithm 708, 1992, doi:10.1145/131766.131776 (the fraction); Loader, Fast and Accurate Computation of
// Binomial Probabilities, 2000 (the prefactor).
Tails BetaTails(const Share& x, double a, double b);

// The x with P(X <= x) = p, or with `upper` P(X > x) = p; nothing unless 0 < p < 1 and a, b > 0.
//
// Definition: Newton's method on the logarithm of the smaller tail by the logit of x: that is concave, so steps from the left stay there.
std::optional<Share> BetaQuantile(double p, double a, double b, bool upper);

// The same as ln(x / (1 - x)), which stays finite where x or its complement is below the smallest double.
std::optional<double> BetaQuantileLogit(double p, double a, double b, bool upper);

}  // namespace assay

#endif  // ASSAY_STATS_BETA_H_
