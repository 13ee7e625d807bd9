// assay/base/moments.h
//
// Count, mean and sum of squared deviations of a stream of numbers: the sufficient statistics that aggregates hand to the statistics.
// Adding is O(1); two parts of one stream merge into the whole, so chunks may be summed up in any grouping. A value type, safe from any
// thread.

#ifndef ASSAY_BASE_MOMENTS_H_
#define ASSAY_BASE_MOMENTS_H_

#include <cstdint>
#include <optional>

namespace assay {

// Sums of squares are never kept: n * mean^2 and the sum of x^2 agree in all their digits when the mean is large against the spread, and
// their difference is noise (mean 1e9 with variance 1 leaves no correct digit). The deviations are summed up instead.
//
// The order of Add and Merge decides the last bits of the result, so whoever needs equal bits feeds equal order.
struct Moments {
  std::uint64_t n = 0;  // observations, below 2^53
  double mean = 0;      // meaningless while n = 0
  double m2 = 0;        // sum of (x - mean)^2, never negative

  // Takes in one observation. `x` must be finite.
  //
  // Source: Welford, Note on a Method for Calculating Corrected Sums of Squares and Products, 1962, doi:10.1080/00401706.1962.10490022.
  void Add(double x);

  // Takes in all observations behind `other`.
  //
  // Source: Chan, Golub, LeVeque, Algorithms for Computing the Sample Variance, 1983, doi:10.1080/00031305.1983.10483115.
  void Merge(const Moments& other);

  // The mean, or nothing when there is no observation.
  [[nodiscard]] std::optional<double> Mean() const;

  // The sample variance m2 / (n - 1), or nothing for fewer than two observations.
  [[nodiscard]] std::optional<double> Variance() const;
};

}  // namespace assay

#endif  // ASSAY_BASE_MOMENTS_H_
