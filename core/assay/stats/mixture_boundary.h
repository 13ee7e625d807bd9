// assay/stats/mixture_boundary.h
//
// Boundaries that a sum of centred observations crosses, at any time, with at most a given probability: mixtures of exponential
// supermartingales, and the stitched boundaries with a closed formula. Confidence sequences are made of them. A value type and pure
// functions, same bits on every platform.
//
// Source: Howard, Ramdas, McAuliffe, Sekhon, Time-uniform, nonparametric, nonasymptotic confidence sequences, 2021,
// doi:10.1214/20-AOS1991. Its notation: s the centred sum, v its intrinsic time (for example the number of observations times a variance).

#ifndef ASSAY_STATS_MIXTURE_BOUNDARY_H_
#define ASSAY_STATS_MIXTURE_BOUNDARY_H_

#include <cstdint>

#include "assay/base/status.h"

namespace assay {

class MixtureBoundary {
 public:
  // For every one: tightest near the intrinsic time `best_time` (finite, above 0) at the error probability `alpha` (in (0, 1), where one
  // side is meant below 1/2).
  // Errors: kInvalidArgument for a number outside of its range.

  // Sums that are sub-Gaussian with variance v. Two-sided |s|, or s alone.
  static Result<MixtureBoundary> Normal(double best_time, double alpha, bool one_sided);

  // Sub-exponential sums with scale `c`, above 0: observations bounded below, or with exponential tails.
  static Result<MixtureBoundary> GammaExponential(double best_time, double alpha, double c);

  // Sub-Poisson sums with scale `c`, above 0: increments at most c.
  static Result<MixtureBoundary> GammaPoisson(double best_time, double alpha, double c);

  // Sub-Bernoulli sums: increments within [-g, h], g and h above 0; for a coin of probability p these are p and 1 - p and v = p (1 - p) n.
  static Result<MixtureBoundary> BetaBinomial(double best_time, double alpha, double g, double h, bool one_sided);

  // ln of the mixture supermartingale at sum `s` and time `v` >= 0: the e-value's logarithm. Convex in s. Infinite where s is impossible.
  [[nodiscard]] double LogEvidence(double s, double v) const;

  // The s at which LogEvidence(s, v) reaches ln(1 / alpha), or the largest possible s where it does not get there. `v` > 0, 0 < alpha < 1.
  //
  // Errors: kInvalidArgument for a number outside of its range.
  [[nodiscard]] Result<double> Bound(double v, double alpha) const;

 private:
  enum class Kind : std::uint8_t { kNormal, kNormalOneSided, kGammaExponential, kGammaPoisson, kBetaBinomial, kBetaBinomialOneSided };

  MixtureBoundary(Kind kind, double prior) : kind_(kind), prior_(prior) {}

  [[nodiscard]] double Gamma(double s, double v) const;
  [[nodiscard]] double Beta(double s, double v) const;

  Kind kind_;
  double prior_;         // the paper's rho, r for the beta-binomial
  double g_ = 0;         // of the beta-binomial; the scale c of the gamma mixtures
  double h_ = 0;         // of the beta-binomial
  double constant_ = 0;  // so that the evidence is 1 at the start
};

// Polynomial stitching, for sub-gamma sums with scale `c` (which may be negative). v_min > 0 is the time before which the boundary is flat,
// eta > 1 the ratio of the epochs, s > 1 how fast the epochs' shares of alpha fall.
//
// Definition: with k1 = (eta^(1/4) + eta^(-1/4)) / sqrt 2, k2 = (sqrt eta + 1) / 2, l = s ln ln(eta v / v_min) + ln(zeta(s) / (alpha ln^s eta)):
// sqrt(k1^2 v l + k2^2 c^2 l^2) + k2 c l, v at least v_min.
// Errors: kInvalidArgument for a number outside of its range.
// Source: the paper's theorem 1 and equation 10.
Result<double> PolyStitchingBound(double v, double alpha, double v_min, double c, double s, double eta);

}  // namespace assay

#endif  // ASSAY_STATS_MIXTURE_BOUNDARY_H_
