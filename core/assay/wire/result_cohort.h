// assay/wire/result_cohort.h
//
// The answer to query_cohort.h. Mirrors result_cohort.fbs.

#ifndef ASSAY_WIRE_RESULT_COHORT_H_
#define ASSAY_WIRE_RESULT_COHORT_H_

#include <string>
#include <vector>

#include "assay/wire/result_parts.h"

namespace assay {

struct WireCohortResult {
  WireProportion size;
  std::vector<std::string> ids;
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_COHORT_H_
