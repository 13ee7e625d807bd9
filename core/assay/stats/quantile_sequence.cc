#include "assay/stats/quantile_sequence.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "assay/stats/elementary.h"
#include "assay/stats/mixture_boundary.h"
#include "assay/stats/zeta.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 53;

Status Check(const QuantileTuning& tuning) {
  if (!(tuning.quantile > 0 && tuning.quantile < 1)) return InvalidArgument("quantile: must be between 0 and 1");
  if (!(tuning.best_sample >= 1 && tuning.best_sample < kInfinity)) return InvalidArgument("best_sample: must be finite and at least 1");
  if (!(tuning.alpha > 0 && tuning.alpha < 1)) return InvalidArgument("alpha: of the tuning must be between 0 and 1");
  return {};
}

Status CheckAlpha(double alpha) {
  if (!(alpha > 0 && alpha < 1)) return InvalidArgument("alpha: must be between 0 and 1");
  return {};
}

// The mixture for a coin of probability p.
Result<MixtureBoundary> CoinMixture(double p, const QuantileTuning& tuning) {
  return MixtureBoundary::BetaBinomial(p * (1 - p) * tuning.best_sample, tuning.alpha, p, 1 - p, false);
}

// ln evidence against "the coin has probability p" after `count` of `n`, count any real number within [0, n].
double LogEvidence(const MixtureBoundary& mixture, double p, double count, double n) {
  return mixture.LogEvidence(count - n * p, p * (1 - p) * n);
}

// The p between `inside`, which is not excluded, and the impossible end.
double CoinEdge(double inside, double outside, double successes, double trials, const QuantileTuning& tuning, double threshold) {
  for (int i = 0; i < 200; ++i) {
    const double middle = inside + (outside - inside) / 2;
    if (middle == inside || middle == outside) break;
    const Result<MixtureBoundary> mixture = CoinMixture(middle, tuning);
    const bool excluded = !mixture.ok() || !(LogEvidence(*mixture, middle, successes, trials) < threshold);
    (excluded ? outside : inside) = middle;
  }
  return inside;
}

// The count in [0, n] where the evidence is least: it is convex in the count.
double LeastEvident(const MixtureBoundary& mixture, double p, double n) {
  constexpr double kGolden = 0.6180339887498949;
  double low = 0;
  double high = n;
  for (int i = 0; i < 100; ++i) {
    const double left = high - kGolden * (high - low);
    const double right = low + kGolden * (high - low);
    if (LogEvidence(mixture, p, left, n) < LogEvidence(mixture, p, right, n)) {
      high = right;
    } else {
      low = left;
    }
  }
  return low + (high - low) / 2;
}

// The evidence of one sample as the hypothetical quantile moves over the values of both.
class Sample {
 public:
  Sample(std::span<const double> values, const MixtureBoundary& mixture, double quantile)
      : values_(values), mixture_(mixture), quantile_(quantile), least_(LeastEvident(mixture, quantile, Size())) {}

  [[nodiscard]] double At(double x) const {
    const auto [first, last] = std::ranges::equal_range(values_, x);
    const double below = static_cast<double>(first - values_.begin());
    const double up_to = static_cast<double>(last - values_.begin());
    return LogEvidence(mixture_, quantile_, std::clamp(least_, below, up_to), Size());
  }

  // The values between which the sample's own evidence is least.
  [[nodiscard]] Interval Best() const {
    const double last = Size() - 1;
    return {values_[static_cast<std::size_t>(std::clamp(std::ceil(least_) - 1, 0.0, last))],
            values_[static_cast<std::size_t>(std::clamp(std::floor(least_), 0.0, last))]};
  }

  [[nodiscard]] std::span<const double> values() const { return values_; }

 private:
  [[nodiscard]] double Size() const { return static_cast<double>(values_.size()); }

  std::span<const double> values_;
  const MixtureBoundary& mixture_;
  double quantile_;
  double least_;
};

bool IsAscending(std::span<const double> values) {
  return std::ranges::none_of(values, [](double value) { return std::isnan(value); }) && std::ranges::is_sorted(values);
}

}  // namespace

