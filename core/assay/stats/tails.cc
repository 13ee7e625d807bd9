#include "assay/stats/tails.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "assay/stats/elementary.h"

namespace assay {

PValue ProbabilityOf(double log_factor, double factor) {
  if (std::isnan(log_factor) || std::isnan(factor)) return {std::numeric_limits<double>::quiet_NaN(), log_factor};
  if (factor == 0) return kImpossible;
  constexpr double kBelowAnyDouble = -0x1p20;
  const double log_p = log_factor + Log(factor);
  if (log_factor < kBelowAnyDouble) return {0, log_p};
  ScaledDouble power = ExpScaled(log_factor);
  power.mantissa *= factor;
  const double p = std::min(FromScaled(power), 1.0);
  return {p, std::min(p > 0.5 ? Log(p) : log_p, 0.0)};
}

PValue ComplementOf(const PValue& p) { return p.p >= 1 ? kImpossible : PValue{1 - p.p, Log1p(-p.p)}; }

}  // namespace assay
