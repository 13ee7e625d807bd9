// assay/stats/multiple_testing.h
//
// Several hypotheses at once: adjusted p values, which of them are rejected, and at what level the intervals of each have to be so that what
// is decided and what is shown agree. Pure functions, O(n log n) (Hommel O(n^2)), same bits on every platform.

#ifndef ASSAY_STATS_MULTIPLE_TESTING_H_
#define ASSAY_STATS_MULTIPLE_TESTING_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/base/status.h"

namespace assay {

inline constexpr std::size_t kMaxHypotheses = 10'000;

enum class Correction : std::uint8_t {
  kNone = 0,
  kBonferroni = 1,          // any dependence; probability of even one false rejection
  kSidak = 2,               // independent or positively dependent
  kHolm = 3,                // any dependence; rejects whatever Bonferroni does and more
  kHolmSidak = 4,           // Holm's steps with Sidak's levels
  kHochberg = 5,            // independent or positively dependent
  kHommel = 6,              // as Hochberg, and rejects more
  kBenjaminiHochberg = 7,   // share of false rejections among all; independent or positively dependent
  kBenjaminiYekutieli = 8,  // the same under any dependence
};

// Adjusted p values, in the order given: reject those at or below alpha. `p_values` in [0, 1], at most kMaxHypotheses.
//
// Definition, sorted ascending with m of them: Bonferroni min(1, m p); Sidak 1 - (1 - p)^m; Holm the running maximum of (m - j + 1) p_(j),
// Holm-Sidak of 1 - (1 - p_(j))^(m - j + 1); Hochberg the running minimum from above of (m - j + 1) p_(j); Benjamini-Hochberg of m p_(j) / j,
// Benjamini-Yekutieli that times 1 + 1/2 + ... + 1/m; Hommel as in Wright.
// Errors: kInvalidArgument for a p value outside of [0, 1] or NaN, or too many.
// Source: Holm, A Simple Sequentially Rejective Multiple Test Procedure, 1979; Hochberg, 1988, doi:10.1093/biomet/75.4.800; Hommel, 1988,
// doi:10.1093/biomet/75.2.383; Wright, Adjusted P-Values for Simultaneous Inference, 1992, doi:10.2307/2532694; Benjamini and Hochberg,
// 1995, doi:10.1111/j.2517-6161.1995.tb02031.x; Benjamini and Yekutieli, 2001, doi:10.1214/aos/1013699998.
Result<std::vector<double>> AdjustPValues(std::span<const double> p_values, Correction correction);

// Benjamini and Hochberg with the number of true nulls estimated in a first stage. Adjusted p values for one `alpha` in (0, 1): reject those
// at or below alpha / (1 + alpha).
//
// Definition: Benjamini-Hochberg's times (m - r) / m, r what that rejects at alpha / (1 + alpha).
// Errors: as above.
// Source: Benjamini, Krieger, Yekutieli, Adaptive linear step-up procedures, 2006, doi:10.1093/biomet/93.3.491, definition 6.
Result<std::vector<double>> AdjustTwoStage(std::span<const double> p_values, double alpha);

// Which hypotheses e-values reject so that the expected share of false rejections is at most `alpha` in (0, 1), whatever their dependence
// and whenever one stops: what anytime-valid evidence needs. `log_e`: ln of each e-value, which may be infinite.
//
// Definition: the k largest, k the greatest number with e_(k) >= m / (k alpha).
// Errors: kInvalidArgument for NaN, alpha outside of (0, 1), or too many.
// Source: Wang and Ramdas, False Discovery Rate Control with E-values, 2022, doi:10.1111/rssb.12489.
Result<std::vector<bool>> RejectByEvidence(std::span<const double> log_e, double alpha);

// The error probability that the interval of each of m hypotheses has to have for the intervals to agree with the decision.
//
// Bonferroni, Sidak, Hommel, Holm and the like: the simultaneous level alpha / m (Sidak 1 - (1 - alpha)^(1/m)). Benjamini-Hochberg, e-BH:
// with r rejected, alpha r / m for those rejected, so that the expected share of selected intervals that miss is at most alpha ("FCR");
// Benjamini-Yekutieli that over 1 + 1/2 + ... + 1/m. With nothing rejected r counts as 1. `rejected` at most `hypotheses`, which is 1 to
// kMaxHypotheses.
//
// An interval at this level excludes the null for every rejected hypothesis of Bonferroni's, Sidak's and the FCR methods. Step-wise ones
// (Holm, Hochberg, Hommel) reject more than their simultaneous interval shows: HolmIntervals() is for those.
// Errors: kInvalidArgument for numbers out of their range.
// Source: Benjamini and Yekutieli, False Discovery Rate-Adjusted Multiple Confidence Intervals, 2005, doi:10.1198/016214504000001907.
Result<double> IntervalError(Correction correction, double alpha, std::size_t hypotheses, std::size_t rejected);

// Holm's simultaneous intervals that agree with his decision: what a two-sided or one-sided bound at `alpha` looks like once every rejected
// hypothesis is known to be rejected. While some are not rejected, a rejected one's interval ends at the null on the side of the null, and
// those not rejected are at alpha / (number not rejected). When all are rejected every interval is at alpha / m where that excludes the null.
// Errors: as above.
// Source: Strassburger and Bretz, Compatible simultaneous lower confidence bounds for the Holm procedure and other Bonferroni-based closed
// tests, 2008, doi:10.1002/sim.3338.
struct HolmIntervalRule {
  double error = 0;          // of the interval before it is cut
  bool cut_at_null = false;  // the end towards the null is at least the null
};
Result<std::vector<HolmIntervalRule>> HolmIntervals(std::span<const double> p_values, double alpha);

}  // namespace assay

#endif  // ASSAY_STATS_MULTIPLE_TESTING_H_
