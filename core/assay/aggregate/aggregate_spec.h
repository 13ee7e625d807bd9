// assay/aggregate/aggregate_spec.h
//
// What a metric may ask of its events. Pure.

#ifndef ASSAY_AGGREGATE_AGGREGATE_SPEC_H_
#define ASSAY_AGGREGATE_AGGREGATE_SPEC_H_

#include <cstdint>
#include <string_view>

#include "assay/base/status.h"

namespace assay {

// The numbers are those of wire/query_metric.fbs.
enum class Aggregate : std::uint8_t {
  kCount = 0,     // events
  kUsers = 1,     // distinct users
  kSessions = 2,  // distinct sessions; events without a session count for none
  kSum = 3,       // this and the following look at a numeric property; events without it are ignored
  kMean = 4,
  kMin = 5,
  kMax = 6,
  kQuantile = 7,         // exact, Hyndman and Fan's definition 7
  kDistinct = 8,         // distinct values of a property of any type, exact; events without it are ignored
  kPerUser = 9,          // events per distinct user; nothing without a user
  kApproxUsers = 10,     // this and the following from sketches that merge with other devices': HLL of the users' ids
  kApproxDistinct = 11,  // HLL of a property's values: texts, numbers, and 0 or 1 for truth values
  kApproxQuantile = 12,  // DDSketch of a numeric property: the number at position floor(q (n - 1)), from 0
};

struct AggregateSpec {
  Aggregate aggregate = Aggregate::kCount;
  std::string_view property;  // kSum..kDistinct, kApproxDistinct, kApproxQuantile
  double quantile = 0.5;      // kQuantile, kApproxQuantile: in [0, 1]
};

[[nodiscard]] constexpr bool IsApproximate(Aggregate aggregate) { return aggregate >= Aggregate::kApproxUsers; }

// Errors: kInvalidArgument naming the rule that the aggregate breaks.
Status CheckAggregate(const AggregateSpec& spec);

}  // namespace assay

#endif  // ASSAY_AGGREGATE_AGGREGATE_SPEC_H_
