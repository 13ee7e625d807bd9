#include "assay/stats/mixture_boundary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "assay/stats/beta.h"
#include "assay/stats/elementary.h"
#include "assay/stats/gamma.h"
#include "assay/stats/normal.h"
#include "assay/stats/zeta.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLn2 = 0x1.62e42fefa39efp-1;

bool IsAmount(double value) { return value > 0 && value < kInfinity; }

// The prior sample of the normal mixture, approximate as in the paper's equation 24; the other mixtures use it, too.
double BestPrior(double best_time, double alpha, bool one_sided) {
  const double minus_log_square = -2 * (Log(alpha) + (one_sided ? kLn2 : 0));
  return best_time / (minus_log_square + Log1p(minus_log_square));
}

Status Check(double best_time, double alpha, bool one_sided) {
  if (!IsAmount(best_time)) return InvalidArgument("best_time: must be finite and above 0");
  if (!(alpha > 0 && alpha < (one_sided ? 0.5 : 1))) return InvalidArgument("alpha: must be between 0 and 1, one-sided below 1/2");
  return {};
}

}  // namespace

Result<MixtureBoundary> MixtureBoundary::Normal(double best_time, double alpha, bool one_sided) {
  if (const Status status = Check(best_time, alpha, one_sided); !status.ok()) return status;
  return MixtureBoundary(one_sided ? Kind::kNormalOneSided : Kind::kNormal, BestPrior(best_time, alpha, one_sided));
}

Result<MixtureBoundary> MixtureBoundary::GammaExponential(double best_time, double alpha, double c) {
  if (const Status status = Check(best_time, alpha, true); !status.ok()) return status;
  if (!IsAmount(c)) return InvalidArgument("c: must be finite and above 0");
  MixtureBoundary mixture(Kind::kGammaExponential, BestPrior(best_time, alpha, true));
  mixture.g_ = c;
  mixture.constant_ = -mixture.Gamma(0, 0);
  return mixture;
}

Result<MixtureBoundary> MixtureBoundary::GammaPoisson(double best_time, double alpha, double c) {
  if (const Status status = Check(best_time, alpha, true); !status.ok()) return status;
  if (!IsAmount(c)) return InvalidArgument("c: must be finite and above 0");
  MixtureBoundary mixture(Kind::kGammaPoisson, BestPrior(best_time, alpha, true));
  mixture.g_ = c;
  mixture.constant_ = -mixture.Gamma(0, 0);
  return mixture;
}

Result<MixtureBoundary> MixtureBoundary::BetaBinomial(double best_time, double alpha, double g, double h, bool one_sided) {
  if (const Status status = Check(best_time, alpha, one_sided); !status.ok()) return status;
  if (!IsAmount(g) || !IsAmount(h)) return InvalidArgument("g, h: must be finite and above 0");
  constexpr double kLeast = 1e-3;  // of the variance g h: a prior that small already looks for any effect
  const double prior = std::max(BestPrior(best_time, alpha, one_sided) - g * h, kLeast * g * h);
  MixtureBoundary mixture(one_sided ? Kind::kBetaBinomialOneSided : Kind::kBetaBinomial, prior);
  mixture.g_ = g;
  mixture.h_ = h;
  mixture.constant_ = -mixture.Beta(0, 0);
  return mixture;
}

double MixtureBoundary::LogEvidence(double s, double v) const {
  switch (kind_) {
    case Kind::kNormal: return s * s / (2 * (v + prior_)) - 0.5 * Log1p(v / prior_);
    case Kind::kNormalOneSided:
      return s * s / (2 * (v + prior_)) - 0.5 * Log1p(v / prior_) + kLn2 + NormalLogUpperTail(-s / std::sqrt(v + prior_));
    case Kind::kGammaExponential:
    case Kind::kGammaPoisson: return constant_ + Gamma(s, v);
    case Kind::kBetaBinomial:
    case Kind::kBetaBinomialOneSided: return constant_ + Beta(s, v);
  }
  return 0;
}

// Propositions 9 and 10 of the paper, without their constant.
double MixtureBoundary::Gamma(double s, double v) const {
  const double order = (v + prior_) / (g_ * g_);
  const double moved = s / g_ + order;
  if (!(moved > 0)) return kInfinity;  // below the least sum there is
  if (kind_ == Kind::kGammaExponential) {
    return LogGamma(order) + GammaTails(moved, order).lower.log_p - order * Log(moved) + (s / g_ + v / (g_ * g_));
  }
  return LogGamma(moved) + GammaTails(order, moved).upper.log_p - moved * Log(order) + v / (g_ * g_);
}

// Propositions 7 and 8 of the paper, without their constant.
double MixtureBoundary::Beta(double s, double v) const {
  const double width = g_ + h_;
  const double failures = (prior_ + v - g_ * s) / (g_ * width);
  const double successes = (prior_ + v + h_ * s) / (h_ * width);
  if (!(failures > 0 && successes > 0)) return kInfinity;
  const double tail = kind_ == Kind::kBetaBinomialOneSided ? BetaTails(ShareOfParts(h_, g_), failures, successes).lower.log_p : 0;
  return v / (g_ * h_) * Log(width) - (v + h_ * s) / (h_ * width) * Log(g_) - (v - g_ * s) / (g_ * width) * Log(h_) +
         LogBeta(failures, successes) + tail;
}

Result<double> MixtureBoundary::Bound(double v, double alpha) const {
  if (!IsAmount(v)) return InvalidArgument("v: must be finite and above 0");
  if (!(alpha > 0 && alpha < 1)) return InvalidArgument("alpha: must be between 0 and 1");
  const double threshold = -Log(alpha);
  if (kind_ == Kind::kNormal) return std::sqrt((v + prior_) * (Log1p(v / prior_) + 2 * threshold));
  double high = v;
  if (kind_ == Kind::kBetaBinomial || kind_ == Kind::kBetaBinomialOneSided) {
    high = v / g_;
    if (LogEvidence(high, v) < threshold) return high;
  } else {
    while (LogEvidence(high, v) < threshold && high < 1e300) high *= 2;
  }
  double low = 0;
  for (int i = 0; i < 200; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle == low || middle == high) break;
    (LogEvidence(middle, v) < threshold ? low : high) = middle;
  }
  return high;
}

Result<double> PolyStitchingBound(double v, double alpha, double v_min, double c, double s, double eta) {
  if (!(v >= 0 && v < kInfinity)) return InvalidArgument("v: must be finite and not negative");
  if (!(alpha > 0 && alpha < 1)) return InvalidArgument("alpha: must be between 0 and 1");
  if (!IsAmount(v_min)) return InvalidArgument("v_min: must be finite and above 0");
  if (!(s > 1 && s <= kMaxZetaArgument)) return InvalidArgument("s: must be above 1 and at most 100");
  if (!(eta > 1 && eta < kInfinity)) return InvalidArgument("eta: must be finite and above 1");
  if (!std::isfinite(c)) return InvalidArgument("c: must be finite");
  const double time = std::max(v, v_min);
  const StitchingScale scale = StitchingScaleOf(eta);
  const double growth = s * Log(Log(eta * time / v_min)) + Log(Zeta(s)) - Log(alpha) - s * Log(Log(eta));
  const double linear = scale.k2 * c * growth;
  return std::sqrt(scale.k1 * scale.k1 * time * growth + linear * linear) + linear;
}

}  // namespace assay
