#include "assay/stats/gamma.h"

#include <cmath>
#include <limits>

#include "assay/stats/elementary.h"
#include "assay/stats/tail_integral.h"

namespace assay {
namespace {

constexpr double kLogSqrtTwoPi = 0x1.d67f1c864beb5p-1;
constexpr double kNegligible = 0x1p-56;
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// From here on, and this near the mean, the tail is integrated: the series would take sqrt(a) terms and more.
constexpr double kLargeShape = 1000;
constexpr double kNearMean = 0.3;  // of the mean

// artanh(s) / s - 1 for 0 <= s <= 1/3: s^2/3 + s^4/5 + ...
double ArtanhRatioRest(double s) {
  const double s2 = s * s;
  double sum = 0;
  for (int i = 16; i >= 1; --i) sum = (sum + 1.0 / (2 * i + 1)) * s2;
  return sum;
}

// ln of x^a e^-x / Gamma(a + 1).
double LogPrefactor(double x, double a) {
  const double u = (x - a) / a;
  const double deviance = u < -0.5 ? u - Log(x / a) : -Log1pMinus(u);
  return -(a * deviance + StirlingError(a) + 0.5 * Log(a) + kLogSqrtTwoPi);
}

// The lower tail over the prefactor.
double LowerSeries(double x, double a) {
  double term = 1;
  double sum = 1;
  for (double c = a + 1; term > sum * kNegligible; c += 1) {
    term *= x / c;
    sum += term;
  }
  return sum;
}

// The upper tail over the prefactor, x > a: a times Legendre's fraction 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...))).
double UpperFraction(double x, double a) {
  constexpr double kTiny = 0x1p-900;
  double b = x + 1 - a;
  double c = 1 / kTiny;
  double d = 1 / b;
  double fraction = d;
  for (double i = 1; i < 100'000; i += 1) {
    const double numerator = -i * (i - a);
    b += 2;
    d = numerator * d + b;
    if (d == 0) d = kTiny;
    c = b + numerator / c;
    if (c == 0) c = kTiny;
    d = 1 / d;
    const double step = d * c;
    fraction *= step;
    if (std::fabs(step - 1) < kNegligible * 4) break;
  }
  return a * fraction;
}

// Both over the prefactor, by the integral of the density (s/x)^(a-1) e^(x-s) from x outwards, which in units of d = |s - x| begins with 1.
double UpperIntegral(double x, double a) {
  const double slope = (a - 1 - x) / x;
  const auto log_density = [&](double d) { return slope * d + (a - 1) * Log1pMinus(d / x); };
  return a / x * TailIntegral(std::sqrt(x), kInfinity, log_density);
}

double LowerIntegral(double x, double a) {
  const double slope = (a - 1 - x) / x;
  const auto log_density = [&](double d) { return -slope * d + (a - 1) * Log1pMinus(-d / x); };
  return a / x * TailIntegral(std::sqrt(x), 0.999 * x, log_density);
}

}  // namespace

double StirlingError(double x) {
  double shifted = 0;
  if (x < 1) {
    // To 1 by the same increment, whose series would not converge.
    shifted += (x + 0.5) * (Log1p(x) - Log(x)) - 1;
    x += 1;
  }
  for (; x < 10; x += 1) shifted += ArtanhRatioRest(1 / (2 * x + 1));
  const double r = 1 / (x * x);
  const double series =
      (1.0 / 12 -
       (1.0 / 360 -
        (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 - (691.0 / 360'360 - (1.0 / 156 - 3617.0 / 122'400 * r) * r) * r) * r) * r) * r) *
           r) /
      x;
  return shifted + series;
}

double Log1pMinus(double u) {
  if (u < -0.5 || u > 1) return Log1p(u) - u;
  const double s = u / (2 + u);  // ln(1 + u) = 2 artanh(s) and u = 2 s / (1 - s)
  const double s2 = s * s;
  double sum = 0;
  for (int i = 16; i >= 1; --i) sum = (sum + 2.0 / (2 * i + 1)) * s2;
  return s * (sum - u);
}

double LogGamma(double x) { return (x - 0.5) * Log(x) - x + kLogSqrtTwoPi + StirlingError(x); }

double LogBeta(double a, double b) {
  const double small = a < b ? a : b;
  const double large = a < b ? b : a;
  const double errors = StirlingError(small) + StirlingError(large) - StirlingError(small + large);
  const double rise = Log(large / small) + Log1p(small / large);  // ln((a + b) / small)
  return errors + kLogSqrtTwoPi - 0.5 * Log(large) - (small - 0.5) * rise - large * Log1p(small / large);
}

Tails GammaTails(double x, double a) {
  if (!(x >= 0) || !(a > 0) || std::isinf(a)) return {{kNotANumber, kNotANumber}, {kNotANumber, kNotANumber}};
  if (x == 0) return FromLower(kImpossible);
  if (std::isinf(x)) return FromUpper(kImpossible);
  const double log_prefactor = LogPrefactor(x, a);
  const bool integrate = a > kLargeShape && std::fabs(x - a) < kNearMean * a;
  const bool lower = x < a || x < 1;
  if (lower) return FromLower(ProbabilityOf(log_prefactor, integrate ? LowerIntegral(x, a) : LowerSeries(x, a)));
  return FromUpper(ProbabilityOf(log_prefactor, integrate ? UpperIntegral(x, a) : UpperFraction(x, a)));
}

std::optional<double> GammaQuantile(double p, double a, bool upper) {
  if (!(p > 0 && p < 1) || !(a > 0) || std::isinf(a)) return std::nullopt;
  if (p > 0.5 && 1 - p > 0) return GammaQuantile(1 - p, a, !upper);
  const double log_p = Log(p);
  // From the left end of where the concave function can be: the lower tail is at most the prefactor's leading power.
  double w = upper ? Log(a + 1) : (log_p + LogGamma(a + 1)) / a;
  constexpr double kLargestStep = 1;  // to the right, where the tail's logarithm falls like -x
  for (int i = 0; i < 200; ++i) {
    const double x = Exp(w);
    const Tails tails = GammaTails(x, a);
    const double log_tail = upper ? tails.upper.log_p : tails.lower.log_p;
    const double slope = Exp(LogPrefactor(x, a) + Log(a) - log_tail);  // of the tail's logarithm by ln x, without its sign
    const double step = (log_tail - log_p) / (upper ? slope : -slope);
    if (!std::isfinite(step)) break;
    w += upper ? std::fmin(step, kLargestStep) : step;
    if (std::fabs(step) <= 1e-11 + 1e-15 * std::fabs(w)) break;  // the next one would be its square
  }
  return Exp(w);
}

}  // namespace assay
