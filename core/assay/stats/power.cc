#include "assay/stats/power.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "assay/stats/confidence_sequence.h"
#include "assay/stats/distributions.h"
#include "assay/stats/elementary.h"
#include "assay/stats/noncentral.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargestShift = 1e7;  // beyond it power is 0 or 1 in every digit

bool IsAmount(double value) { return value > 0 && value < kInfinity; }
bool IsRate(double value) { return value >= 0 && value <= 1; }

Status CheckAlpha(double alpha) {
  constexpr double kLeastAlpha = 1e-300;  // a quarter of it still has a quantile
  if (!(alpha >= kLeastAlpha && alpha < 1)) return InvalidArgument("alpha: must be between 1e-300 and 1");
  return {};
}

Status CheckAlphaAndPower(double alpha, double power) {
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (!(power > alpha && power < 1)) return InvalidArgument("power: must be between alpha and 1");
  return {};
}

// Upper quantile of the test's side.
double Critical(double alpha, Alternative alternative) {
  return -*NormalQuantile(alternative == Alternative::kTwoSided ? alpha / 2 : alpha);
}

// asin sqrt b - asin sqrt a. From the sine of the difference, by the arcsine's series after halving the angle twice.
double AngleBetween(double a, double b) {
  double sine = std::sqrt(b * (1 - a)) - std::sqrt(a * (1 - b));
  if (std::fabs(sine) < 0.5) sine = (b - a) / (std::sqrt(b * (1 - a)) + std::sqrt(a * (1 - b)));
  double cosine = std::sqrt(a * b) + std::sqrt((1 - a) * (1 - b));
  int halvings = 0;
  for (; std::fabs(sine) > 0.1; ++halvings) {
    const double half = std::sqrt((1 + cosine) / 2);
    sine /= 2 * half;
    cosine = half;
  }
  // asin x = x + x^3/6 + 3 x^5/40 + ...
  const double square = sine * sine;
  double sum = 0;
  for (int i = 12; i >= 1; --i) {
    const double odd = 2 * i - 1;
    sum = (sum + 1 / (odd + 2)) * square * odd / (odd + 1);
  }
  return std::ldexp(sine * (1 + sum), halvings);
}

double Variance(double rate) { return rate * (1 - rate); }

struct RateSpread {
  double null;  // standard errors times sqrt of the control's users
  double effect;
};

RateSpread SpreadOf(double control, double treatment, double ratio, VarianceUnderNull variance) {
  const double effect = std::sqrt(Variance(control) + Variance(treatment) / ratio);
  if (variance == VarianceUnderNull::kUnpooled) return {effect, effect};
  const double common = variance == VarianceUnderNull::kControl ? control : (control + treatment * ratio) / (1 + ratio);
  return {std::sqrt(Variance(common) * (1 + 1 / ratio)), effect};
}

// Bisection for where a growing function of an amount reaches `target`, from `low`, where it does not yet; infinite when it never does.
template <typename Function>
double Reach(double low, double first, double target, const Function& grows) {
  double high = first;
  while (grows(high) < target) {
    low = high;
    high *= 2;
    if (!(high < 1e18)) return kInfinity;
  }
  for (int i = 0; i < 200; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle == low || middle == high) break;
    (grows(middle) < target ? low : high) = middle;
  }
  return high;
}

}  // namespace

Result<double> NormalPower(double shift, double alpha, Alternative alternative) {
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (std::isnan(shift)) return InvalidArgument("shift: must be a number");
  const double critical = Critical(alpha, alternative);
  const double above = alternative == Alternative::kLess ? 0 : NormalUpperTail(critical - shift);
  const double below = alternative == Alternative::kGreater ? 0 : NormalUpperTail(critical + shift);
  return above + below;
}

Result<double> StudentPower(double shift, double degrees, double alpha, Alternative alternative) {
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (std::isnan(shift)) return InvalidArgument("shift: must be a number");
  if (!(degrees > 0 && degrees <= kMaxShape)) return InvalidArgument("degrees: must be above 0 and at most 1e15");
  shift = std::clamp(shift, -kLargestShift, kLargestShift);
  const double critical = -*StudentTQuantile(alternative == Alternative::kTwoSided ? alpha / 2 : alpha, degrees);
  const double above = alternative == Alternative::kLess ? 0 : NoncentralStudentTails(critical, degrees, shift).upper.p;
  const double below = alternative == Alternative::kGreater ? 0 : NoncentralStudentTails(-critical, degrees, shift).lower.p;
  return above + below;
}

Result<double> FPower(double f2, double numerator, double denominator, double alpha) {
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (!(numerator > 0 && denominator > 0 && numerator <= kMaxShape && denominator <= kMaxShape)) {
    return InvalidArgument("degrees: must be above 0 and at most 1e15");
  }
  const double noncentrality = f2 * (numerator + denominator + 1);
  if (!(noncentrality >= 0 && noncentrality <= 1e9)) return InvalidArgument("f2: must not be negative, the noncentrality at most 1e9");
  return NoncentralFTails(*FQuantile(alpha, numerator, denominator, true), numerator, denominator, noncentrality).upper.p;
}

