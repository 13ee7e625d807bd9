// assay/stats/rate_intervals.h
//
// Intervals of one conversion rate beside Wilson's (assay/stats/proportions.h): the exact one, and those that other programs print. Each is
// within [0, 1] and absent without trials. Pure functions with the same bits on every platform.

#ifndef ASSAY_STATS_RATE_INTERVALS_H_
#define ASSAY_STATS_RATE_INTERVALS_H_

#include <cstdint>
#include <optional>

#include "assay/base/status.h"
#include "assay/stats/confidence.h"
#include "assay/stats/p_value.h"
#include "assay/stats/proportions.h"

namespace assay {

// The numbers cross the WASM boundary: append only, never renumber. js/stats/rates.ts holds the same list.
enum class RateMethod : std::uint8_t {
  kWilson = 0,
  kWald = 1,                 // rate -+ z sqrt(r (1 - r) / n), cut to [0, 1]; a point at 0 % and 100 %, and far off its level near them
  kAgrestiCoull = 2,         // Wald's around (x + z^2/2) / (n + z^2), cut to [0, 1]
  kClopperPearson = 3,       // exact: from both tails of the binomial; never below its level
  kJeffreys = 4,             // equal tails of Beta(x + 1/2, n - x + 1/2), up to 0 and 1 where the rate is
  kHighestDensity = 5,       // the shortest interval of the same posterior; one-sided at 0 % and 100 %
  kLogit = 6,                // Wald's on ln(r / (1 - r)); exact at 0 % and 100 %, as are the next two
  kProbit = 7,               // on the normal quantile of r
  kComplementaryLogLog = 8,  // on ln(-ln r)
  kLikelihoodRatio = 9,      // the rates whose likelihood ratio to the observed one is not significant
  kWilsonCorrected = 10,     // Wilson's with a continuity correction of 1/2
};
inline constexpr int kRateMethods = 11;

// Source: Brown, Cai, DasGupta, Interval Estimation for a Binomial Proportion, 2001, doi:10.1214/ss/1009213286 (all but the last); Newcombe,
// Two-sided confidence intervals for the single proportion, 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.
std::optional<Interval> RateInterval(const Proportion& proportion, RateMethod method, const Confidence& confidence);

// Two-sided exact test of "the rate is `null_rate`": the probability of every count that is no more likely than the one observed. Nothing
// without trials. O(log trials).
//
// Source: Clopper and Pearson, The Use of Confidence or Fiducial Limits, 1934, doi:10.1093/biomet/26.4.404; two sides as R's binom.test.
std::optional<PValue> ExactRateTest(const Proportion& proportion, double null_rate);

}  // namespace assay

#endif  // ASSAY_STATS_RATE_INTERVALS_H_
