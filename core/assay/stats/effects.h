// assay/stats/effects.h
//
// What a treatment does to a mean, from each arm's number of units, estimate and variance: absolute with Welch's or Student's test, relative
// by the delta method, on the logarithm, or by Fieller's set. What the estimate is of (a mean, a ratio, an adjusted mean, a quantile) is its
// maker's matter. Pure functions, O(1), same bits on every platform.
//
// For one look at a sample whose size was fixed before.

#ifndef ASSAY_STATS_EFFECTS_H_
#define ASSAY_STATS_EFFECTS_H_

#include <cstdint>
#include <optional>

#include "assay/base/moments.h"
#include "assay/stats/confidence.h"
#include "assay/stats/gap.h"
#include "assay/stats/p_value.h"

namespace assay {

// An arm's estimate as that of a mean: its standard error is sqrt(variance / n).
struct ArmEstimate {
  double n = 0;  // units, 0 and more
  double mean = 0;
  double variance = 0;  // of one unit, 0 and more
};

// The sample variance of n - 1 degrees; 0 for fewer than two.
[[nodiscard]] ArmEstimate ArmOf(const Moments& moments);

enum class Freedom : std::uint8_t {
  kWelch = 0,   // each arm's variance, Welch's degrees of freedom
  kPooled = 1,  // one common variance, n1 + n2 - 2
  kNormal = 2,  // each arm's variance, taken as known
};

// Absent numbers are where `gap` says why. `estimate` is there unless there is no data.
struct Effect {
  Gap gap = Gap::kNone;
  std::optional<double> estimate;
  std::optional<double> standard_error;
  std::optional<double> t;        // estimate / standard error
  std::optional<double> degrees;  // infinite where the normal distribution is used
  std::optional<PValue> p_value;  // two-sided
  std::optional<PValue> less;     // of the alternative that the effect is below the null
  std::optional<PValue> greater;
  std::optional<Interval> interval;
};

// An effect whose standard error is known with so many degrees of freedom, infinitely many for the normal distribution. kNoVariance unless the
// standard error is above 0.
[[nodiscard]] Effect EffectOf(double estimate, double standard_error, double degrees, const Confidence& confidence);

// treatment - control - `null` tested against 0; the interval is that of the difference. kTooFew below two units in an arm, kNoVariance where
// neither varies.
//
// Source: Welch, The Generalization of "Student's" Problem, 1947, doi:10.1093/biomet/34.1-2.28; Satterthwaite, An Approximate Distribution of
// Estimates of Variance Components, 1946, doi:10.2307/3002019.
[[nodiscard]] Effect DifferenceOfMeans(const ArmEstimate& control, const ArmEstimate& treatment, const Confidence& confidence,
                                       Freedom freedom, double null = 0);

// One arm's mean against `null`; of pairs give the differences within them. Source: Student, The Probable Error of a Mean, 1908.
[[nodiscard]] Effect MeanAgainst(const ArmEstimate& arm, double null, const Confidence& confidence);

// treatment / control - 1 by the delta method, (treatment - control) over the control's size. As other engines print it: the estimate and its
// standard error depend on each other, so repeated looks at it reject far too often. kZeroBaseline for a control of 0.
// Source: Deng, Knoblich, Lu, Applying the Delta Method in Metric Analytics, 2018, doi:10.1145/3219819.3219919.
[[nodiscard]] Effect RelativeByDelta(const ArmEstimate& control, const ArmEstimate& treatment, const Confidence& confidence,
                                     Freedom freedom);

// treatment / control - 1 on the logarithm of the ratio; both means must be above or both below 0 (kNegative). The standard error is the
// logarithm's. Source: Katz et al., Obtaining Confidence Intervals for the Risk Ratio in Cohort Studies, 1978, doi:10.2307/2530610.
[[nodiscard]] Effect RelativeByLog(const ArmEstimate& control, const ArmEstimate& treatment, const Confidence& confidence);

// treatment / control - 1 by Fieller's set: the ratios r with |treatment - r control| <= z its standard error. kUnbounded where the control
// is not z standard errors from 0: the set is then not an interval, and no finite one is honest.
// Source: Fieller, Some Problems in Interval Estimation, 1954, doi:10.1111/j.2517-6161.1954.tb00159.x.
[[nodiscard]] Effect RelativeByFieller(const ArmEstimate& control, const ArmEstimate& treatment, const Confidence& confidence);

// The relative effect to show: on the logarithm where the control is z standard errors from 0 and has the treatment's sign, else Fieller's.
// The test is that of the difference: "no lift" and "no difference" are one hypothesis, so the two never contradict each other.
[[nodiscard]] Effect RelativeChange(const ArmEstimate& control, const ArmEstimate& treatment, const Confidence& confidence);

// Sum and sum of squares of n values as moments, or kCancellation where these agree in so many digits that the variance is noise: more than
// 1e-3 of it. Producers should keep Moments instead.
struct FromSums {
  Gap gap = Gap::kNone;
  Moments moments;
};
[[nodiscard]] FromSums MomentsOfSums(std::uint64_t n, double sum, double sum_of_squares);

// sum of m / sum of d over n units that have both, as an estimate per unit: kZeroBaseline for a denominator of mean 0.
//
// Definition: variance = v_m/d^2 - 2 m c/d^3 + m^2 v_d/d^4 of the sample's means, variances and covariance.
// Source: Deng, Knoblich, Lu, 2018 (see above).
struct RatioInput {
  double n = 0;
  double mean_numerator = 0;
  double variance_numerator = 0;
  double mean_denominator = 0;
  double variance_denominator = 0;
  double covariance = 0;
};
struct RatioArm {
  Gap gap = Gap::kNone;
  ArmEstimate arm;
};
[[nodiscard]] RatioArm RatioOfMeans(const RatioInput& input);

}  // namespace assay

#endif  // ASSAY_STATS_EFFECTS_H_
