#include "assay/stats/beta.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "assay/stats/elementary.h"
#include "assay/stats/gamma.h"
#include "assay/stats/tail_integral.h"

namespace assay {
namespace {

constexpr double kLogSqrtTwoPi = 0x1.d67f1c864beb5p-1;
constexpr double kNegligible = 0x1p-54;
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

// From here on the tail near the mean is integrated: the fraction would take sqrt(min(a, b)) terms and more.
constexpr double kLargeParameter = 200;
constexpr double kNearMean = 0.3;

// a y - b x: where x is against the mean a / (a + b).
double Offset(const Share& x, double a, double b) {
  const ExactProduct ay = MultiplyExactly(a, x.y);
  const ExactProduct bx = MultiplyExactly(b, x.x);
  return (ay.high - bx.high) + (ay.low - bx.low);
}

// a (u - ln(1 + u)) for u = value / a - 1 = difference / a.
double Deviance(double a, double difference, double value) {
  const double u = difference / a;
  return a * (u < -0.5 ? u - Log(value / a) : -Log1pMinus(u));
}

// The lower tail over the prefactor, x below the mean.
double LowerFraction(const Share& x, double a, double b) {
  constexpr double kTiny = 0x1p-900;
  const double offset = Offset(x, a, b);
  double fraction = a * (offset + 1) / (a + 1);
  double c = fraction;
  double d = 0;
  for (double m = 1; m < 100'000; m += 1) {
    const double twice = a + 2 * m;
    const double numerator = (a + m - 1) / (twice - 1) * ((a + b + m - 1) / (twice - 1)) * m * (b - m) * x.x * x.x;
    const double denominator = m + m * (b - m) * x.x / (twice - 1) + (a + m) * (offset + 1 + m * (1 + x.y)) / (twice + 1);
    d = denominator + numerator * d;
    if (d == 0) d = kTiny;
    c = denominator + numerator / c;
    if (c == 0) c = kTiny;
    d = 1 / d;
    const double step = c * d;
    fraction *= step;
    if (std::fabs(step - 1) < kNegligible) break;
  }
  return 1 / fraction;
}

// The same by the integral of the density (s/x)^(a-1) ((1-s)/y)^(b-1) from x down, which in units of d = x - s begins with 1.
double LowerIntegral(const Share& x, double a, double b) {
  const double slope = ((a - 1) * x.y - (b - 1) * x.x) / (x.x * x.y);
  const auto log_density = [&](double d) { return -slope * d + (a - 1) * Log1pMinus(-d / x.x) + (b - 1) * Log1pMinus(d / x.y); };
  return TailIntegral(std::sqrt(x.x * x.y / (a + b)), 0.999 * x.x, log_density) / (x.x * x.y);
}

PValue LowerTail(const Share& x, double a, double b) {
  const bool integrate = std::min(a, b) > kLargeParameter && std::fabs(Offset(x, a, b)) < kNearMean * std::min(a, b);
  return ProbabilityOf(LogBetaFactor(x, a, b), integrate ? LowerIntegral(x, a, b) : LowerFraction(x, a, b));
}

Share ShareOfLogit(double w) {
  const double e = Exp(-std::fabs(w));
  const Share share = {1 / (1 + e), e / (1 + e)};
  return w >= 0 ? share : Share{share.y, share.x};
}

}  // namespace

double LogBetaFactor(const Share& x, double a, double b) {
  const double n = a + b;
  const double offset = Offset(x, a, b);
  const double deviances = Deviance(a, -offset, n * x.x) + Deviance(b, offset, n * x.y);
  const double errors = StirlingError(n) - StirlingError(a) - StirlingError(b);
  const double small = std::min(a, b);
  return errors - deviances + 0.5 * (Log(small) - Log1p(small / std::max(a, b))) - kLogSqrtTwoPi;
}

Share ShareOfParts(double part, double rest) {
  if (part > rest) {
    const double ratio = rest / part;
    return {1 / (1 + ratio), ratio / (1 + ratio)};
  }
  const double ratio = part / rest;
  return {ratio / (1 + ratio), 1 / (1 + ratio)};
}

Tails BetaTails(const Share& x, double a, double b) {
  const bool valid = x.x >= 0 && x.y >= 0 && a > 0 && b > 0 && !std::isinf(a) && !std::isinf(b);
  if (!valid) return {{kNotANumber, kNotANumber}, {kNotANumber, kNotANumber}};
  if (x.x == 0) return FromLower(kImpossible);
  if (x.y == 0) return FromUpper(kImpossible);
  const double mean_plus = (a + 1) / (a + b + 2);
  if (x.x <= mean_plus) return FromLower(LowerTail(x, a, b));
  return FromUpper(LowerTail({x.y, x.x}, b, a));
}

std::optional<double> BetaQuantileLogit(double p, double a, double b, bool upper) {
  if (!(p > 0 && p < 1) || !(a > 0) || !(b > 0) || std::isinf(a) || std::isinf(b)) return std::nullopt;
  if (upper) {
    const std::optional<double> mirrored = BetaQuantileLogit(p, b, a, false);
    return mirrored ? std::optional(-*mirrored) : std::nullopt;
  }
  if (p > 0.5 && 1 - p > 0) return BetaQuantileLogit(1 - p, a, b, true);
  const double log_p = Log(p);
  constexpr double kPowerAlone = -600;  // the tail is x^a / (a B(a, b)), to the last bit
  const double of_power = (log_p + Log(a) + LogBeta(a, b)) / a;
  if (of_power < kPowerAlone) return of_power;
  // From the left the tail's logarithm, being concave, never leads beyond the solution. From the right it would lead far beyond; sqrt(-2 ln
  // tail), straight for a normal tail, leads less far.
  const double aim = std::sqrt(-2 * log_p);
  double w = Log(a) - Log(b);
  for (int i = 0; i < 300; ++i) {
    const Share x = ShareOfLogit(w);
    const double log_tail = BetaTails(x, a, b).lower.log_p;
    const double depth = std::sqrt(-2 * log_tail);
    const double slope = Exp(LogBetaFactor(x, a, b) - log_tail);  // of the tail's logarithm by the logit
    const double step = log_tail < log_p ? (log_p - log_tail) / slope : (depth - aim) * depth / slope;
    if (!std::isfinite(step)) break;
    w += step;
    if (std::fabs(step) <= 1e-11 + 1e-15 * std::fabs(w)) break;  // the next one would be its square
  }
  return w;
}

std::optional<Share> BetaQuantile(double p, double a, double b, bool upper) {
  const std::optional<double> logit = BetaQuantileLogit(p, a, b, upper);
  return logit ? std::optional(ShareOfLogit(*logit)) : std::nullopt;
}

}  // namespace assay
