#include "assay/stats/effects.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "assay/stats/distributions.h"
#include "assay/stats/elementary.h"
#include "assay/stats/normal.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Effect Absent(Gap gap) {
  Effect effect;
  effect.gap = gap;
  return effect;
}

// Half the interval's width in standard errors.
double Critical(const Confidence& confidence, double degrees) {
  if (std::isinf(degrees)) return confidence.z();
  return -StudentTQuantile((1 - confidence.level()) / 2, degrees).value_or(-confidence.z());
}

void Test(Effect& effect, double difference, double error, double degrees) {
  const double t = difference / error;
  const Tails tails = std::isinf(degrees) ? NormalTails(t) : StudentTails(t, degrees);
  effect.standard_error = error;
  effect.t = t;
  effect.degrees = degrees;
  effect.p_value = std::isinf(degrees) ? NormalTwoSided(t) : StudentTwoSided(t, degrees);
  effect.less = tails.lower;
  effect.greater = tails.upper;
}

double SquaredError(const ArmEstimate& arm) { return arm.variance / arm.n; }

// Welch's, in shares of the variance so that nothing overflows.
double WelchDegrees(const ArmEstimate& a, const ArmEstimate& b) {
  const double both = SquaredError(a) + SquaredError(b);
  const double share = SquaredError(a) / both;
  return 1 / (share * share / (a.n - 1) + (1 - share) * (1 - share) / (b.n - 1));
}

Gap Missing(const ArmEstimate& control, const ArmEstimate& treatment, Freedom freedom) {
  if (!(control.n > 0 && treatment.n > 0)) return Gap::kNoData;
  const bool enough = freedom == Freedom::kPooled ? control.n + treatment.n > 2 : control.n > 1 && treatment.n > 1;
  if (freedom != Freedom::kNormal && !enough) return Gap::kTooFew;
  return control.variance > 0 || treatment.variance > 0 ? Gap::kNone : Gap::kNoVariance;
}

struct Spread {
  double error;
  double degrees;
};

Spread SpreadOf(const ArmEstimate& control, const ArmEstimate& treatment, Freedom freedom) {
  if (freedom == Freedom::kPooled) {
    const double degrees = control.n + treatment.n - 2;
    const double pooled = ((control.n - 1) * control.variance + (treatment.n - 1) * treatment.variance) / degrees;
    return {std::sqrt(pooled * (1 / control.n + 1 / treatment.n)), degrees};
  }
  return {std::sqrt(SquaredError(control) + SquaredError(treatment)),
          freedom == Freedom::kNormal ? kInfinity : WelchDegrees(control, treatment)};
}

}  // namespace

ArmEstimate ArmOf(const Moments& moments) { return {static_cast<double>(moments.n), moments.mean, moments.Variance().value_or(0)}; }

Effect EffectOf(double estimate, double standard_error, double degrees, const Confidence& confidence) {
  Effect effect = Absent(standard_error > 0 ? Gap::kNone : Gap::kNoVariance);
  effect.estimate = estimate;
  if (effect.gap != Gap::kNone) return effect;
  Test(effect, estimate, standard_error, degrees);
  const double margin = Critical(confidence, degrees) * standard_error;
  effect.interval = Interval{estimate - margin, estimate + margin};
  return effect;
}

Effect DifferenceOfMeans(const ArmEstimate& control, const ArmEstimate& treatment, const Confidence& confidence, Freedom freedom,
                         double null) {
  Effect effect = Absent(Missing(control, treatment, freedom));
  if (effect.gap == Gap::kNoData) return effect;
  const double difference = treatment.mean - control.mean;
  effect.estimate = difference;
  if (effect.gap != Gap::kNone) return effect;
  const Spread spread = SpreadOf(control, treatment, freedom);
  Test(effect, difference - null, spread.error, spread.degrees);
  const double margin = Critical(confidence, spread.degrees) * spread.error;
  effect.interval = Interval{difference - margin, difference + margin};
  return effect;
}

Effect MeanAgainst(const ArmEstimate& arm, double null, const Confidence& confidence) {
  if (!(arm.n > 0)) return Absent(Gap::kNoData);
  Effect effect = Absent(arm.n > 1 ? arm.variance > 0 ? Gap::kNone : Gap::kNoVariance : Gap::kTooFew);
  effect.estimate = arm.mean;
  if (effect.gap != Gap::kNone) return effect;
  const double error = std::sqrt(SquaredError(arm));
  Test(effect, arm.mean - null, error, arm.n - 1);
  const double margin = Critical(confidence, arm.n - 1) * error;
  effect.interval = Interval{arm.mean - margin, arm.mean + margin};
  return effect;
}

