#include "assay/stats/confidence.h"

#include <optional>

#include "assay/stats/normal.h"

namespace assay {

Confidence Confidence::Percent95() {
  constexpr double kZ = 1.959963984540054;  // NormalQuantile(0.975)
  return {0.95, kZ};
}

Result<Confidence> Confidence::Of(double level) {
  if (!(level > 0 && level < 1)) return InvalidArgument("level: must be between 0 and 1, both excluded");
  const std::optional<double> lower = NormalQuantile((1 - level) / 2);
  if (!lower.has_value()) return InvalidArgument("level: must be between 0 and 1, both excluded");
  return Confidence(level, -*lower);
}

}  // namespace assay
