// assay/wire/query_retention.h
//
// Of the users who started in a period, how many came back in the periods after. Mirrors query_retention.fbs.

#ifndef ASSAY_WIRE_QUERY_RETENTION_H_
#define ASSAY_WIRE_QUERY_RETENTION_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"

namespace assay {

enum class WireRetentionMode : std::uint8_t { kNDay = 0, kUnbounded = 1, kBracket = 2 };
enum class WireRetentionEntry : std::uint8_t { kFirst = 0, kEveryPeriod = 1 };

struct WireRetentionQuery {
  WireEventMatch start;
  WireEventMatch comeback;
  WireBucketUnit cohort_unit = WireBucketUnit::kDay;
  WireBucketUnit period_unit = WireBucketUnit::kDay;
  std::optional<DurationMs> rolling_ms;
  WireRetentionMode mode = WireRetentionMode::kNDay;
  WireRetentionEntry entry = WireRetentionEntry::kFirst;
  std::uint32_t periods = 8;
  std::vector<std::uint32_t> brackets;  // the first and the last period of each
  std::uint32_t min_times = 1;
  std::optional<TimestampMs> as_of_ms;
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_RETENTION_H_
