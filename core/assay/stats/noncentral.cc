#include "assay/stats/noncentral.h"

#include <algorithm>
#include <cmath>

#include "assay/stats/beta.h"
#include "assay/stats/distributions.h"
#include "assay/stats/elementary.h"
#include "assay/stats/gamma.h"
#include "assay/stats/normal.h"
#include "assay/stats/tail_integral.h"

namespace assay {
namespace {

constexpr double kLogSqrtTwoPi = 0x1.d67f1c864beb5p-1;

// ln of the integral of e^log_f, where log_f has one maximum near `start` and falls on both sides.
template <typename Function>
PValue PeakIntegral(double start, double scale, const Function& log_f) {
  constexpr double kNothingLeft = 42;
  double at = start;
  double best = log_f(at);
  for (double step = scale; step > scale * 0x1p-12;) {  // uphill, the steps doubled as long as they lead there
    const double left = log_f(at - step);
    const double right = log_f(at + step);
    if (left > best && left >= right)
      at -= step, best = left, step *= 2;
    else if (right > best)
      at += step, best = right, step *= 2;
    else
      step /= 2;
  }
  const auto reach = [&](double direction) {
    double width = scale * 0x1p-10;
    while (log_f(at + direction * width) > best - kNothingLeft) width *= 2;
    while (log_f(at + direction * 0.75 * width) < best - kNothingLeft) width *= 0.75;
    return width;
  };
  constexpr int kPanels = 5;
  double sum = 0;
  for (const double direction : {-1.0, 1.0}) {
    const double width = reach(direction);
    for (int panel = kPanels - 1; panel >= 0; --panel) {
      sum += LegendreIntegral(width * panel / kPanels, width * (panel + 1) / kPanels,
                              [&](double d) { return Exp(log_f(at + direction * d) - best); });
    }
  }
  return ProbabilityOf(best, sum);
}

// ln P(J = j) of a Poisson J, and the tails mixed by it. `tails_at(j)`: those of the component.
template <typename Function>
Tails PoissonMixture(double mean, const Function& tails_at) {
  if (mean == 0) return tails_at(0.0);
  constexpr double kNegligible = 0x1p-60;
  const double mode = std::floor(mean);
  const double log_mode =
      mode == 0 ? -mean : -(mode * -(Log1pMinus((mean - mode) / mode)) + StirlingError(mode) + 0.5 * Log(mode) + kLogSqrtTwoPi);
  const double weight_at_mode = Exp(log_mode);
  double lower = 0;
  double upper = 0;
  const auto add = [&](double j, double weight) {
    const Tails tails = tails_at(j);
    const double low = weight * tails.lower.p;
    const double high = weight * tails.upper.p;
    lower += low;
    upper += high;
    return low > lower * kNegligible || high > upper * kNegligible;
  };
  double weight = weight_at_mode;
  for (double j = mode; add(j, weight); j += 1) weight *= mean / (j + 1);
  weight = weight_at_mode;
  for (double j = mode; j > 0;) {
    weight *= j / mean;
    j -= 1;
    if (!add(j, weight)) break;
  }
  const auto p_value = [](double p) { return PValue{std::min(p, 1.0), std::min(Log(p), 0.0)}; };
  return lower < upper ? FromLower(p_value(lower)) : FromUpper(p_value(upper));
}

}  // namespace

Tails NoncentralStudentTails(double t, double degrees, double shift) {
  if (shift == 0) return StudentTails(t, degrees);
  if (degrees > kMaxShape) return NormalTails(t - shift);
  // The density of w: 2 (n/2)^(n/2) / Gamma(n/2) e^(n w - n e^(2w) / 2), which is largest at 0.
  const double half = degrees / 2;
  const double at_zero = 0.5 * Log(degrees / 2) - kLogSqrtTwoPi - StirlingError(half) + 0x1.62e42fefa39efp-1;
  const double scale = 1 / std::sqrt(2 * degrees) < 1 ? 1 / std::sqrt(2 * degrees) : 1;
  const auto density = [=](double w) { return at_zero + degrees * (w - 0.5 * Expm1(2 * w)); };
  const PValue lower = PeakIntegral(0, scale, [&](double w) { return density(w) + NormalLogUpperTail(shift - t * Exp(w)); });
  const PValue upper = PeakIntegral(0, scale, [&](double w) { return density(w) + NormalLogUpperTail(t * Exp(w) - shift); });
  return lower.log_p < upper.log_p ? FromLower(lower) : FromUpper(upper);
}

Tails NoncentralChiSquaredTails(double x, double degrees, double noncentrality) {
  return PoissonMixture(noncentrality / 2, [=](double j) { return ChiSquaredTails(x, degrees + 2 * j); });
}

Tails NoncentralFTails(double f, double numerator, double denominator, double noncentrality) {
  const Share share = ShareOfParts(numerator * f, denominator);
  return PoissonMixture(noncentrality / 2, [=](double j) { return BetaTails(share, numerator / 2 + j, denominator / 2); });
}

}  // namespace assay
