#include "assay/stats/durations.h"

#include <algorithm>
#include <cmath>

#include "assay/stats/elementary.h"
#include "assay/stats/student_t.h"

namespace assay {

Moments LogMoments(std::span<const double> durations_ms) {
  Moments moments;
  for (const double duration : durations_ms) moments.Add(Log(std::max(duration, 1.0)));
  return moments;
}

std::optional<Estimate> GeometricMean(const Moments& logs, const Confidence& confidence) {
  if (logs.n == 0) return std::nullopt;
  Estimate estimate{Exp(logs.mean), std::nullopt};
  const std::optional<double> variance = logs.Variance();
  if (!variance.has_value()) return estimate;
  const std::optional<double> t = StudentQuantile(logs.n - 1, confidence);
  if (!t.has_value()) return estimate;
  const double margin = *t * std::sqrt(*variance / static_cast<double>(logs.n));
  estimate.interval = Interval{Exp(logs.mean - margin), Exp(logs.mean + margin)};
  return estimate;
}

std::optional<Estimate> GeometricMeanChange(const Moments& baseline, const Moments& current, const Confidence& confidence) {
  if (baseline.n == 0 || current.n == 0) return std::nullopt;
  const double difference = current.mean - baseline.mean;
  Estimate change{Expm1(difference), std::nullopt};
  if (baseline.n < 2 || current.n < 2) return change;
  const double a = *baseline.Variance() / static_cast<double>(baseline.n);
  const double b = *current.Variance() / static_cast<double>(current.n);
  const double both = a + b;
  if (!(both > 0)) return change;
  const double share = a / both;
  const double spread =
      share * share / static_cast<double>(baseline.n - 1) + (1 - share) * (1 - share) / static_cast<double>(current.n - 1);
  constexpr double kRounding = 1e-6;  // or 6 degrees may become 5
  const auto degrees = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(1 / spread + kRounding));
  const std::optional<double> t = StudentQuantile(degrees, confidence);
  if (!t.has_value()) return change;
  const double margin = *t * std::sqrt(both);
  change.interval = Interval{Expm1(difference - margin), Expm1(difference + margin)};
  return change;
}

std::optional<MedianPlaces> MedianInterval(std::uint64_t n, const Confidence& confidence) {
  if (n == 0) return std::nullopt;
  constexpr double kNegligible = 0x1p-80;  // of the greatest term, which is 1
  const std::uint64_t middle = (n - 1) / 2;
  // The terms from the middle down, in units of the middle's.
  const auto next = [n](double term, std::uint64_t at) { return term * static_cast<double>(at) / static_cast<double>(n - at + 1); };
  double below = 0;  // up to and with the middle
  double term = 1;
  for (std::uint64_t at = middle; term > kNegligible; --at) {
    below += term;
    if (at == 0) break;
    term = next(term, at);
  }
  // An even n has one more term in the middle of all.
  const double centre = n % 2 == 0 ? static_cast<double>(n - middle) / static_cast<double>(middle + 1) : 0;
  const double all = 2 * below + centre;
  const double tail = (1 - confidence.level()) / 2 * all;
  term = 1;
  for (std::uint64_t at = middle;; --at) {
    if (below <= tail) return MedianPlaces{at, n - 1 - at};
    if (at == 0) return std::nullopt;
    below -= term;
    term = next(term, at);
  }
}

}  // namespace assay
