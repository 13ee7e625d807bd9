// assay/wire/result_stickiness.h
//
// The answer to query_stickiness.h, column by column. Mirrors result_stickiness.fbs.

#ifndef ASSAY_WIRE_RESULT_STICKINESS_H_
#define ASSAY_WIRE_RESULT_STICKINESS_H_

#include <cstdint>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"
#include "assay/wire/result_parts.h"

namespace assay {

struct WireStickinessResult {
  std::uint64_t users = 0;
  WireProportions exactly;
  WireProportions at_least;
  std::vector<double> starts_ms;
  std::vector<std::uint8_t> complete;
  std::vector<std::uint32_t> period_users;
  std::vector<std::uint8_t> whole;  // of each window, one period's after the other's, as are the next two
  WireProportions active;
  std::vector<std::uint32_t> active_periods;
  TimestampMs observed_end_ms = 0;
  std::vector<WireValue> keys;               // of the groups, one after the other
  std::vector<WireStickinessResult> groups;  // without groups of their own
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_STICKINESS_H_
