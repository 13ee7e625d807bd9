#include "assay/monitor/ewma.h"

#include <algorithm>
#include <cmath>

#include "assay/base/moments.h"

namespace assay {
namespace {

constexpr double kLargestValue = 1e150;  // its square is still finite

// The mean of the two middle values for an even count. Reorders; `values` is not empty.
double Median(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

struct Baseline {
  double centre;
  double deviation;
};

Baseline Learn(std::span<const double> warm_up) {
  constexpr double kNormalPerMad = 1.482602218505602;  // 1 / NormalQuantile(3/4)
  std::vector<double> values(warm_up.begin(), warm_up.end());
  const double centre = Median(values);
  for (double& value : values) value = std::fabs(value - centre);
  const double mad = Median(values);
  if (mad > 0) return {centre, kNormalPerMad * mad};
  Moments moments;
  for (double value : warm_up) moments.Add(value);
  return {centre, std::sqrt(moments.Variance().value_or(0))};
}

}  // namespace

Result<std::vector<EwmaPoint>> EwmaChart(std::span<const double> series, const EwmaOptions& options) {
  if (!(options.lambda > 0 && options.lambda <= 1)) return InvalidArgument("lambda: must be above 0 and at most 1");
  if (!(options.limit > 0) || std::isinf(options.limit)) return InvalidArgument("limit: must be above 0 and finite");
  if (options.warm_up < 2) return InvalidArgument("warm_up: must be at least 2");
  for (double value : series) {
    if (!(std::fabs(value) <= kLargestValue)) return InvalidArgument("series: must be finite and at most 1e150 in magnitude");
  }
  if (series.size() < options.warm_up) return FailedPrecondition("series: must be at least as long as the warm-up");

  const Baseline baseline = Learn(series.first(options.warm_up));
  const double kept_per_point = (1 - options.lambda) * (1 - options.lambda);
  double kept = 1;  // (1 - lambda)^(2t)
  double smoothed = baseline.centre;
  std::vector<EwmaPoint> points;
  points.reserve(series.size() - options.warm_up);
  for (double value : series.subspan(options.warm_up)) {
    smoothed += options.lambda * (value - smoothed);  // in this form a constant series stays exactly on its centre
    kept *= kept_per_point;
    const double margin = options.limit * baseline.deviation * std::sqrt(options.lambda / (2 - options.lambda) * (1 - kept));
    const double low = baseline.centre - margin;
    const double high = baseline.centre + margin;
    points.push_back({smoothed, baseline.centre, low, high, smoothed < low || smoothed > high});
  }
  return points;
}

}  // namespace assay
