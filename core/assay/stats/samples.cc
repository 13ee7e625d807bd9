#include "assay/stats/samples.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "assay/stats/elementary.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

constexpr std::size_t kExactBelow = 50;

// Source: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators, 2014, doi:10.1145/2660193.2660195.
class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}

  // Uniform in [0, bound), bound < 2^32, but for a bias below 2^-32. Source: Lemire, Fast Random Integer Generation in an Interval, 2019.
  std::size_t Below(std::size_t bound) { return static_cast<std::size_t>(((Next() >> 32) * bound) >> 32); }

 private:
  std::uint64_t Next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

// P(U <= u) of independent ranks without ties: counts[k] ways to have U = k, built arm by arm.
double ExactLower(std::size_t n1, std::size_t n2, std::size_t u) {
  const std::size_t most = n1 * n2;
  std::vector<double> counts(most + 1);
  counts[0] = 1;
  // The generating function prod (1 - q^(n2 + i)) / (1 - q^i), i = 1 ... n1.
  for (std::size_t i = 1; i <= n1; ++i) {
    for (std::size_t k = most; k >= n2 + i && k <= most; --k) counts[k] -= counts[k - n2 - i];
    for (std::size_t k = i; k <= most; ++k) counts[k] += counts[k - i];
  }
  double below = 0;
  double all = 0;
  for (std::size_t k = 0; k <= most; ++k) {
    all += counts[k];
    if (k <= u) below += counts[k];
  }
  return below / all;
}

double Mean(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double ResampledMean(std::span<const double> values, SplitMix& random) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += values[random.Below(values.size())];
  return sum / static_cast<double>(values.size());
}

double ResampledQuantile(std::span<const double> ascending, double q, std::vector<std::uint32_t>& drawn, SplitMix& random) {
  std::fill(drawn.begin(), drawn.end(), 0);
  for (std::size_t i = 0; i < ascending.size(); ++i) ++drawn[random.Below(ascending.size())];
  const double place = q * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  std::size_t seen = 0;
  std::size_t at = 0;
  while (seen + drawn[at] <= below) seen += drawn[at++];
  const double low = ascending[at];
  const double share = place - std::floor(place);
  if (share == 0) return low;
  if (seen + drawn[at] <= below + 1) {
    do ++at;
    while (drawn[at] == 0);
  }
  return low + share * (ascending[at] - low);
}

}  // namespace

std::optional<double> QuantileOf(std::span<const double> ascending, double q) {
  if (ascending.empty()) return std::nullopt;
  const double place = q * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  if (below + 1 >= ascending.size()) return ascending.back();
  return ascending[below] + (place - std::floor(place)) * (ascending[below + 1] - ascending[below]);
}

RankTest MannWhitney(std::span<const double> control, std::span<const double> treatment) {
  RankTest test;
  if (control.empty() || treatment.empty()) {
    test.gap = Gap::kNoData;
    return test;
  }
  struct Value {
    double value;
    bool treated;
  };
  std::vector<Value> values;
  values.reserve(control.size() + treatment.size());
  for (const double value : control) values.push_back({value, false});
  for (const double value : treatment) values.push_back({value, true});
  std::sort(values.begin(), values.end(), [](const Value& a, const Value& b) { return a.value < b.value; });
  double controls_below = 0;
  double ties = 0;  // sum of t^3 - t
  double statistic = 0;
  for (std::size_t from = 0; from < values.size();) {
    std::size_t to = from;
    double controls = 0;
    for (; to < values.size() && values[to].value == values[from].value; ++to) controls += values[to].treated ? 0 : 1;
    const auto tied = static_cast<double>(to - from);
    statistic += (tied - controls) * (controls_below + controls / 2);
    controls_below += controls;
    ties += tied * tied * tied - tied;
    from = to;
  }
  const auto n1 = static_cast<double>(control.size());
  const auto n2 = static_cast<double>(treatment.size());
  const double n = n1 + n2;
  test.statistic = statistic;
  test.higher = statistic / n1 / n2;
  const double distance = statistic - n1 * n2 / 2;
  if (ties == 0 && control.size() < kExactBelow && treatment.size() < kExactBelow) {
    const double smaller = std::fmin(statistic, n1 * n2 - statistic);
    const double p = std::fmin(1, 2 * ExactLower(control.size(), treatment.size(), static_cast<std::size_t>(smaller)));
    test.p_value = {p, Log(p)};
    return test;
  }
  const double variance = n1 / 12 * n2 * ((n + 1) - ties / n / (n - 1));
  if (!(variance > 0)) {
    test.gap = Gap::kNoVariance;
    return test;
  }
  const double correction = distance > 0 ? 0.5 : distance < 0 ? -0.5 : 0;
  test.z = (distance - correction) / std::sqrt(variance);
  test.p_value = NormalTwoSided(*test.z);
  return test;
}

Bootstrap BootstrapDifference(std::span<const double> control, std::span<const double> treatment, Compared compared, double q,
                              std::uint32_t resamples, std::uint64_t seed, const Confidence& confidence) {
  Bootstrap answer;
  if (control.empty() || treatment.empty())
    answer.gap = Gap::kNoData;
  else if (control.size() < 2 || treatment.size() < 2 || resamples < 2)
    answer.gap = Gap::kTooFew;
  if (answer.gap != Gap::kNone) return answer;
  std::vector<double> a(control.begin(), control.end());
  std::vector<double> b(treatment.begin(), treatment.end());
  const bool quantile = compared == Compared::kQuantile;
  if (quantile) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
  }
  answer.estimate = quantile ? *QuantileOf(b, q) - *QuantileOf(a, q) : Mean(b) - Mean(a);
  SplitMix random(seed);
  std::vector<std::uint32_t> drawn_a(a.size());
  std::vector<std::uint32_t> drawn_b(b.size());
  std::vector<double> differences(resamples);
  Moments moments;
  for (double& difference : differences) {
    const double before = quantile ? ResampledQuantile(a, q, drawn_a, random) : ResampledMean(a, random);
    const double after = quantile ? ResampledQuantile(b, q, drawn_b, random) : ResampledMean(b, random);
    difference = after - before;
    moments.Add(difference);
  }
  std::sort(differences.begin(), differences.end());
  const double tail = (1 - confidence.level()) / 2;
  answer.standard_error = std::sqrt(moments.Variance().value_or(0));
  answer.interval = {*QuantileOf(differences, tail), *QuantileOf(differences, 1 - tail)};
  return answer;
}

Winsorised Winsorise(std::span<const double> values, double low, double high) {
  Winsorised answer;
  for (const double value : values) {
    answer.before.Add(value);
    answer.after.Add(std::clamp(value, low, high));
    answer.raised += value < low ? 1 : 0;
    answer.lowered += value > high ? 1 : 0;
  }
  return answer;
}

}  // namespace assay
