#include "assay/stats/rate_intervals.h"

#include <algorithm>
#include <cmath>

#include "assay/stats/beta.h"
#include "assay/stats/distributions.h"
#include "assay/stats/elementary.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

struct Counts {
  double x;
  double n;
  double rate;
  double tail;  // (1 - level) / 2
  double z;
};

Interval Cut(double low, double high) { return {std::clamp(low, 0.0, 1.0), std::clamp(high, 0.0, 1.0)}; }

// P(X <= low) = P(X > high) = tail of a beta variable.
Interval EqualTails(double a, double b, double tail) { return {BetaQuantile(tail, a, b, false)->x, BetaQuantile(tail, a, b, true)->x}; }

Interval ClopperPearson(const Counts& c) {
  const double low = c.x == 0 ? 0 : BetaQuantile(c.tail, c.x, c.n - c.x + 1, false)->x;
  const double high = c.x == c.n ? 1 : BetaQuantile(c.tail, c.x + 1, c.n - c.x, true)->x;
  return {low, high};
}

Interval AgrestiCoull(const Counts& c) {
  const double n = c.n + c.z * c.z;
  const double rate = (c.x + 0.5 * c.z * c.z) / n;
  const double margin = c.z * std::sqrt(rate * (1 - rate) / n);
  return Cut(rate - margin, rate + margin);
}

// Bisects for the lower tail whose interval of the given coverage is the shortest: the one whose ends are equally likely.
Interval HighestDensity(const Counts& c) {
  const double a = c.x + 0.5;
  const double b = c.n - c.x + 0.5;
  if (c.x == 0) return {0, BetaQuantile(2 * c.tail, a, b, true)->x};
  if (c.x == c.n) return {BetaQuantile(2 * c.tail, a, b, false)->x, 1};
  const auto log_density = [a, b](const Share& s) { return (a - 1) * Log(s.x) + (b - 1) * Log(s.y); };
  double left = 0;
  double right = 2 * c.tail;
  Share low;
  Share high;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (left + right);
    low = *BetaQuantile(middle, a, b, false);
    high = *BetaQuantile(2 * c.tail - middle, a, b, true);
    (log_density(low) < log_density(high) ? left : right) = middle;
  }
  return {low.x, high.x};
}

// Wald's interval of f(rate), taken back; `scale` is its standard error, f increasing. Exact where f is infinite.
Interval LogitWald(const Counts& c) {
  const double centre = Log(c.x / (c.n - c.x));
  const double margin = c.z * std::sqrt(c.n / (c.x * (c.n - c.x)));
  const auto back = [](double w) { return w < 0 ? Exp(w) / (1 + Exp(w)) : 1 / (1 + Exp(-w)); };
  return {back(centre - margin), back(centre + margin)};
}

Interval ProbitWald(const Counts& c) {
  const double centre = *NormalQuantile(c.rate);
  const double log_density = -0.5 * centre * centre - 0x1.d67f1c864beb5p-1;
  const double margin = c.z * std::sqrt(c.rate * (1 - c.rate) / c.n) * Exp(-log_density);
  return {NormalCdf(centre - margin), NormalCdf(centre + margin)};
}

Interval LogLogWald(const Counts& c) {
  const double log_rate = c.x * 2 > c.n ? Log1p(-(c.n - c.x) / c.n) : Log(c.rate);
  const double centre = Log(-log_rate);
  const double margin = c.z * std::sqrt((c.n - c.x) / (c.x * c.n)) / -log_rate;
  return {Exp(-Exp(centre + margin)), Exp(-Exp(centre - margin))};
}

// Bisects on the logit; the deviance 2 (x ln(rate/r) + (n - x) ln((1 - rate)/(1 - r))) rises away from the rate on both sides.
Interval LikelihoodRatio(const Counts& c) {
  const double failures = c.n - c.x;
  const auto deviance = [&c, failures](double logit) {
    const double e = Exp(-std::fabs(logit));
    const double log_small = -std::fabs(logit) - Log1p(e);
    const double log_large = -Log1p(e);
    const double log_r = logit < 0 ? log_small : log_large;
    const double log_rest = logit < 0 ? log_large : log_small;
    const double successes_part = c.x == 0 ? 0 : c.x * (Log(c.rate) - log_r);
    const double failures_part = failures == 0 ? 0 : failures * (Log(failures / c.n) - log_rest);
    return 2 * (successes_part + failures_part);
  };
  const double bar = c.z * c.z;
  const auto solve = [&](double inside, double outside) {
    for (int i = 0; i < 100; ++i) {
      const double middle = 0.5 * (inside + outside);
      (deviance(middle) < bar ? inside : outside) = middle;
    }
    return inside < 0 ? Exp(inside) / (1 + Exp(inside)) : 1 / (1 + Exp(-inside));
  };
  constexpr double kFarOut = 700;
  const double observed = c.x == 0 ? -kFarOut : failures == 0 ? kFarOut : Log(c.x / failures);
  return {c.x == 0 ? 0 : solve(observed, -kFarOut), failures == 0 ? 1 : solve(observed, kFarOut)};
}

