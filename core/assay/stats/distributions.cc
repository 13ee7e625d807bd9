#include "assay/stats/distributions.h"

#include <cmath>
#include <limits>

#include "assay/stats/elementary.h"
#include "assay/stats/gamma.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

constexpr double kLn2 = 0x1.62e42fefa39efp-1;

PValue Half(const PValue& p) { return {p.p / 2, p.log_p - kLn2}; }

}  // namespace

Tails NormalTails(double z) { return {{NormalCdf(z), NormalLogUpperTail(-z)}, {NormalUpperTail(z), NormalLogUpperTail(z)}}; }

PValue StudentTwoSided(double t, double degrees) {
  if (std::isnan(t) || !(degrees > 0)) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  if (degrees > kMaxShape) return NormalTwoSided(t);
  if (std::isinf(t)) return kImpossible;
  const double ratio = std::fabs(t) / std::sqrt(degrees);
  constexpr double kFarOut = 1e70;  // the square would leave the range; only the leading power of the tail is left
  if (ratio > kFarOut) return ProbabilityOf(-degrees * Log(ratio) - Log(degrees / 2) - LogBeta(degrees / 2, 0.5), 1);
  const Share share = std::fabs(t) < 1e70 ? ShareOfParts(degrees, t * t) : ShareOfParts(1, ratio * ratio);
  return BetaTails(share, degrees / 2, 0.5).lower;
}

Tails StudentTails(double t, double degrees) {
  if (degrees > kMaxShape) return NormalTails(t);
  const Tails tails = FromUpper(Half(StudentTwoSided(t, degrees)));
  return t < 0 ? Swapped(tails) : tails;
}

std::optional<double> StudentTQuantile(double p, double degrees) {
  if (!(p > 0 && p < 1) || !(degrees > 0)) return std::nullopt;
  if (degrees > kMaxShape) return NormalQuantile(p);
  if (p == 0.5) return 0.0;
  const bool negative = p < 0.5;
  const double tail = negative ? p : 1 - p;
  const std::optional<double> logit =
      tail < 0.25 ? BetaQuantileLogit(2 * tail, degrees / 2, 0.5, false) : BetaQuantileLogit(1 - 2 * tail, degrees / 2, 0.5, true);
  if (!logit) return std::nullopt;
  const double t = std::sqrt(degrees) * Exp(-0.5 * *logit);
  return negative ? -t : t;
}

Tails ChiSquaredTails(double x, double degrees) { return GammaTails(x / 2, degrees / 2); }

std::optional<double> ChiSquaredQuantile(double p, double degrees, bool upper) {
  const std::optional<double> half = GammaQuantile(p, degrees / 2, upper);
  return half ? std::optional(2 * *half) : std::nullopt;
}

Tails FTails(double f, double numerator, double denominator) {
  if (std::isinf(f) && f > 0) return FromUpper(kImpossible);
  return BetaTails(ShareOfParts(numerator * f, denominator), numerator / 2, denominator / 2);
}

std::optional<double> FQuantile(double p, double numerator, double denominator, bool upper) {
  const std::optional<double> logit = BetaQuantileLogit(p, numerator / 2, denominator / 2, upper);
  return logit ? std::optional(denominator / numerator * Exp(*logit)) : std::nullopt;
}

Tails BinomialTails(std::uint64_t k, std::uint64_t trials, double rate) {
  if (k >= trials) return FromUpper(kImpossible);
  return Swapped(BetaTails(ShareOf(rate), static_cast<double>(k + 1), static_cast<double>(trials - k)));
}

double LogBinomialMass(double k, double trials, const Share& rate) {
  return LogBetaFactor(rate, k + 1, trials - k + 1) - Log(trials + 1) - Log(rate.x) - Log(rate.y);
}

std::uint64_t BinomialQuantile(double p, std::uint64_t trials, double rate) {
  std::uint64_t low = 0;
  std::uint64_t high = trials;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (BinomialTails(middle, trials, rate).lower.p >= p)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

Tails PoissonTails(std::uint64_t k, double mean) { return Swapped(GammaTails(mean, static_cast<double>(k) + 1)); }

}  // namespace assay
