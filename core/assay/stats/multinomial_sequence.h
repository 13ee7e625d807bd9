// assay/stats/multinomial_sequence.h
//
// Exact evidence about shares, valid at every moment: do counts fall into cells with the shares they should? Two uses share it: the
// sequential sample-ratio test (users per arm against weights) and the conversion test that is exact from the first visitor (converters per
// arm against the allocation). Takes counts only. Pure functions, same bits on every platform.
//
// Source: Lindon and Malek, Anytime-Valid Inference for Multinomial Count Data, NeurIPS 2022, arXiv:2011.03567.

#ifndef ASSAY_STATS_MULTINOMIAL_SEQUENCE_H_
#define ASSAY_STATS_MULTINOMIAL_SEQUENCE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/base/status.h"
#include "assay/stats/confidence.h"

namespace assay {

inline constexpr std::size_t kMaxCells = 1000;

// ln of the evidence against "every count falls into cell i with probability weights[i] / sum of weights", an e-value. O(cells).
//
// `counts`: per cell, in sum at most 2^53. `weights`: in any unit, finite, not negative, not all 0; a cell of weight 0 that stays empty
// takes no part, one that does not is impossible: +infinity. `concentration` k in (0, 2^53]: how near to the null the alternatives lie that
// are looked for; about the sample after which a deviation should be found, 100 to 1000 for sample ratios, 10 for conversions.
//
// Definition: B(k w + n) / B(k w) / product of w_i^n_i with B the multivariate beta function: the Dirichlet mixture of likelihood ratios.
// Computed from deviances and Stirling's errors, so that a billion users cost no digits.
// Errors: kInvalidArgument when the lengths differ, there are no cells or more than kMaxCells, or a number is out of its range.
Result<double> MultinomialLogEvidence(std::span<const std::uint64_t> counts, std::span<const double> weights, double concentration);

// For each cell the shares that the evidence does not exclude at `alpha` in (0, 1): a confidence sequence, all cells at once. Cells of
// weight 0 are [0, 0] while empty. Without counts every other cell is [0, 1].
//
// Definition: the projections of {shares s: evidence against s < 1 / alpha}, the mixture being that of `weights`.
// Errors: as above, and kFailedPrecondition when a cell of weight 0 has counts.
Result<std::vector<Interval>> MultinomialShares(std::span<const std::uint64_t> counts, std::span<const double> weights,
                                                double concentration, double alpha);

struct ConversionLook {
  double log_e = 0;            // against "both arms convert alike", at this look; AnytimeEvidence keeps the largest
  std::optional<double> lift;  // treatment rate / control rate - 1; absent while the control has no conversion
  Interval interval;           // of the lift; low is -1 while the treatment has none, high infinite while the control has none
};

// Conversions of two arms, exact from the first visitor on and at 0 conversions: among the converters alone, each is of an arm with
// probability in proportion to the arm's weight times its rate, whatever the rate does from hour to hour. The interval holds 0 exactly as
// long as the evidence is below 1 / alpha. `control`, `treatment`: users who converted, each once, in sum at most 2^53; the weights those
// by which visitors were assigned, above 0. O(1).
//
// Errors: kInvalidArgument when a number is out of its range.
Result<ConversionLook> CompareConversions(std::uint64_t control, std::uint64_t treatment, double control_weight, double treatment_weight,
                                          double concentration, double alpha);

}  // namespace assay

#endif  // ASSAY_STATS_MULTINOMIAL_SEQUENCE_H_
