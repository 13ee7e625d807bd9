// assay/stats/durations.h
//
// What is typical of durations, which are skewed: their geometric mean, and which of them bound the median. The geometric mean is what
// usability reports for task times of small samples: it misses the median by less than the mean, and less than the sample's own median does.
// Pure functions with the same bits on every platform.

#ifndef ASSAY_STATS_DURATIONS_H_
#define ASSAY_STATS_DURATIONS_H_

#include <cstdint>
#include <optional>
#include <span>

#include "assay/base/moments.h"
#include "assay/stats/confidence.h"
#include "assay/stats/estimate.h"

namespace assay {

// Moments of the natural logarithms of durations in ms. One below 1 ms, which is no more than "less than the clock can tell", counts as
// 1 ms. The last bits depend on the order: give ascending durations for the same bits whatever the order of arrival. O(n).
[[nodiscard]] Moments LogMoments(std::span<const double> durations_ms);

// The geometric mean in ms, or nothing without durations; the interval is absent for fewer than two.
//
// Definition: exp(m -+ t s / sqrt(n)) with mean m and sample standard deviation s of the logarithms and Student's t of n - 1 degrees.
// Source: Sauro and Lewis, Average Task Times in Usability Tests: What to Report?, 2010, doi:10.1145/1753326.1753679.
[[nodiscard]] std::optional<Estimate> GeometricMean(const Moments& logs, const Confidence& confidence);

// The relative change of the geometric mean, current / baseline - 1, or nothing when one of them has no durations. The interval is absent
// when one has fewer than two, or neither varies.
//
// Definition: Welch's interval on the difference of the means of the logarithms, with his degrees of freedom rounded down.
// Source: Welch, The Generalization of "Student's" Problem when Several Different Population Variances are Involved, 1947,
// doi:10.1093/biomet/34.1-2.28.
[[nodiscard]] std::optional<Estimate> GeometricMeanChange(const Moments& baseline, const Moments& current, const Confidence& confidence);

// 0-based places in ascending order of the two observations of n that bound the population's median, whatever the distribution; nothing
// where even the least and the greatest do not reach the level (fewer than 6 at 95 %).
struct MedianPlaces {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

// Definition: the greatest `low` with P(X <= low) <= (1 - level) / 2 for binomial X of n trials and probability 1/2; high = n - 1 - low.
// O(sqrt n).
// Source: David and Nagaraja, Order Statistics, 3rd edition, 2003, section 7.1, doi:10.1002/0471722162.
[[nodiscard]] std::optional<MedianPlaces> MedianInterval(std::uint64_t n, const Confidence& confidence);

}  // namespace assay

#endif  // ASSAY_STATS_DURATIONS_H_
