// assay/stats/poisson_rates.h
//
// How many events per unit of exposure where events come one by one: exact intervals and tests. Where they come in bursts, use the moments
// of the counts per unit instead. Pure functions, same bits on every platform.

#ifndef ASSAY_STATS_POISSON_RATES_H_
#define ASSAY_STATS_POISSON_RATES_H_

#include <cstdint>
#include <optional>

#include "assay/stats/confidence.h"
#include "assay/stats/gap.h"
#include "assay/stats/p_value.h"

namespace assay {

struct PoissonCount {
  std::uint64_t events = 0;
  double exposure = 0;  // users, hours, whatever the rate is per: above 0
};

// Events per unit of exposure, never below its level; low is 0 without an event.
// Source: Garwood, Fiducial Limits for the Poisson Distribution, 1936, doi:10.1093/biomet/28.3-4.437.
[[nodiscard]] Interval PoissonInterval(const PoissonCount& count, const Confidence& confidence);

struct PoissonComparison {
  Gap gap = Gap::kNone;              // kNoData: no event at all
  std::optional<double> ratio;       // treatment's rate to control's; absent without an event of the control's
  std::optional<Interval> interval;  // of the ratio, exact, within [0, infinity]
  PValue p_value;                    // two-sided, exact
};

// Given all events, those of the treatment are binomial with its share of the exposure.
// Source: Przyborowski and Wilenski, Homogeneity of Results in Testing Samples from Poisson Series, 1940, doi:10.1093/biomet/31.3-4.313.
[[nodiscard]] PoissonComparison ComparePoisson(const PoissonCount& control, const PoissonCount& treatment, const Confidence& confidence);

}  // namespace assay

#endif  // ASSAY_STATS_POISSON_RATES_H_
