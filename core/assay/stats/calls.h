// assay/stats/calls.h
//
// The statistics of this folder by name, over plain numbers: what a caller outside C++ (stats.wasm, the vectors' native runner) has instead
// of types. No function does more here than read its arguments, call the typed one and write what that answers. Pure, safe from any thread.

#ifndef ASSAY_STATS_CALLS_H_
#define ASSAY_STATS_CALLS_H_

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "assay/base/status.h"

namespace assay {

// Appends the answer to `out`. A number that has no value is NaN there; js/stats says in words which number stands where.
//
// Errors: kInvalidArgument when the arguments are not as many, or not such, as the statistic takes; `out` is then unspecified.
using StatFunction = Status (*)(std::span<const double> arguments, std::vector<double>& out);

struct StatCall {
  std::string_view name;  // as js/stats asks for it; unique
  StatFunction function;
};

// The calls of one family each; the definitions stand in calls_<family>.cc.
std::span<const StatCall> EstimateCalls();
std::span<const StatCall> SequentialCalls();
std::span<const StatCall> GroupCalls();
std::span<const StatCall> DecisionCalls();

// All of them.
inline std::array<std::span<const StatCall>, 4> StatFamilies() {
  return {EstimateCalls(), SequentialCalls(), GroupCalls(), DecisionCalls()};
}

// Errors: kNotFound for a name that no family has; otherwise as the statistic's own.
Status CallStatistic(std::string_view name, std::span<const double> arguments, std::vector<double>& out);

}  // namespace assay

#endif  // ASSAY_STATS_CALLS_H_
