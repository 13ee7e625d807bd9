// assay/wire/query_experiment.h
//
// Conversion per arm of an experiment. Mirrors query_experiment.fbs.

#ifndef ASSAY_WIRE_QUERY_EXPERIMENT_H_
#define ASSAY_WIRE_QUERY_EXPERIMENT_H_

#include <string>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"

namespace assay {

struct WireExperimentQuery {
  std::string experiment;
  WireEventMatch conversion;
  DurationMs window_ms = 0;
  std::vector<std::string> arms;
  std::vector<double> weights;
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_EXPERIMENT_H_