Interval WilsonCorrected(const Counts& c) {
  const double correction = std::fmin(0.5, std::fabs(c.x - 0.5 * c.n)) / c.n;
  const double shift = c.z * c.z / (2 * c.n);
  const auto end = [&](double rate, double sign) {
    return (rate + shift + sign * c.z * std::sqrt(rate * (1 - rate) / c.n + shift / (2 * c.n))) / (1 + 2 * shift);
  };
  const double low = c.rate - correction;
  const double high = c.rate + correction;
  return Cut(low <= 0 ? 0 : end(low, -1), high >= 1 ? 1 : end(high, 1));
}

}  // namespace

std::optional<Interval> RateInterval(const Proportion& proportion, RateMethod method, const Confidence& confidence) {
  const std::optional<double> rate = proportion.Rate();
  if (!rate) return std::nullopt;
  const Counts c = {static_cast<double>(proportion.successes()), static_cast<double>(proportion.trials()), *rate,
                    (1 - confidence.level()) / 2, confidence.z()};
  const bool at_end = c.x == 0 || c.x == c.n;
  switch (method) {
    case RateMethod::kWilson: return WilsonInterval(proportion, confidence);
    case RateMethod::kWald: {
      const double margin = c.z * std::sqrt(c.rate * (1 - c.rate) / c.n);
      return Cut(c.rate - margin, c.rate + margin);
    }
    case RateMethod::kAgrestiCoull: return AgrestiCoull(c);
    case RateMethod::kClopperPearson: return ClopperPearson(c);
    case RateMethod::kJeffreys: {
      const Interval tails = EqualTails(c.x + 0.5, c.n - c.x + 0.5, c.tail);
      return Interval{c.x == 0 ? 0 : tails.low, c.x == c.n ? 1 : tails.high};
    }
    case RateMethod::kHighestDensity: return HighestDensity(c);
    case RateMethod::kLogit: return at_end ? ClopperPearson(c) : LogitWald(c);
    case RateMethod::kProbit: return at_end ? ClopperPearson(c) : ProbitWald(c);
    case RateMethod::kComplementaryLogLog: return at_end ? ClopperPearson(c) : LogLogWald(c);
    case RateMethod::kLikelihoodRatio: return LikelihoodRatio(c);
    case RateMethod::kWilsonCorrected: return WilsonCorrected(c);
  }
  return std::nullopt;
}

std::optional<PValue> ExactRateTest(const Proportion& proportion, double null_rate) {
  const std::uint64_t n = proportion.trials();
  if (n == 0) return std::nullopt;
  const std::uint64_t x = proportion.successes();
  if (null_rate <= 0) return x == 0 ? kCertain : kImpossible;
  if (null_rate >= 1) return x == n ? kCertain : kImpossible;
  const double trials = static_cast<double>(n);
  const Share null_share = ShareOf(null_rate);
  constexpr double kSame = 1e-7;  // ties of R's binom.test: relative to the mass
  const double bar = LogBinomialMass(static_cast<double>(x), trials, null_share) + kSame;
  const auto as_unlikely = [&](std::uint64_t k) { return LogBinomialMass(static_cast<double>(k), trials, null_share) <= bar; };
  const double mean = trials * null_rate;
  if (static_cast<double>(x) == mean) return kCertain;
  if (static_cast<double>(x) < mean) {
    // The least k above the mean that is as unlikely; n + 1 when none is.
    std::uint64_t low = static_cast<std::uint64_t>(std::ceil(mean));
    std::uint64_t high = n + 1;
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      if (as_unlikely(middle))
        high = middle;
      else
        low = middle + 1;
    }
    const double below = BinomialTails(x, n, null_rate).lower.p;
    const double above = low > n ? 0 : low == 0 ? 1 : BinomialTails(low - 1, n, null_rate).upper.p;
    if (below + above > 0) return PValue{std::fmin(1, below + above), Log(std::fmin(1, below + above))};
    return BinomialTails(x, n, null_rate).lower;
  }
  // The greatest k below the mean that is as unlikely, plus 1; 0 when none is.
  std::uint64_t low = 0;
  std::uint64_t high = static_cast<std::uint64_t>(std::floor(mean)) + 1;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (as_unlikely(middle))
      low = middle + 1;
    else
      high = middle;
  }
  const double below = low == 0 ? 0 : BinomialTails(low - 1, n, null_rate).lower.p;
  const Tails at = x == 0 ? Tails{kImpossible, kCertain} : BinomialTails(x - 1, n, null_rate);
  if (below + at.upper.p > 0) return PValue{std::fmin(1, below + at.upper.p), Log(std::fmin(1, below + at.upper.p))};
  return at.upper;
}

}  // namespace assay
