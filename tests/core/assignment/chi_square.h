// Pearson's chi-square for tests of bucketing: how far counts are from what was expected of them.

#ifndef ASSAY_TESTS_CORE_ASSIGNMENT_CHI_SQUARE_H_
#define ASSAY_TESTS_CORE_ASSIGNMENT_CHI_SQUARE_H_

#include <cmath>
#include <cstdint>
#include <vector>

namespace assay {

inline double ChiSquareUniform(const std::vector<std::uint32_t>& counts) {
  double total = 0;
  for (const std::uint32_t count : counts) total += count;
  const double expected = total / static_cast<double>(counts.size());
  double sum = 0;
  for (const std::uint32_t count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

// The value that chi-square with `degrees` degrees of freedom exceeds as rarely as a normal variable exceeds `z` (4.75: p = 1e-6).
// Wilson and Hilferty, "The Distribution of Chi-Square", 1931, doi:10.1073/pnas.17.12.684; within 1 % here.
inline double ChiSquareQuantile(double degrees, double z) {
  const double spread = 2 / (9 * degrees);
  return degrees * std::pow(1 - spread + z * std::sqrt(spread), 3);
}

}  // namespace assay

#endif  // ASSAY_TESTS_CORE_ASSIGNMENT_CHI_SQUARE_H_
