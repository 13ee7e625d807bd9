// assay/stats/distributions.h
//
// The distributions that tests and intervals need, each with both tails, their logarithms, and quantiles. Pure functions with the same bits
// on every platform; each is one call of the incomplete beta or gamma function. The normal distribution: assay/stats/normal.h. Accuracy and
// sizes: core/decisions/distributions.md.
//
// Source of the relations: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 26.4.19, 26.4.21, 26.5.24, 26.5.27 and 26.6.2.

#ifndef ASSAY_STATS_DISTRIBUTIONS_H_
#define ASSAY_STATS_DISTRIBUTIONS_H_

#include <cstdint>
#include <optional>

#include "assay/stats/beta.h"
#include "assay/stats/tails.h"

namespace assay {

// Shapes and degrees of freedom, whole or not, are above 0 and at most this; Student's t may have infinitely many.
inline constexpr double kMaxShape = 1e15;

Tails NormalTails(double z);

// Student's t with `degrees` of freedom at t.
Tails StudentTails(double t, double degrees);

// P(|T| > |t|).
PValue StudentTwoSided(double t, double degrees);

// The t with P(T <= t) = p; nothing unless 0 < p < 1.
std::optional<double> StudentTQuantile(double p, double degrees);

// Chi-squared at x >= 0.
Tails ChiSquaredTails(double x, double degrees);
std::optional<double> ChiSquaredQuantile(double p, double degrees, bool upper);

// Fisher's F at f >= 0, `numerator` and `denominator` degrees of freedom.
Tails FTails(double f, double numerator, double denominator);
std::optional<double> FQuantile(double p, double numerator, double denominator, bool upper);

// P(X <= k) and P(X > k) of a binomial X: `trials` of probability `rate` each, 0 <= k <= trials.
Tails BinomialTails(std::uint64_t k, std::uint64_t trials, double rate);

// ln P(X = k) of the same, 0 <= k <= trials; `rate` strictly between 0 and 1.
// Source: Loader, Fast and Accurate Computation of Binomial Probabilities, 2000.
double LogBinomialMass(double k, double trials, const Share& rate);

// The least k with P(X <= k) >= p, 0 < p < 1.
std::uint64_t BinomialQuantile(double p, std::uint64_t trials, double rate);

// P(X <= k) and P(X > k) of a Poisson X with `mean` >= 0.
Tails PoissonTails(std::uint64_t k, double mean);

}  // namespace assay

#endif  // ASSAY_STATS_DISTRIBUTIONS_H_
