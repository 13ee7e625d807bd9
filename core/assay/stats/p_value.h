// assay/stats/p_value.h
//
// A tail probability together with its logarithm, so that evidence below the smallest double (2.2e-308) stays comparable.

#ifndef ASSAY_STATS_P_VALUE_H_
#define ASSAY_STATS_P_VALUE_H_

namespace assay {

struct PValue {
  double p = 1;      // in [0, 1]; 0 only when the true value is below the range of double, or exactly 0
  double log_p = 0;  // natural logarithm, accurate where p itself has underflowed; -infinity when the probability is exactly 0
};

}  // namespace assay

#endif  // ASSAY_STATS_P_VALUE_H_