Result<double> ChiSquaredPower(double w, double n, double degrees, double alpha) {
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (!(degrees > 0 && degrees <= kMaxShape)) return InvalidArgument("degrees: must be above 0 and at most 1e15");
  const double noncentrality = n * w * w;
  if (!(n >= 0 && noncentrality >= 0 && noncentrality <= 1e9)) return InvalidArgument("w: must be a number, n w^2 at most 1e9");
  return NoncentralChiSquaredTails(*ChiSquaredQuantile(alpha, degrees, true), degrees, noncentrality).upper.p;
}

Result<double> RateSampleSize(double control, double treatment, double alpha, double power, double ratio, VarianceUnderNull variance,
                              Alternative alternative) {
  if (const Status status = CheckAlphaAndPower(alpha, power); !status.ok()) return status;
  if (!IsRate(control) || !IsRate(treatment) || control == treatment) return InvalidArgument("rates: must be within [0, 1] and different");
  if (!IsAmount(ratio)) return InvalidArgument("ratio: must be finite and above 0");
  const RateSpread spread = SpreadOf(control, treatment, ratio, variance);
  const double reach = (Critical(alpha, alternative) * spread.null + *NormalQuantile(power) * spread.effect) / (treatment - control);
  return reach * reach;
}

Result<double> RateSampleSizeByAngle(double control, double treatment, double alpha, double power, Alternative alternative) {
  if (const Status status = CheckAlphaAndPower(alpha, power); !status.ok()) return status;
  if (!IsRate(control) || !IsRate(treatment) || control == treatment) return InvalidArgument("rates: must be within [0, 1] and different");
  const double h = 2 * AngleBetween(control, treatment);
  const double reach = (Critical(alpha, alternative) + *NormalQuantile(power)) / h;
  return 2 * reach * reach;
}

Result<double> RatePower(double control, double treatment, double control_users, double treatment_users, double alpha,
                         VarianceUnderNull variance, Alternative alternative, bool strict) {
  if (const Status status = CheckAlpha(alpha); !status.ok()) return status;
  if (!IsRate(control) || !IsRate(treatment)) return InvalidArgument("rates: must be within [0, 1]");
  if (!IsAmount(control_users) || !IsAmount(treatment_users)) return InvalidArgument("users: must be finite and above 0");
  const RateSpread spread = SpreadOf(control, treatment, treatment_users / control_users, variance);
  const double effect = (treatment - control) * std::sqrt(control_users);
  const double towards = alternative == Alternative::kTwoSided ? std::fabs(effect) : alternative == Alternative::kLess ? -effect : effect;
  const double needed = Critical(alpha, alternative) * spread.null;
  if (spread.effect == 0) return towards > needed ? 1.0 : 0.0;
  double power = NormalUpperTail((needed - towards) / spread.effect);
  if (strict && alternative == Alternative::kTwoSided) power += NormalUpperTail((needed + towards) / spread.effect);
  return power;
}

Result<double> MeanSampleSize(double effect, double control_deviation, double treatment_deviation, double alpha, double power, double ratio,
                              bool exact_t, Alternative alternative) {
  if (const Status status = CheckAlphaAndPower(alpha, power); !status.ok()) return status;
  if (!(std::fabs(effect) > 0 && std::fabs(effect) < kInfinity)) return InvalidArgument("effect: must be finite and not 0");
  if (!(control_deviation >= 0 && treatment_deviation >= 0 && IsAmount(control_deviation + treatment_deviation))) {
    return InvalidArgument("deviations: must be finite, not negative and not both 0");
  }
  if (!IsAmount(ratio)) return InvalidArgument("ratio: must be finite and above 0");
  const double control_variance = control_deviation * control_deviation;
  const double treatment_variance = treatment_deviation * treatment_deviation / ratio;
  const double variance = control_variance + treatment_variance;  // of the difference, times the control's users
  const double reach = (Critical(alpha, alternative) + *NormalQuantile(power)) / effect;
  const double size = reach * reach * variance;
  if (!exact_t) return size;
  const double magnitude = std::fabs(effect) / std::sqrt(variance);
  const Alternative towards = alternative == Alternative::kTwoSided ? alternative : Alternative::kGreater;
  const bool equal = control_deviation == treatment_deviation;
  const auto power_at = [&](double n) {
    const double welch =
        variance * variance / (control_variance * control_variance / (n - 1) + treatment_variance * treatment_variance / (ratio * n - 1));
    const double degrees = equal ? n * (1 + ratio) - 2 : welch;
    return StudentPower(magnitude * std::sqrt(n), std::min(degrees, kMaxShape), alpha, towards);
  };
  // Below these sizes there are no degrees of freedom.
  const double least = equal ? 2 / (1 + ratio) : std::max(1.0, 1 / ratio);
  const double found = Reach(least, std::max(size, least * (1 + 1e-6)), power, [&](double n) {
    const Result<double> here = power_at(n);
    return here.ok() ? *here : 0.0;
  });
  if (found == kInfinity) return InvalidArgument("effect: is too small for any sample");
  return found;
}

