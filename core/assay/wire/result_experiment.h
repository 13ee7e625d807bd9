// assay/wire/result_experiment.h
//
// The answer to query_experiment.h. Mirrors result_experiment.fbs.

#ifndef ASSAY_WIRE_RESULT_EXPERIMENT_H_
#define ASSAY_WIRE_RESULT_EXPERIMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/wire/result_parts.h"

namespace assay {

struct WireArmResult {
  std::string arm;
  WireProportion conversion;
};

struct WireEffectResult {
  std::string arm;
  std::optional<double> absolute, absolute_low, absolute_high;
  std::optional<double> relative, relative_low, relative_high;
  std::optional<double> p_value;
};

struct WireExperimentResult {
  std::vector<WireArmResult> arms;
  std::vector<WireEffectResult> effects;
  std::optional<double> srm_p_value;
  std::uint64_t excluded_multiple_arms = 0;
  std::uint64_t unknown_arm_users = 0;
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_EXPERIMENT_H_
