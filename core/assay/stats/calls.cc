#include "assay/stats/calls.h"

#include <algorithm>

namespace assay {

Status CallStatistic(std::string_view name, std::span<const double> arguments, std::vector<double>& out) {
  for (const std::span<const StatCall> family : StatFamilies()) {
    const auto call = std::ranges::find(family, name, &StatCall::name);
    if (call != family.end()) return call->function(arguments, out);
  }
  return NotFound("name: no statistic is called that");
}

}  // namespace assay