Effect RelativeByDelta(const ArmEstimate& control, const ArmEstimate& treatment, const Confidence& confidence, Freedom freedom) {
  Effect effect = Absent(Missing(control, treatment, freedom));
  if (effect.gap == Gap::kNoData) return effect;
  if (control.mean == 0) return Absent(Gap::kZeroBaseline);
  const double size = std::fabs(control.mean);
  effect.estimate = (treatment.mean - control.mean) / size;
  if (effect.gap != Gap::kNone) return effect;
  const double ratio = treatment.mean / control.mean;
  const double error = std::sqrt(SquaredError(treatment) + ratio * ratio * SquaredError(control)) / size;
  if (!(error > 0)) {  // the control varies, but the treatment is 0
    effect.gap = Gap::kNoVariance;
    return effect;
  }
  const double degrees = SpreadOf(control, treatment, freedom).degrees;
  Test(effect, *effect.estimate, error, degrees);
  const double margin = Critical(confidence, degrees) * error;
  effect.interval = Interval{*effect.estimate - margin, *effect.estimate + margin};
  return effect;
}

Effect RelativeByLog(const ArmEstimate& control, const ArmEstimate& treatment, const Confidence& confidence) {
  Effect effect = Absent(Missing(control, treatment, Freedom::kNormal));
  if (effect.gap == Gap::kNoData) return effect;
  if (control.mean == 0) return Absent(Gap::kZeroBaseline);
  effect.estimate = (treatment.mean - control.mean) / control.mean;
  if (effect.gap != Gap::kNone) return effect;
  if (!(control.mean * treatment.mean > 0)) {
    effect.gap = Gap::kNegative;
    return effect;
  }
  const double log_ratio = Log1p(*effect.estimate);
  const double error =
      std::sqrt(SquaredError(treatment) / treatment.mean / treatment.mean + SquaredError(control) / control.mean / control.mean);
  Test(effect, log_ratio, error, kInfinity);
  const double margin = confidence.z() * error;
  effect.interval = Interval{Expm1(log_ratio - margin), Expm1(log_ratio + margin)};
  return effect;
}

Effect RelativeByFieller(const ArmEstimate& control, const ArmEstimate& treatment, const Confidence& confidence) {
  Effect effect = Absent(Missing(control, treatment, Freedom::kNormal));
  if (effect.gap == Gap::kNoData) return effect;
  if (control.mean != 0) effect.estimate = (treatment.mean - control.mean) / control.mean;
  if (effect.gap != Gap::kNone) return effect;
  const double z = confidence.z();
  const double g = z * z * SquaredError(control) / control.mean / control.mean;
  if (!(g < 1)) {
    effect.gap = control.mean == 0 ? Gap::kZeroBaseline : Gap::kUnbounded;
    return effect;
  }
  const double ratio = treatment.mean / control.mean;
  const double root = z / std::fabs(control.mean) * std::sqrt((1 - g) * SquaredError(treatment) + ratio * ratio * SquaredError(control));
  effect.interval = Interval{(ratio - root) / (1 - g) - 1, (ratio + root) / (1 - g) - 1};
  return effect;
}

Effect RelativeChange(const ArmEstimate& control, const ArmEstimate& treatment, const Confidence& confidence) {
  const Effect test = DifferenceOfMeans(control, treatment, confidence, Freedom::kWelch);
  if (test.gap == Gap::kNoData) return test;
  const double error = std::sqrt(SquaredError(control));
  const bool far = std::fabs(control.mean) > confidence.z() * error;
  const bool on_log = far && control.mean * treatment.mean > 0;
  Effect effect = on_log ? RelativeByLog(control, treatment, confidence) : RelativeByFieller(control, treatment, confidence);
  if (effect.gap == Gap::kNone && test.gap != Gap::kNone) {
    effect.gap = test.gap;
    effect.interval = std::nullopt;
  }
  effect.standard_error = on_log && effect.gap == Gap::kNone ? effect.standard_error : std::nullopt;
  effect.t = test.t;
  effect.degrees = test.degrees;
  effect.p_value = test.p_value;
  effect.less = test.less;
  effect.greater = test.greater;
  return effect;
}

FromSums MomentsOfSums(std::uint64_t n, double sum, double sum_of_squares) {
  FromSums answer;
  if (n == 0) {
    answer.gap = Gap::kNoData;
    return answer;
  }
  const double count = static_cast<double>(n);
  const double mean = sum / count;
  const ExactProduct square = MultiplyExactly(sum, mean);
  const double m2 = (sum_of_squares - square.high) - square.low;
  answer.moments = {n, mean, std::max(0.0, m2)};
  // Each of n squares was rounded when it was added.
  constexpr double kHalfUnit = 0x1p-53;
  constexpr double kTolerated = 1e-3;
  const double noise = kHalfUnit * sum_of_squares * std::sqrt(count);
  const bool constant = m2 == 0 && sum_of_squares == 0;
  if (!constant && noise > kTolerated * m2 && n > 1) answer.gap = Gap::kCancellation;
  return answer;
}

RatioArm RatioOfMeans(const RatioInput& in) {
  RatioArm answer;
  if (!(in.n > 0)) {
    answer.gap = Gap::kNoData;
    return answer;
  }
  if (in.mean_denominator == 0) {
    answer.gap = Gap::kZeroBaseline;
    return answer;
  }
  const double ratio = in.mean_numerator / in.mean_denominator;
  const double variance = (in.variance_numerator - 2 * ratio * in.covariance + ratio * ratio * in.variance_denominator) /
                          in.mean_denominator / in.mean_denominator;
  answer.arm = {in.n, ratio, std::max(0.0, variance)};
  return answer;
}

}  // namespace assay