Result<Interval> BernoulliSequence(std::uint64_t successes, std::uint64_t trials, const QuantileTuning& tuning, double alpha) {
  if (const Status status = Check(tuning); !status.ok()) return status;
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (successes > trials || trials > kMaxCount) return InvalidArgument("trials: must be at least the successes and at most 2^53");
  if (trials == 0) return Interval{0, 1};
  const double count = static_cast<double>(successes);
  const double n = static_cast<double>(trials);
  const double threshold = -Log(alpha);
  Interval interval{0, 1};
  if (successes > 0) interval.low = CoinEdge(count / n, 0, count, n, tuning, threshold);
  if (successes < trials) interval.high = CoinEdge(count / n, 1, count, n, tuning, threshold);
  // An end that the evidence never excludes is the end of the range itself; 200 halvings leave it at 2^-200.
  if (interval.low < 0x1p-199) interval.low = 0;
  if (interval.high == 1 - 0x1p-53) interval.high = 1;
  return interval;
}

Result<QuantileRanks> QuantileSequenceRanks(std::uint64_t n, const QuantileTuning& tuning, double alpha) {
  if (const Status status = Check(tuning); !status.ok()) return status;
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (n > kMaxCount) return InvalidArgument("n: must be at most 2^53");
  QuantileRanks ranks;
  if (n == 0) return ranks;
  const Result<MixtureBoundary> mixture = CoinMixture(tuning.quantile, tuning);
  if (!mixture.ok()) return mixture.status();
  const double size = static_cast<double>(n);
  const double threshold = -Log(alpha);
  const auto allowed = [&](std::uint64_t count) {
    return LogEvidence(*mixture, tuning.quantile, static_cast<double>(count), size) < threshold;
  };
  const auto best = static_cast<std::uint64_t>(std::floor(LeastEvident(*mixture, tuning.quantile, size)));
  // The least and the greatest count that is allowed; the evidence is convex, and least next to `best`.
  const std::uint64_t start = allowed(best) ? best : best + 1;
  std::uint64_t low = 0;
  for (std::uint64_t high = start; low < high;) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (allowed(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  std::uint64_t high = n;
  for (std::uint64_t from = start; from < high;) {
    const std::uint64_t middle = high - (high - from) / 2;
    if (allowed(middle)) {
      from = middle;
    } else {
      high = middle - 1;
    }
  }
  // At least `low` observations are at or below the quantile, and at most `high` strictly below it.
  if (low > 0) ranks.low = low;
  if (high < n) ranks.high = high + 1;
  return ranks;
}

Result<PValue> QuantileSequenceTest(std::span<const double> first, std::span<const double> second, const QuantileTuning& tuning) {
  if (const Status status = Check(tuning); !status.ok()) return status;
  if (!IsAscending(first) || !IsAscending(second)) return InvalidArgument("samples: must be ascending and without NaN");
  if (first.empty() || second.empty()) return PValue{};
  const Result<MixtureBoundary> mixture = CoinMixture(tuning.quantile, tuning);
  if (!mixture.ok()) return mixture.status();
  const Sample samples[] = {{first, *mixture, tuning.quantile}, {second, *mixture, tuning.quantile}};
  // Outside of both samples' best values the sum only grows.
  const Interval one = samples[0].Best();
  const Interval other = samples[1].Best();
  const double low = std::min(one.low, other.low);
  const double high = std::max(one.high, other.high);
  double least = kInfinity;
  for (const Sample& sample : samples) {
    const auto begin = std::ranges::lower_bound(sample.values(), low);
    const auto end = std::ranges::upper_bound(sample.values(), high);
    for (auto value = begin; value != end; value = std::upper_bound(value, end, *value)) {
      least = std::min(least, samples[0].At(*value) + samples[1].At(*value));
    }
  }
  const double log_p = least > 0 ? -least : 0;
  return PValue{Exp(log_p), log_p};
}

Result<Interval> QuantileSequenceDifference(std::span<const double> first, std::span<const double> second, const QuantileTuning& tuning,
                                            double alpha) {
  if (!IsAscending(first) || !IsAscending(second)) return InvalidArgument("samples: must be ascending and without NaN");
  Interval ends[2];
  for (int i = 0; i < 2; ++i) {
    const std::span<const double> sample = i == 0 ? first : second;
    const Result<QuantileRanks> ranks = QuantileSequenceRanks(sample.size(), tuning, alpha / 2);
    if (!ranks.ok()) return ranks.status();
    const auto at = [&](std::uint64_t rank) { return sample[static_cast<std::size_t>(rank - 1)]; };
    ends[i] = {ranks->low ? at(*ranks->low) : -kInfinity, ranks->high ? at(*ranks->high) : kInfinity};
  }
  return Interval{ends[1].low - ends[0].high, ends[1].high - ends[0].low};
}

Result<double> DoubleStitchingBound(double n, const QuantileTuning& tuning, double alpha) {
  if (const Status status = Check(tuning); !status.ok()) return status;
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (!(n >= 1 && n < kInfinity)) return InvalidArgument("n: must be finite and at least 1");
  constexpr double kDelta = 0.5;
  constexpr double kExponent = 1.4;
  constexpr double kEta = 2;
  const double p = tuning.quantile;
  const double time = std::max(n, tuning.best_sample);
  const double ratio = time / tuning.best_sample;
  const double logit = Log(p / (1 - p));
  const double near = p >= 0.5 ? p : std::min(0.5, 1 / (1 + Exp(-(logit + 2 * kDelta * std::sqrt(kEta / ratio)))));
  const double variance = near * (1 - near);
  const double column = std::sqrt(ratio) * std::fabs(logit) / (2 * kDelta) + 1;
  const double zeta = Zeta(kExponent);
  const double growth = kExponent * (Log(Log(kEta * ratio)) + Log(column) - Log(Log(kEta))) + Log(2 * zeta * (2 * zeta + 1)) - Log(alpha);
  const StitchingScale scale = StitchingScaleOf(kEta);
  const double linear = scale.k2 * (1 - 2 * p) / 3 * growth;
  return kDelta * std::sqrt(kEta * ratio * variance) + std::sqrt(scale.k1 * scale.k1 * variance * time * growth + linear * linear) + linear;
}

namespace {

// ln of the error probability of the constant C with epochs of ratio eta.
double LogError(double scale, double constant, double eta) {
  const double gamma = scale - std::sqrt(2 * (eta - 1) / constant);
  const double square = 2 / eta * gamma * gamma;
  if (!(gamma > 0 && square > 1)) return kInfinity;
  return 2 * 0x1.62e42fefa39efp-1 - square * constant + Log1p(1 / ((square - 1) * Log(eta)));
}

// The least over eta: the function falls and rises again.
double LeastLogError(double scale, double constant) {
  constexpr double kGolden = 0.6180339887498949;
  double low = 1;
  double high = 2 * scale * scale;
  for (int i = 0; i < 60; ++i) {  // the etas that leave gamma^2 above 1
    const double middle = (low + high) / 2;
    (std::sqrt(middle / 2) + std::sqrt(2 * (middle - 1) / constant) < scale ? low : high) = middle;
  }
  high = low;
  low = 1;
  for (int i = 0; i < 80; ++i) {
    const double left = high - kGolden * (high - low);
    const double right = low + kGolden * (high - low);
    if (LogError(scale, constant, left) < LogError(scale, constant, right)) {
      high = right;
    } else {
      low = left;
    }
  }
  return LogError(scale, constant, low + (high - low) / 2);
}

}  // namespace

Result<double> DistributionSequenceBound(double n, double alpha, double first, double scale) {
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (!(n >= 1 && n < kInfinity)) return InvalidArgument("n: must be finite and at least 1");
  if (!(first >= 1 && first < kInfinity)) return InvalidArgument("first: must be finite and at least 1");
  if (!(scale > 0x1.6a09e667f3bcdp-1 && scale < 100)) return InvalidArgument("scale: must be above sqrt(1/2) and below 100");
  if (n < first) return kInfinity;
  const double log_alpha = Log(alpha);
  double low = 0;
  double high = 1;
  while (LeastLogError(scale, high) > log_alpha) {
    low = high;
    high *= 2;
    if (high > 1e12) return InvalidArgument("scale: must be further above sqrt(1/2)");
  }
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (LeastLogError(scale, middle) > log_alpha ? low : high) = middle;
  }
  return scale * std::sqrt((Log1p(Log(n / first)) + high) / n);
}

}  // namespace assay
