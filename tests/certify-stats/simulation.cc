#include "certify-stats/simulation.h"

#include <algorithm>
#include <cmath>

#include "assay/stats/elementary.h"

namespace assay {
namespace {

constexpr MetricName kMetrics[] = {
    {Metric::kRate10, "conversion 10 %"},
    {Metric::kRate1, "conversion 1 %"},
    {Metric::kRate01, "conversion 0.1 %"},
    {Metric::kNormal, "normal"},
    {Metric::kLognormal, "lognormal(2)"},
    {Metric::kZeroInflated, "zero-inflated revenue"},
    {Metric::kRatio, "ratio"},
    {Metric::kCovariate, "CUPED"},
};

double RateOf(Metric metric) { return metric == Metric::kRate10 ? 0.1 : metric == Metric::kRate1 ? 0.01 : 0.001; }

}  // namespace

std::span<const MetricName> Metrics() { return kMetrics; }

void Simulation::AddUser(int arm) {
  const double factor = arm == 0 ? 1 : treatment_factor_;
  double value = 0;
  double other = 0;
  switch (metric_) {
    case Metric::kRate10:
    case Metric::kRate1:
    case Metric::kRate01: value = random_.Coin(RateOf(metric_) * factor) ? 1 : 0; break;
    case Metric::kNormal: value = factor * (10 + 3 * random_.Normal()); break;
    case Metric::kLognormal: value = factor * Exp(2 * random_.Normal()); break;
    case Metric::kZeroInflated: value = random_.Coin(0.05) ? factor * Exp(3 + random_.Normal()) : 0; break;
    case Metric::kRatio: {
      other = 1 + std::floor(5 * random_.Uniform());
      const double habit = 0.2 + 0.2 * random_.Uniform();
      for (double session = 0; session < other; ++session) value += random_.Coin(habit * factor) ? 1 : 0;
      break;
    }
    case Metric::kCovariate: {
      other = 10 + 3 * random_.Normal();
      value = factor * (10 + 0.7 * (other - 10) + 3 * std::sqrt(1 - 0.49) * random_.Normal());
      break;
    }
  }
  Sums& sums = arms_[arm];
  ++sums.n;
  sums.sum += value;
  sums.squares += value * value;
  sums.other += other;
  sums.other_squares += other * other;
  sums.products += value * other;
}

void Simulation::AddPair() {
  AddUser(0);
  AddUser(1);
}

ArmState Simulation::StateOf(int arm) const {
  const Sums& s = arms_[arm];
  const double mean = s.sum / s.n;
  const double variance = std::max(0.0, (s.squares - s.sum * mean) / (s.n - 1));
  if (metric_ != Metric::kRatio && metric_ != Metric::kCovariate) return {s.n, mean, variance};
  const double other_mean = s.other / s.n;
  const double other_variance = (s.other_squares - s.other * other_mean) / (s.n - 1);
  const double covariance = (s.products - s.sum * other_mean) / (s.n - 1);
  if (metric_ == Metric::kRatio) {
    const double ratio = mean / other_mean;
    return {s.n, ratio, (variance - 2 * ratio * covariance + ratio * ratio * other_variance) / (other_mean * other_mean)};
  }
  // One slope for both arms, from within them.
  const auto within = [](const Sums& arm_sums) { return arm_sums.products - arm_sums.sum * (arm_sums.other / arm_sums.n); };
  const auto spread = [](const Sums& arm_sums) { return arm_sums.other_squares - arm_sums.other * (arm_sums.other / arm_sums.n); };
  const double slope = (within(arms_[0]) + within(arms_[1])) / (spread(arms_[0]) + spread(arms_[1]));
  const double centre = (arms_[0].other + arms_[1].other) / (arms_[0].n + arms_[1].n);
  return {s.n, mean - slope * (other_mean - centre), variance + slope * slope * other_variance - 2 * slope * covariance};
}

}  // namespace assay
