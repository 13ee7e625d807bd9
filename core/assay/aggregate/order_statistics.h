// assay/aggregate/order_statistics.h
//
// Exact order statistics and quantiles of doubles without sorting: three sequential passes whatever the number of ranks. Pure functions.

#ifndef ASSAY_AGGREGATE_ORDER_STATISTICS_H_
#define ASSAY_AGGREGATE_ORDER_STATISTICS_H_

#include <cstddef>
#include <span>
#include <vector>

namespace assay {

// The values that would stand at `ranks` (0-based, ascending, each below values.size()) if `values` were sorted. No NaN; any order.
//
// Definition: values are counted in 4,096 equal intervals of their binary representation, which is ordered like the numbers; only the
// intervals that hold a wanted rank are collected and selected from. O(n) expected, O(n) extra memory in the worst case.
[[nodiscard]] std::vector<double> OrderStatistics(std::span<const double> values, std::span<const std::size_t> ranks);

// Where a quantile lies among `size` sorted values, at least one: between those at `lower` and `upper`, `fraction` of the way.
struct QuantilePlace {
  std::size_t lower;
  std::size_t upper;
  double fraction;
};
[[nodiscard]] QuantilePlace PlaceOfQuantile(std::size_t size, double probability);

// `fraction` of the way from a to b.
[[nodiscard]] double Interpolate(double a, double b, double fraction);

// The quantiles of a non-empty sample at `probabilities` (each in [0, 1], any order): linear interpolation between the order statistics
// around (n - 1) p.
//
// Source: Hyndman and Fan, "Sample quantiles in statistical packages", 1996, definition 7, doi:10.1080/00031305.1996.10473566.
[[nodiscard]] std::vector<double> Quantiles(std::span<const double> values, std::span<const double> probabilities);

}  // namespace assay

#endif  // ASSAY_AGGREGATE_ORDER_STATISTICS_H_
