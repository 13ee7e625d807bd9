// assay/stats/calls_means.h
//
// Means, adjustments, quantiles and samples by name: part of the family of assay/stats/calls.h's EstimateCalls. An arm is n, mean, variance
// of one unit. An effect is reason, estimate, standard error, t, degrees, p and its logarithm for two-sided, less and greater, interval.

#ifndef ASSAY_STATS_CALLS_MEANS_H_
#define ASSAY_STATS_CALLS_MEANS_H_

#include <span>
#include <vector>

#include "assay/base/status.h"
#include "assay/stats/effects.h"

namespace assay {

// control, treatment, freedom, null, level -> effect
Status CallDifferenceOfMeans(std::span<const double> arguments, std::vector<double>& out);
// arm, null, level -> effect
Status CallMeanAgainst(std::span<const double> arguments, std::vector<double>& out);
// control, treatment, freedom, level -> effect
Status CallRelativeDelta(std::span<const double> arguments, std::vector<double>& out);

// control, treatment, level -> effect
using MakeRelative = Effect (*)(const ArmEstimate&, const ArmEstimate&, const Confidence&);
Status CallRelativeBy(MakeRelative make, std::span<const double> arguments, std::vector<double>& out);
template <MakeRelative Make>
Status CallRelative(std::span<const double> arguments, std::vector<double>& out) {
  return CallRelativeBy(Make, arguments, out);
}

// n, sum, sum of squares -> reason, n, mean, variance of one unit
Status CallMomentsOfSums(std::span<const double> arguments, std::vector<double>& out);
// n, mean and variance of the numerator, of the denominator, covariance -> reason, arm
Status CallRatioOfMeans(std::span<const double> arguments, std::vector<double>& out);
// level, centring, covariates, each arm's n, means and deviations (assay/stats/joint_moments.h) -> reason, coefficients, both arms, variance
// left, difference, relative
Status CallCuped(std::span<const double> arguments, std::vector<double>& out);
// level, centring, each arm's n, means and deviations of numerator, denominator and both before -> as above with one coefficient
Status CallCupedRatio(std::span<const double> arguments, std::vector<double>& out);
// level, outcome, variables, strata, each one's arms as above -> reason, difference, relative
Status CallPostStratify(std::span<const double> arguments, std::vector<double>& out);
// n, q, level -> low, high, coverage
Status CallQuantileRanks(std::span<const double> arguments, std::vector<double>& out);
// n, q, estimate, low, high, inflation, level -> reason, arm
Status CallQuantileArm(std::span<const double> arguments, std::vector<double>& out);
// as ratio_of_means -> inflation
Status CallClusterInflation(std::span<const double> arguments, std::vector<double>& out);
// how many, the control's values, how many, the treatment's -> reason, statistic, higher, z, p
Status CallMannWhitney(std::span<const double> arguments, std::vector<double>& out);
// values as above, compared, q, resamples, seed, level -> reason, estimate, standard error, interval
Status CallBootstrap(std::span<const double> arguments, std::vector<double>& out);
// how many, values, low, high -> n, mean and variance before, mean and variance after, raised, lowered
Status CallWinsorise(std::span<const double> arguments, std::vector<double>& out);

}  // namespace assay

#endif  // ASSAY_STATS_CALLS_MEANS_H_
