#include "assay/stats/poisson_rates.h"

#include <limits>

#include "assay/stats/gamma.h"
#include "assay/stats/rate_intervals.h"

namespace assay {

Interval PoissonInterval(const PoissonCount& count, const Confidence& confidence) {
  const double events = static_cast<double>(count.events);
  const double tail = (1 - confidence.level()) / 2;
  const double low = count.events == 0 ? 0 : GammaQuantile(tail, events, false).value_or(0);
  const double high = GammaQuantile(tail, events + 1, true).value_or(std::numeric_limits<double>::infinity());
  return {low / count.exposure, high / count.exposure};
}

PoissonComparison ComparePoisson(const PoissonCount& control, const PoissonCount& treatment, const Confidence& confidence) {
  PoissonComparison answer;
  const Result<Proportion> share = Proportion::Of(treatment.events, control.events + treatment.events);
  if (!share.ok() || share->trials() == 0) {
    answer.gap = Gap::kNoData;
    return answer;
  }
  const double odds = treatment.exposure / control.exposure;
  if (control.events > 0) answer.ratio = static_cast<double>(treatment.events) / static_cast<double>(control.events) / odds;
  const Interval shares = *RateInterval(*share, RateMethod::kClopperPearson, confidence);
  // Of the share's odds; a share of 1 has infinite ones.
  answer.interval = Interval{shares.low / (1 - shares.low) / odds, shares.high / (1 - shares.high) / odds};
  answer.p_value = *ExactRateTest(*share, treatment.exposure / (control.exposure + treatment.exposure));
  return answer;
}

}  // namespace assay
