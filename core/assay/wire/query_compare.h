// assay/wire/query_compare.h
//
// The same funnel by the rules of several presets. Mirrors query_compare.fbs.

#ifndef ASSAY_WIRE_QUERY_COMPARE_H_
#define ASSAY_WIRE_QUERY_COMPARE_H_

#include <cstdint>
#include <vector>

#include "assay/wire/query_funnel.h"

namespace assay {

struct WireCompareQuery {
  WireFunnelQuery funnel;                // its own rules are not looked at
  std::vector<WireFunnelRules> presets;  // the others are compared with the first
  std::uint32_t samples = 0;             // users per list
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_COMPARE_H_
