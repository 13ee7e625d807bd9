#include "assay/stats/lift_sequence.h"

#include <cmath>

#include "assay/stats/elementary.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

constexpr double kLeastAlpha = 1e-300;  // half of it still has a quantile

std::optional<Interval> LogRatio(const MeanWithError& control, const MeanWithError& treatment, double reach) {
  const double baseline = std::fabs(control.mean) - reach * control.standard_error;
  const double other = std::fabs(treatment.mean) - reach * treatment.standard_error;
  if (!((control.mean > 0) == (treatment.mean > 0) && baseline > 0 && other > 0)) return std::nullopt;
  const double of_control = control.standard_error / control.mean;
  const double of_treatment = treatment.standard_error / treatment.mean;
  const double half = reach * std::sqrt(of_control * of_control + of_treatment * of_treatment);
  const double centre = Log(treatment.mean / control.mean);
  return Interval{Expm1(centre - half), Expm1(centre + half)};
}

std::optional<Interval> Fieller(const MeanWithError& control, const MeanWithError& treatment, double reach) {
  const double of_control = reach * control.standard_error / control.mean;
  const double rest = 1 - of_control * of_control;
  if (!(rest > 0)) return std::nullopt;
  const double ratio = treatment.mean / control.mean;
  const double of_treatment = reach * treatment.standard_error / control.mean;
  const double half = std::sqrt(rest * of_treatment * of_treatment + ratio * ratio * of_control * of_control);
  return Interval{(ratio - half) / rest - 1, (ratio + half) / rest - 1};
}

}  // namespace

Result<LiftLook> LookAtLift(const SequenceTuning& tuning, const MeanWithError& control, const MeanWithError& treatment, double sample,
                            double alpha) {
  if (!(std::isfinite(control.mean) && std::isfinite(treatment.mean))) return InvalidArgument("means: must be finite");
  if (!(control.standard_error >= 0 && treatment.standard_error >= 0)) return InvalidArgument("standard_errors: must not be negative");
  const double difference = treatment.mean - control.mean;
  const double error = std::sqrt(control.standard_error * control.standard_error + treatment.standard_error * treatment.standard_error);
  const Result<SequenceLook> absolute = LookAtSequence(tuning, difference, error, sample, alpha);
  if (!absolute.ok()) return absolute.status();
  LiftLook look{std::nullopt, std::nullopt, absolute->log_e, absolute->p_value};
  if (control.mean == 0) return look;
  look.estimate = treatment.mean / control.mean - 1;
  const double reach = *SequenceCriticalValue(tuning, sample, alpha);
  const bool holds_zero = absolute->interval.low <= 0 && absolute->interval.high >= 0;
  look.interval = LogRatio(control, treatment, reach);
  const bool agrees = look.interval && (look.interval->low <= 0 && look.interval->high >= 0) == holds_zero;
  if (!agrees) look.interval = Fieller(control, treatment, reach);
  return look;
}

Result<HybridLook> LookAtHybrid(const SequenceTuning& tuning, double estimate, double standard_error, double sample, double planned_sample,
                                double alpha, double sequential_share) {
  if (!(sequential_share > 0 && sequential_share < 1)) return InvalidArgument("sequential_share: must be between 0 and 1");
  if (!(planned_sample > 0 && std::isfinite(planned_sample))) return InvalidArgument("planned_sample: must be finite and above 0");
  const double sequential = alpha * sequential_share;
  const double fixed = alpha - sequential;
  if (!(alpha < 1 && fixed >= kLeastAlpha)) return InvalidArgument("alpha: must be between 0 and 1, each share at least 1e-300");
  const Result<SequenceLook> look = LookAtSequence(tuning, estimate, standard_error, sample, sequential);
  if (!look.ok()) return look.status();
  if (sample < planned_sample) return HybridLook{look->interval, look->p_value, sequential, false};
  const double half = -*NormalQuantile(fixed / 2) * standard_error;
  const double z = estimate == 0 ? 0 : estimate / standard_error;
  return HybridLook{{estimate - half, estimate + half}, NormalTwoSided(z), fixed, true};
}

}  // namespace assay