Result<double> NonInferioritySampleSize(double margin, double effect, double control_deviation, double treatment_deviation, double alpha,
                                        double power, double ratio) {
  if (!(margin + effect > 0 && margin + effect < kInfinity)) return InvalidArgument("margin: must exceed how much worse the effect is");
  return MeanSampleSize(margin + effect, control_deviation, treatment_deviation, alpha, power, ratio, false, Alternative::kGreater);
}

Result<double> DetectableEffect(double standard_error, double alpha, double power, Alternative alternative) {
  if (const Status status = CheckAlphaAndPower(alpha, power); !status.ok()) return status;
  if (!(standard_error >= 0 && standard_error < kInfinity)) return InvalidArgument("standard_error: must be finite and not negative");
  return (Critical(alpha, alternative) + *NormalQuantile(power)) * standard_error;
}

Result<std::optional<double>> DetectableRate(double control, double control_users, double treatment_users, double alpha, double power,
                                             VarianceUnderNull variance, bool upwards) {
  if (const Status status = CheckAlphaAndPower(alpha, power); !status.ok()) return status;
  const auto power_at = [&](double rate) { return RatePower(control, rate, control_users, treatment_users, alpha, variance); };
  double outside = upwards ? 1 : 0;
  const Result<double> most = power_at(outside);
  if (!most.ok()) return most.status();
  if (*most < power) return std::optional<double>();
  double inside = control;
  for (int i = 0; i < 200; ++i) {
    const double middle = inside + (outside - inside) / 2;
    if (middle == inside || middle == outside) break;
    (*power_at(middle) < power ? inside : outside) = middle;
  }
  return std::optional(outside);
}

Result<double> SequentialInflation(double alpha, double power, double tuning_over_sample) {
  if (const Status status = CheckAlphaAndPower(alpha, power); !status.ok()) return status;
  const Result<SequenceTuning> tuning = SequenceTuning::ForSample(tuning_over_sample, alpha);
  if (!tuning.ok()) return tuning.status();
  const Result<double> reach = SequenceCriticalValue(*tuning, 1, alpha);
  if (!reach.ok()) return reach.status();
  const double beyond = *NormalQuantile(power);
  const double factor = (*reach + beyond) / (Critical(alpha, Alternative::kTwoSided) + beyond);
  return factor * factor;
}

Result<MidExperimentPlan> PowerSoFar(const MidExperiment& experiment, double power) {
  if (const Status status = CheckAlpha(experiment.alpha); !status.ok()) return status;
  if (!(power > 0 && power < 1)) return InvalidArgument("power: must be between 0 and 1");
  if (!IsAmount(experiment.standard_error)) return InvalidArgument("standard_error: must be finite and above 0");
  if (!IsAmount(experiment.users)) return InvalidArgument("users: must be finite and above 0");
  if (!std::isfinite(experiment.effect)) return InvalidArgument("effect: must be finite");
  if (experiment.prior && !(IsAmount(experiment.prior->variance) && std::isfinite(experiment.prior->mean))) {
    return InvalidArgument("prior: must have a finite mean and a variance above 0");
  }
  double prior_sample = 1;
  if (experiment.best_sample) {
    const Result<SequenceTuning> tuning = SequenceTuning::ForSample(*experiment.best_sample, experiment.alpha);
    if (!tuning.ok()) return tuning.status();
    prior_sample = tuning->prior_sample();
  }
  const double critical = Critical(experiment.alpha, Alternative::kTwoSided);
  const double effect = std::fabs(experiment.effect);
  const auto power_at = [&](double factor) {  // with `factor` times the users
    const double error = experiment.standard_error / std::sqrt(factor);
    double reach = critical;
    double shift = effect / error;
    if (experiment.prior) {
      // The posterior's interval excludes 0: its mean, precision-weighted, against its own deviation.
      const double prior_variance = experiment.prior->variance;
      reach *= std::sqrt(1 + error * error / prior_variance);
      shift += error * experiment.prior->mean / prior_variance;
    } else if (experiment.best_sample) {
      reach = *SequenceCriticalValue(*SequenceTuning::OfPriorSample(prior_sample), experiment.users * factor, experiment.alpha);
    }
    return NormalUpperTail(reach - shift) + NormalUpperTail(reach + shift);
  };
  MidExperimentPlan plan;
  plan.power = power_at(1);
  if (plan.power >= power) {
    plan.additional_factor = 0;
    return plan;
  }
  constexpr double kMost = 0x1p27;
  if (power_at(1 + kMost) < power) return plan;
  plan.additional_factor = Reach(0, 1, power, [&](double more) { return power_at(1 + more); });
  return plan;
}

}  // namespace assay
