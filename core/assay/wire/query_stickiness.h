// assay/wire/query_stickiness.h
//
// In how many periods users are active, and active users of one period against those of the last n. Mirrors query_stickiness.fbs.

#ifndef ASSAY_WIRE_QUERY_STICKINESS_H_
#define ASSAY_WIRE_QUERY_STICKINESS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"

namespace assay {

struct WireStickinessQuery {
  WireEventMatch match;
  WireBucketUnit period = WireBucketUnit::kDay;
  std::vector<std::uint32_t> windows;
  std::optional<TimestampMs> as_of_ms;
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_STICKINESS_H_
