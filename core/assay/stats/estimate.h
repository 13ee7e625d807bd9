// assay/stats/estimate.h
//
// A number with the interval that the data leave open for it. A value type.

#ifndef ASSAY_STATS_ESTIMATE_H_
#define ASSAY_STATS_ESTIMATE_H_

#include <optional>

#include "assay/stats/confidence.h"

namespace assay {

struct Estimate {
  double value = 0;
  std::optional<Interval> interval;  // absent where there is too little to say how far off the value may be
};

}  // namespace assay

#endif  // ASSAY_STATS_ESTIMATE_H_
