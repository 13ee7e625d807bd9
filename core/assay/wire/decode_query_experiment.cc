#include <cmath>

#include "assay/wire/decode_kinds.h"
#include "assay/wire/decode_parts.h"
#include "assay/wire/verify.h"

namespace assay {

Result<WireExperimentQuery> DecodeExperiment(const fb::ExperimentQuery& source) {
  WireExperimentQuery experiment;
  if (Status status = CopyText(source.experiment(), experiment.experiment); !status.ok()) return status;
  if (Status status = DecodeMatch(source.conversion(), experiment.conversion, "experiment: needs a conversion event"); !status.ok()) {
    return status;
  }
  const Result<DurationMs> window = DecodeWindow(source.window_ms());
  if (!window.ok()) return window.status();
  experiment.window_ms = *window;
  if (source.arms() != nullptr) {
    for (const flatbuffers::String* arm : *source.arms()) {
      if (Status status = CopyText(arm, experiment.arms.emplace_back()); !status.ok()) return status;
    }
  }
  if (source.weights() != nullptr) {
    if (!HasAlignedElements(source.weights())) return DataLoss("weights: not aligned");
    for (const double weight : *source.weights()) {
      if (!std::isfinite(weight)) return InvalidArgument("weights: must be finite");
      experiment.weights.push_back(weight);
    }
  }
  return experiment;
}

}  // namespace assay
