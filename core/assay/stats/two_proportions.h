// assay/stats/two_proportions.h
//
// Two conversion rates compared in the ways that assay/stats/proportions.h does not: score intervals of difference, ratio and odds ratio,
// Fisher's exact test, several arms at once, several strata. Takes counts only. Pure functions with the same bits on every platform.

#ifndef ASSAY_STATS_TWO_PROPORTIONS_H_
#define ASSAY_STATS_TWO_PROPORTIONS_H_

#include <cstdint>
#include <optional>
#include <span>

#include "assay/stats/confidence.h"
#include "assay/stats/gap.h"
#include "assay/stats/p_value.h"
#include "assay/stats/proportions.h"

namespace assay {

struct WaldDifference {
  Gap gap = Gap::kNone;  // kNoData; kNoVariance when every arm is at 0 % or 100 %
  double estimate = 0;   // treatment rate - control rate
  double z = 0;
  PValue p_value;
  Interval interval;  // as published, so it may reach beyond -1 and 1
};

// Each arm's variance by itself: what PooledZTest does not do. For comparison with other programs; below five conversions per arm its
// level is far off. Source: Agresti, Categorical Data Analysis, 3rd edition, 2013, 3.1.
WaldDifference UnpooledDifference(const Proportion& control, const Proportion& treatment, const Confidence& confidence);

// Wald's with one success and one failure added to each arm. As published: it may reach beyond -1 and 1. Nothing without trials.
// Source: Agresti and Caffo, Simple and Effective Confidence Intervals for Proportions, 2000, doi:10.1080/00031305.2000.10474560.
std::optional<Interval> AgrestiCaffo(const Proportion& control, const Proportion& treatment, const Confidence& confidence);

// The differences, ratios and odds ratios (treatment's to control's) that the score test does not reject, within [-1, 1] and [0, infinity].
// Nothing without trials; the ratios nothing without a success, the odds ratios nothing when nobody or everybody converted.
//
// Source: Miettinen and Nurminen, Comparative analysis of two rates, 1985, doi:10.1002/sim.4780040211 (difference and odds ratio, with their
// N / (N - 1));
// Koopman, Confidence intervals for the ratio of two binomial proportions, 1984, doi:10.2307/2530927.
std::optional<Interval> DifferenceScoreInterval(const Proportion& control, const Proportion& treatment, const Confidence& confidence);
std::optional<Interval> RatioScoreInterval(const Proportion& control, const Proportion& treatment, const Confidence& confidence);
std::optional<Interval> OddsRatioScoreInterval(const Proportion& control, const Proportion& treatment, const Confidence& confidence);

struct FisherTest {
  PValue two_sided;         // tables that are no more likely than the observed one
  PValue treatment_lower;   // as few successes of the treatment, or fewer
  PValue treatment_higher;  // as many, or more
  double odds_ratio = 1;    // conditional maximum likelihood, treatment's to control's: in [0, infinity], NaN when no table could differ;
                            // the sample's above 100,000 trials
};

// Fisher's exact test: valid at any count. Nothing without trials. O(sqrt trials).
// Source: Fisher, The Logic of Inductive Inference, 1935, doi:10.2307/2342435; ties as R's fisher.test (1e-7 relative).
std::optional<FisherTest> FisherExact(const Proportion& control, const Proportion& treatment);

struct HomogeneityTest {
  double chi_squared = 0;
  std::uint32_t degrees = 0;
  PValue p_value;
};

// "All arms have the same rate": Pearson's chi-squared with arms - 1 degrees. Nothing for fewer than two arms with trials, or when nobody or
// everybody converted. Source: Pearson, On the criterion ..., 1900, doi:10.1080/14786440009463897.
std::optional<HomogeneityTest> TestHomogeneity(std::span<const Proportion> arms);

struct Stratum {
  Proportion control;
  Proportion treatment;
};

struct StratifiedTest {
  double chi_squared = 0;
  PValue p_value;
  double odds_ratio = 1;  // common to all strata, of Mantel and Haenszel
  Interval interval;
};

// Whether arms differ within strata, with a continuity correction of at most 1/2. Strata without trials in an arm say nothing; nothing when no
// stratum says anything.
// Source: Mantel and Haenszel, Statistical Aspects of the Analysis of Data from Retrospective Studies, 1959, doi:10.1093/jnci/22.4.719;
// Robins, Breslow, Greenland, Estimators of the Mantel-Haenszel Variance, 1986, doi:10.2307/2531052 (interval).
std::optional<StratifiedTest> MantelHaenszel(std::span<const Stratum> strata, const Confidence& confidence);

}  // namespace assay

#endif  // ASSAY_STATS_TWO_PROPORTIONS_H_
