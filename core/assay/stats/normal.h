// assay/stats/normal.h
//
// The standard normal distribution: tails without cancellation, their logarithms, quantiles. Pure functions with the same bits on every
// platform. Accuracy against 50-digit arithmetic: 5e-16 relative for tails above 1e-307 and for log tails, 1e-15 for quantiles.

#ifndef ASSAY_STATS_NORMAL_H_
#define ASSAY_STATS_NORMAL_H_

#include <optional>

#include "assay/stats/p_value.h"

namespace assay {

// P(Z > z), in [0, 1], to full relative accuracy also where it is tiny; subnormal below z = 37.5, 0 beyond 38.6. NaN for NaN.
//
// Definition: z <= 0.5: 1/2 - density(z) z (1 + z^2/3 + z^4/15 + ...); above: density(z) times Mills' ratio, a Chebyshev series.
double NormalUpperTail(double z);

// ln P(Z > z), finite for every finite |z| < 1e154. NaN for NaN.
double NormalLogUpperTail(double z);

// P(Z <= z) = NormalUpperTail(-z).
double NormalCdf(double z);

// P(|Z| > |z|): the two-sided p value of a z statistic. p = 1 exactly at z = 0. NaN for NaN.
PValue NormalTwoSided(double z);

// The z with P(Z <= z) = p, or nothing unless 0 < p < 1. For an upper tail q take -NormalQuantile(q): 1 - q would round.
//
// Source: Wichura, Algorithm AS 241 (PPND16), 1988, doi:10.2307/2347330.
std::optional<double> NormalQuantile(double p);

}  // namespace assay

#endif  // ASSAY_STATS_NORMAL_H_
