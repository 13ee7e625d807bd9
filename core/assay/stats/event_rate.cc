#include "assay/stats/event_rate.h"

#include <algorithm>
#include <cmath>

#include "assay/stats/elementary.h"

namespace assay {
namespace {

double Rate(const EventCounts& counts) { return static_cast<double>(counts.events) / static_cast<double>(counts.trials); }

// The sample variance over the mean, at least 1: fewer than Poisson's is luck where trials are few.
double Dispersion(const EventCounts& counts) {
  if (counts.trials < 2 || counts.events == 0) return 1;
  const double rate = Rate(counts);
  const double deviations = static_cast<double>(counts.squares) - rate * static_cast<double>(counts.events);
  return std::max(1.0, deviations / static_cast<double>(counts.trials - 1) / rate);
}

}  // namespace

std::optional<Estimate> EventRate(const EventCounts& counts, const Confidence& confidence) {
  if (counts.trials == 0) return std::nullopt;
  const double rate = Rate(counts);
  const double slack = confidence.z() * confidence.z() * Dispersion(counts) / static_cast<double>(counts.trials) / 2;
  const double high = rate + slack + std::sqrt(slack * (2 * rate + slack));
  return Estimate{rate, Interval{rate * (rate / high), high}};  // the product of both ends is rate^2
}

std::optional<Estimate> EventRateChange(const EventCounts& baseline, const EventCounts& current, const Confidence& confidence) {
  if (baseline.trials == 0 || current.trials == 0 || baseline.events == 0) return std::nullopt;
  const double ratio = Rate(current) / Rate(baseline);
  Estimate change{ratio - 1, std::nullopt};
  if (current.events == 0) return change;
  const double variance =
      Dispersion(baseline) / static_cast<double>(baseline.events) + Dispersion(current) / static_cast<double>(current.events);
  const double margin = confidence.z() * std::sqrt(variance);
  const double log_ratio = Log(ratio);
  change.interval = Interval{Expm1(log_ratio - margin), Expm1(log_ratio + margin)};
  return change;
}

}  // namespace assay
