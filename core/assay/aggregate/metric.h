// assay/aggregate/metric.h
//
// Counts, distinct users and sessions, sums, means, extremes and quantiles of events, by property values and time bucket: one pass over
// the table. Exact: no sketches, no sampling. The answer depends only on the events, not on their order of arrival, except for the last
// bits of a sum. Not thread-safe.

#ifndef ASSAY_AGGREGATE_METRIC_H_
#define ASSAY_AGGREGATE_METRIC_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/aggregate/property_value.h"
#include "assay/base/status.h"
#include "assay/columnar/scan.h"

namespace assay {

// The numbers are those of wire/query.fbs.
enum class Aggregate : std::uint8_t {
  kCount = 0,     // events
  kUsers = 1,     // distinct users
  kSessions = 2,  // distinct sessions; events without a session count for none
  kSum = 3,       // this and the following look at a numeric property; events without it are ignored
  kMean = 4,
  kMin = 5,
  kMax = 6,
  kQuantile = 7,  // exact, Hyndman and Fan's definition 7
};

struct AggregateSpec {
  Aggregate aggregate = Aggregate::kCount;
  std::string_view property;  // kSum and later
  double quantile = 0.5;      // kQuantile: in [0, 1]
};

struct MetricQuery {
  EventMatch match;
  std::vector<PropertyCondition> filter;  // on every event
  std::vector<AggregateSpec> aggregates;  // at least one
  std::vector<std::string_view> by;       // property names; "$event" is the event's name
  TimeRange range;
  std::optional<DurationMs> bucket_ms;  // above 0; buckets are aligned to the epoch in UTC
  std::size_t max_groups = 1000;        // at least 1
};

struct MetricRow {
  std::uint32_t group = 0;                  // index into MetricResult::groups
  std::optional<TimestampMs> bucket_start;  // when the query has a bucket width
};

struct MetricResult {
  std::vector<GroupKey> groups;               // ascending by GroupKeyLess
  std::vector<MetricRow> rows;                // by bucket, then by group; a bucket or group without events has no row
  std::vector<std::optional<double>> values;  // row after row, one per aggregate; nothing where there was no observation
  std::uint64_t events_scanned = 0;           // events inside the range
  std::uint64_t groups_omitted = 0;           // groups beyond max_groups: those with the fewest events, ties by the greater key
};

// The answer to `query`. Without `by` and `bucket_ms` it has exactly one row, also when no event matches.
//
// Errors: kInvalidArgument naming the rule that the query breaks.
Result<MetricResult> ComputeMetric(const Table& table, const MetricQuery& query);

}  // namespace assay

#endif  // ASSAY_AGGREGATE_METRIC_H_
