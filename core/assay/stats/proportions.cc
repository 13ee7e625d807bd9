#include "assay/stats/proportions.h"

#include <algorithm>
#include <cmath>

#include "assay/stats/elementary.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

double Successes(const Proportion& p) { return static_cast<double>(p.successes()); }
double Failures(const Proportion& p) { return static_cast<double>(p.trials() - p.successes()); }
double Trials(const Proportion& p) { return static_cast<double>(p.trials()); }

// Lower root of Wilson's quadratic (1 + c) r^2 - (2 rate + c) r + rate^2 = 0 with c = z^2 / n. It is the smaller one, so it follows from
// the larger by the product of the roots instead of a difference that cancels.
// The clamps here and below take back a last bit of rounding.
double WilsonLow(double successes, double failures, double z) {
  if (successes == 0) return 0;  // 0/0 where z is 0
  const double n = successes + failures;
  const double rate = successes / n;
  const double c = z * z / n;
  const double root = std::sqrt(c * (4 * rate * (failures / n) + c));
  return std::min(rate, 2 * rate * rate / (2 * rate + c + root));
}

// Upper root of the same quadratic; exactly 1 for a rate of 1.
double WilsonHigh(double successes, double failures, double z) {
  const double n = successes + failures;
  const double rate = successes / n;
  const double c = z * z / n;
  const double root = std::sqrt(c * (4 * rate * (failures / n) + c));
  return std::clamp((2 * rate + c + root) / (2 * (1 + c)), rate, 1.0);
}

Interval Wilson(const Proportion& p, double z) {
  return {WilsonLow(Successes(p), Failures(p), z), WilsonHigh(Successes(p), Failures(p), z)};
}

// x2 n1 - x1 n2, correct to a double's last bit: both products are kept exactly.
double CrossDifference(const Proportion& control, const Proportion& treatment) {
  const ExactProduct plus = MultiplyExactly(Successes(treatment), Trials(control));
  const ExactProduct minus = MultiplyExactly(Successes(control), Trials(treatment));
  return (plus.high - minus.high) + (plus.low - minus.low);
}

bool AnyEmpty(const Proportion& control, const Proportion& treatment) { return control.trials() == 0 || treatment.trials() == 0; }

double Estimate(const Proportion& control, const Proportion& treatment) {
  return CrossDifference(control, treatment) / (Trials(control) * Trials(treatment));
}

}  // namespace

Result<Proportion> Proportion::Of(std::uint64_t successes, std::uint64_t trials) {
  if (successes > trials) return InvalidArgument("successes: must not exceed trials");
  if (trials > kMaxTrials) return InvalidArgument("trials: must not exceed 2^53");
  return Proportion(successes, trials);
}

std::optional<double> Proportion::Rate() const {
  if (trials_ == 0) return std::nullopt;
  return static_cast<double>(successes_) / static_cast<double>(trials_);
}

std::optional<Interval> WilsonInterval(const Proportion& proportion, const Confidence& confidence) {
  if (proportion.trials() == 0) return std::nullopt;
  return Wilson(proportion, confidence.z());
}

std::optional<Difference> RateDifference(const Proportion& control, const Proportion& treatment, const Confidence& confidence) {
  if (AnyEmpty(control, treatment)) return std::nullopt;
  const Interval before = Wilson(control, confidence.z());
  const Interval after = Wilson(treatment, confidence.z());
  const double control_rate = Successes(control) / Trials(control);
  const double treatment_rate = Successes(treatment) / Trials(treatment);
  const double estimate = Estimate(control, treatment);
  const double down = treatment_rate - after.low;
  const double up = after.high - treatment_rate;
  const double control_up = before.high - control_rate;
  const double control_down = control_rate - before.low;
  const double low = estimate - std::sqrt(down * down + control_up * control_up);
  const double high = estimate + std::sqrt(up * up + control_down * control_down);
  return Difference{estimate, {std::max(-1.0, low), std::min(1.0, high)}};  // beyond by rounding at most
}

std::optional<ZTest> PooledZTest(const Proportion& control, const Proportion& treatment) {
  if (AnyEmpty(control, treatment)) return std::nullopt;
  const double successes = Successes(control) + Successes(treatment);
  const double failures = Failures(control) + Failures(treatment);
  if (successes == 0 || failures == 0) return ZTest{0, {1, 0}};
  const double n = successes + failures;
  const double variance = (successes / n) * (failures / n) * (n / Trials(control) / Trials(treatment));
  const double z = Estimate(control, treatment) / std::sqrt(variance);
  return ZTest{z, NormalTwoSided(z)};
}

std::optional<Lift> RelativeLift(const Proportion& control, const Proportion& treatment, const Confidence& confidence) {
  if (AnyEmpty(control, treatment) || control.successes() == 0) return std::nullopt;
  const double estimate = CrossDifference(control, treatment) / (Successes(control) * Trials(treatment));
  const bool no_variance = Failures(control) == 0 && Failures(treatment) == 0;
  if (treatment.successes() == 0 || no_variance) return Lift{estimate, std::nullopt};
  const double log_ratio = Log1p(estimate);
  const double variance =
      Failures(control) / Trials(control) / Successes(control) + Failures(treatment) / Trials(treatment) / Successes(treatment);
  const double margin = confidence.z() * std::sqrt(variance);
  return Lift{estimate, Interval{Expm1(log_ratio - margin), Expm1(log_ratio + margin)}};
}

}  // namespace assay
