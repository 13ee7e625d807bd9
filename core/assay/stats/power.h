// assay/stats/power.h
//
// How many users it takes, what can be seen with those there are, and how likely that is: for tests of means and rates, one look or watched
// all the time. Pure functions, same bits on every platform; sizes and effects are found by bisection on the power.

#ifndef ASSAY_STATS_POWER_H_
#define ASSAY_STATS_POWER_H_

#include <cstdint>
#include <optional>

#include "assay/base/status.h"
#include "assay/stats/alternative.h"

namespace assay {

// Power of a test whose statistic is normal with standard deviation 1, with mean 0 under the null and `shift` under the effect. Two-sided
// power counts both tails. `alpha` in (0, 1).
//
// Errors: kInvalidArgument when alpha is out of its range or the shift NaN.
Result<double> NormalPower(double shift, double alpha, Alternative alternative);

// Power of Student's t test of `degrees` > 0 of freedom whose statistic has the noncentrality `shift`: effect / standard error.
//
// Errors: kInvalidArgument for numbers out of their range.
// Source: Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition, 1988, chapter 2.
Result<double> StudentPower(double shift, double degrees, double alpha, Alternative alternative);

// Power of the F test with noncentrality f2 (numerator + denominator + 1), and of the chi-squared goodness-of-fit test with n w^2. Effects f2
// and w as Cohen defines them, not negative.
//
// Errors: kInvalidArgument for numbers out of their range.
// Source: the same, chapters 7 and 9.
Result<double> FPower(double f2, double numerator, double denominator, double alpha);
Result<double> ChiSquaredPower(double w, double n, double degrees, double alpha);

enum class VarianceUnderNull : std::uint8_t {
  kPooled = 0,    // of one common rate, as the pooled z test: R's power.prop.test
  kUnpooled = 1,  // of each arm's own rate
  kControl = 2,   // of the control's rate: Evan Miller's calculator
};

// Users of the control for a test of two rates; the treatment has `ratio` times as many. Not rounded. `control`, `treatment` in [0, 1] and
// different; 0 < alpha < power < 1; ratio > 0.
//
// Definition: (z_a sqrt(p (1-p) (1 + 1/k)) + z_b sqrt(p1 (1-p1) + p2 (1-p2) / k))^2 / (p2 - p1)^2, k the ratio, p the rate of both arms
// together (kControl: p1); unpooled (z_a + z_b)^2 times the second root's square. Two-sided z_a is the alpha / 2 quantile; the wrong side's tail, below
// 1e-6 of the power asked for, is left out.
// Errors: kInvalidArgument for numbers out of their range.
// Source: Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions, 3rd edition, 2003, chapter 4.
Result<double> RateSampleSize(double control, double treatment, double alpha, double power, double ratio, VarianceUnderNull variance,
                              Alternative alternative = Alternative::kTwoSided);

// The same by Cohen's h, 2 asin sqrt p2 - 2 asin sqrt p1, for arms of the same size.
Result<double> RateSampleSizeByAngle(double control, double treatment, double alpha, double power,
                                     Alternative alternative = Alternative::kTwoSided);

// Power of the same test with `control_users` and `treatment_users` (above 0, whole or not). `strict` counts the wrong side's tail, too.
Result<double> RatePower(double control, double treatment, double control_users, double treatment_users, double alpha,
                         VarianceUnderNull variance, Alternative alternative = Alternative::kTwoSided, bool strict = false);

// Users of the control for a test of two means that differ by `effect` (not 0), standard deviations given (not negative, not both 0).
//
// Definition: (z_a + z_b)^2 (s1^2 + s2^2 / k) / effect^2. With `exact_t` the size at which Student's t test of n (1 + k) - 2 degrees, or for
// unequal deviations Welch's, has the power: what R's power.t.test solves.
// Errors: kInvalidArgument for numbers out of their range.
Result<double> MeanSampleSize(double effect, double control_deviation, double treatment_deviation, double alpha, double power, double ratio,
                              bool exact_t, Alternative alternative = Alternative::kTwoSided);

// Not worse by more than a margin, one-sided: users of the control so that, with the true change `effect` (0: none; towards better positive)
// and the standard deviations given, the interval's lower end is above -margin with probability `power`.
//
// Definition: (z_a + z_b)^2 (s1^2 + s2^2 / k) / (margin + effect)^2; rates pass sqrt(p (1 - p)) as deviations.
// Errors: kInvalidArgument for numbers out of their range, or margin + effect <= 0: no sample shows what is not so.
Result<double> NonInferioritySampleSize(double margin, double effect, double control_deviation, double treatment_deviation, double alpha,
                                        double power, double ratio);

// The least effect that has `power` when the estimate has `standard_error` (not negative): (z_a + z_b) standard errors.
//
// Errors: kInvalidArgument for numbers out of their range.
Result<double> DetectableEffect(double standard_error, double alpha, double power, Alternative alternative = Alternative::kTwoSided);

// The least rate above `control` (or below, `upwards` false) that the pooled or unpooled test of the sizes detects; absent when not even
// 1 (or 0) is detected.
//
// Errors: kInvalidArgument for numbers out of their range.
Result<std::optional<double>> DetectableRate(double control, double control_users, double treatment_users, double alpha, double power,
                                             VarianceUnderNull variance, bool upwards);

// By how much a sample has to exceed that of a fixed test so that a confidence sequence tuned to `tuning_over_sample` times that larger
// sample has the same power at its end: (reach + z_b)^2 / (z_a + z_b)^2, z_a two-sided. Stopping early not counted.
//
// Errors: kInvalidArgument for numbers out of their range.
Result<double> SequentialInflation(double alpha, double power, double tuning_over_sample);

// An experiment under way: what it estimates by now, what effect matters, and how it will be decided.
struct MidExperiment {
  double standard_error = 0;          // of the estimate now, above 0
  double users = 0;                   // of both arms now, above 0
  double effect = 0;                  // the one that matters, in the estimate's unit; its sign does not count
  double alpha = 0.05;                // of a two-sided decision
  std::optional<double> best_sample;  // decided by the confidence sequence tuned to this sample; absent: once, at the end
  struct Prior {
    double mean = 0;
    double variance = 1;
  };
  std::optional<Prior> prior;  // decided by the credible interval with this normal prior; goes before best_sample
};

struct MidExperimentPlan {
  double power = 0;                         // with the users there are
  std::optional<double> additional_factor;  // times `users` that are needed beyond them; 0: none; absent: more than 2^27 times
};

// Definition: the standard error falls with the root of the users; power is the probability that the decision's interval excludes 0.
// Errors: kInvalidArgument for numbers out of their range.
// Source: GrowthBook, Mid-experiment power analysis, as its packages/stats computes it.
Result<MidExperimentPlan> PowerSoFar(const MidExperiment& experiment, double power);

}  // namespace assay

#endif  // ASSAY_STATS_POWER_H_
