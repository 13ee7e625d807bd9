// assay/stats/group_sequential.h
//
// A few looks, planned beforehand: by how many standard errors an effect has to be off at each of them so that all together are wrong with
// a given probability. Uses the whole error probability, so that it costs little power when the largest sample is known. Pure functions,
// same bits on every platform; a design of k looks is O(k) integrals of a few thousand points.
//
// Source: Armitage, McPherson, Rowe, Repeated Significance Tests on Accumulating Data, 1969, doi:10.2307/2343787 (the recursion); Lan and
// DeMets, Discrete sequential boundaries for clinical trials, 1983, doi:10.1093/biomet/70.3.659; Jennison and Turnbull, Group Sequential
// Methods, 1999, chapters 7, 9 and 19.

#ifndef ASSAY_STATS_GROUP_SEQUENTIAL_H_
#define ASSAY_STATS_GROUP_SEQUENTIAL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/base/status.h"

namespace assay {

inline constexpr std::size_t kMaxLooks = 1000;

// How much of an error probability a may be spent up to the fraction t of the planned information.
enum class SpendingFamily : std::uint8_t {
  kObrienFleming = 0,    // 2 (1 - Phi(z / sqrt t)), z the upper a / 2 quantile: little at first (Lan and DeMets)
  kPocock = 1,           // a ln(1 + (e - 1) t): much at first
  kHwangShihDeCani = 2,  // a (1 - e^(-g t)) / (1 - e^(-g)): g = -4 near O'Brien and Fleming's, 1 near Pocock's, 0 even
  kPower = 3,            // a t^g, g above 0
};

struct Spending {
  SpendingFamily family = SpendingFamily::kObrienFleming;
  double shape = 0;  // g of the last two; unused by the others
};

// The error spent up to `fraction` >= 0, in [0, alpha]: all of it from 1 on.
//
// Errors: kInvalidArgument unless 0 < alpha < 1, the fraction is not negative and the shape fits the family (|g| at most 500, g above 0 for
// the power family).
// Source: Hwang, Shih, DeCani, Group sequential designs using a family of type I error probability spending functions, 1990,
// doi:10.1002/sim.4780091207; Kim and DeMets, 1987, doi:10.1093/biomet/74.1.149.
Result<double> SpentError(const Spending& spending, double alpha, double fraction);

// One entry per look. A look that may spend nothing has infinite bounds.
struct GroupBounds {
  std::vector<double> upper;  // z at and above which the look stops for an effect
  std::vector<double>
      lower;  // z at and below which it stops for the opposite effect or, in one-sided designs, for futility; else -infinity
  std::vector<double> spent;  // error probability spent up to the look, both sides together
};

// `fractions`: of the planned information (usually of the sample) at each look, ascending, from above 0; each at least 1e-4 of the last
// more than the one before. They need not end at 1: before it, error is left for looks to come; the first look at or past it spends
// what is left, and looks after that have no bound. Only looks up to the present are needed: later ones do not change earlier bounds.
// `alpha` in (0, 1): of both sides together when `two_sided`, each of which spends half.
//
// Errors: kInvalidArgument for arguments that break these rules, or more than kMaxLooks.
Result<GroupBounds> SpendingBounds(std::span<const double> fractions, double alpha, bool two_sided, const Spending& spending);

// The classical shapes z_k = C t_k^(shape - 1/2), t_k the fraction of the last look: shape 0 is O'Brien and Fleming's, 1/2 Pocock's.
//
// Errors: as above; |shape| at most 10.
// Source: Wang and Tsiatis, Approximately Optimal One-Parameter Boundaries for Group Sequential Trials, 1987, doi:10.2307/2531959.
Result<GroupBounds> WangTsiatisBounds(std::span<const double> fractions, double alpha, bool two_sided, double shape);

// What a design does when the effect is such that z at fraction 1 has the mean `drift`.
struct GroupOutcome {
  std::vector<double> above;     // probability to stop at each look at the upper bound
  std::vector<double> below;     // and at the lower one
  double power = 0;              // to stop at an upper bound at all
  double expected_fraction = 0;  // of the planned information at the stop; the last look stops always
};

// Errors: kInvalidArgument when the lengths differ, a lower bound is above its upper one, or as above.
Result<GroupOutcome> SimulateGroups(std::span<const double> fractions, std::span<const double> lower, std::span<const double> upper,
                                    double drift);

// The drift at which the design stops at an upper bound with probability `power`, above what it has without an effect. By (drift /
// (z_alpha + z_beta))^2 its largest sample exceeds that of a fixed test.
//
// Errors: as above, or when no drift reaches the power.
Result<double> DriftForPower(std::span<const double> fractions, std::span<const double> lower, std::span<const double> upper, double power);

// One-sided design with futility: upper bounds spend `alpha`, lower ones spend 1 - `power` under the effect for which the design has that
// power; both meet at the last look, which is at or past fraction 1. The lower bounds do not bind: upper ones are valid if they are ignored.
struct FutilityDesign {
  GroupBounds bounds;
  double drift = 0;
};

// Errors: as above; kInvalidArgument unless alpha < power < 1 and the last fraction is 1 or more and all before it less.
Result<FutilityDesign> BoundsWithFutility(std::span<const double> fractions, double alpha, double power, const Spending& efficacy,
                                          const Spending& futility);

}  // namespace assay

#endif  // ASSAY_STATS_GROUP_SEQUENTIAL_H_
