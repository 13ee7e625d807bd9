// assay/wire/query_lifecycle.h
//
// Per period, how many users are new, went on, came back after a pause, or fell silent. Mirrors query_lifecycle.fbs.

#ifndef ASSAY_WIRE_QUERY_LIFECYCLE_H_
#define ASSAY_WIRE_QUERY_LIFECYCLE_H_

#include <cstdint>
#include <optional>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"

namespace assay {

enum class WireLifecycleHistory : std::uint8_t { kStore = 0, kRange = 1 };

struct WireLifecycleQuery {
  WireEventMatch match;
  WireBucketUnit period = WireBucketUnit::kDay;
  WireLifecycleHistory history = WireLifecycleHistory::kStore;
  std::optional<TimestampMs> as_of_ms;
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_LIFECYCLE_H_
