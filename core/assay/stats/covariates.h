// assay/stats/covariates.h
//
// Less variance from what was known of the units before the experiment: CUPED with any number of covariates, of means and of ratios, and
// post-stratification. An adjustment takes away what differed before; it does not move the effect that is estimated. Pure functions, same
// bits on every platform; time cubic in the number of covariates.
//
// A covariate that is missing for some units: give 0 for it there and add another that is 1 there and else 0.

#ifndef ASSAY_STATS_COVARIATES_H_
#define ASSAY_STATS_COVARIATES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "assay/stats/confidence.h"
#include "assay/stats/effects.h"
#include "assay/stats/gap.h"
#include "assay/stats/joint_moments.h"

namespace assay {

// Around which means the coefficients' covariances are taken.
enum class Centring : std::uint8_t {
  kWithinArms = 0,  // each arm's own: an effect of the treatment leaves the coefficients alone
  kJoint = 1,       // those of all units
  kArmsAlike = 2,   // each arm's own, arms counting the same however large
};

struct Adjusted {
  Gap gap = Gap::kNone;              // kNoData, kTooFew
  std::vector<double> coefficients;  // of each covariate; 0 for one that is constant or a combination of those before it
  ArmEstimate control;               // around the covariates' means over both arms
  ArmEstimate treatment;
  double variance_left = 1;  // of the difference's variance, over what it is without covariates
  Effect difference;
  Effect relative;  // over the control's size, which is not adjusted; by the delta method
};

// Variable 0 of each arm is the outcome, the others are covariates. Tests as DifferenceOfMeans does with Freedom::kWelch.
//
// Definition: y - theta'(x - mean of x over both arms), theta = Cov(x)^-1 Cov(x, y).
// Source: Deng, Xu, Kohavi, Walker, Improving the Sensitivity of Online Controlled Experiments by Utilizing Pre-Experiment Data, 2013,
// doi:10.1145/2433396.2433413.
[[nodiscard]] Adjusted AdjustByCovariates(const JointMoments& control, const JointMoments& treatment, Centring centring,
                                          const Confidence& confidence);

// Numerator, denominator, and both of them before the experiment, as outcome and covariate of the same units: each ratio linearised around its
// means. kZeroBaseline where a denominator's mean is 0.
struct Linearised {
  Gap gap = Gap::kNone;
  JointMoments moments;
};
[[nodiscard]] Linearised LineariseRatio(const JointMoments& moments);

struct StratumArms {
  JointMoments control;
  JointMoments treatment;
};

enum class Outcome : std::uint8_t {
  kMean = 0,   // variable 0
  kRatio = 1,  // variable 0 over variable 1
};

struct PostStratified {
  Gap gap = Gap::kNone;  // kNoData; kSeparated when a stratum has fewer than two units in an arm: merge it with another
  Effect difference;     // normal
  Effect relative;       // over the control's size, by the delta method
};

// Each stratum's arms compared and weighted by the stratum's units; the shares of strata vary as a multinomial's. Variables after the
// outcome's are covariates, by which each stratum's arms are adjusted first (kWithinArms).
//
// Source: Miratrix, Sekhon, Yu, Adjusting treatment effect estimates by post-stratification in randomized experiments, 2013,
// doi:10.1111/j.1467-9868.2012.01048.x; Xie and Aurisset, Improving the Sensitivity of Online Controlled Experiments, 2016,
// doi:10.1145/2939672.2939733.
[[nodiscard]] PostStratified PostStratify(std::span<const StratumArms> strata, Outcome outcome, const Confidence& confidence);

}  // namespace assay

#endif  // ASSAY_STATS_COVARIATES_H_
