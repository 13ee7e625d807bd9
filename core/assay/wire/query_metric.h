// assay/wire/query_metric.h
//
// Numbers over matching events. Mirrors query_metric.fbs.

#ifndef ASSAY_WIRE_QUERY_METRIC_H_
#define ASSAY_WIRE_QUERY_METRIC_H_

#include <cstdint>
#include <string>
#include <vector>

#include "assay/wire/query_parts.h"

namespace assay {

enum class WireAggregate : std::uint8_t {
  kCount = 0,
  kUsers = 1,
  kSessions = 2,
  kSum = 3,
  kMean = 4,
  kMin = 5,
  kMax = 6,
  kQuantile = 7,
  kDistinct = 8,
  kPerUser = 9,
  kApproxUsers = 10,
  kApproxDistinct = 11,
  kApproxQuantile = 12,
};

struct WireAggregateSpec {
  WireAggregate aggregate = WireAggregate::kCount;
  std::string property;
  double quantile = 0;
};

struct WireMetricQuery {
  WireEventMatch match;
  std::vector<WireAggregateSpec> aggregates;
  bool sketches = false;
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_METRIC_H_
