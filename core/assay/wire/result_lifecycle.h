// assay/wire/result_lifecycle.h
//
// The answer to query_lifecycle.h, column by column. Mirrors result_lifecycle.fbs.

#ifndef ASSAY_WIRE_RESULT_LIFECYCLE_H_
#define ASSAY_WIRE_RESULT_LIFECYCLE_H_

#include <cstdint>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"

namespace assay {

struct WireLifecycleResult {
  std::vector<double> starts_ms;
  std::vector<std::uint8_t> complete;
  std::vector<std::uint32_t> fresh;
  std::vector<std::uint32_t> returning;
  std::vector<std::uint32_t> resurrecting;
  std::vector<std::uint32_t> dormant;
  TimestampMs observed_end_ms = 0;
  std::vector<WireValue> keys;              // of the groups, one after the other
  std::vector<WireLifecycleResult> groups;  // without groups of their own
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_LIFECYCLE_H_
