// assay/aggregate/metric.h
//
// Counts, distinct users, sessions and values, sums, means, extremes and quantiles of events, by property values and time bucket: one pass
// over the table, another for the range to compare with, and again for the groups beyond the cap when they are asked for. Exact but for the
// aggregates that are sketches on purpose, whose error is told; no sampling. The answer depends only on the events, not on their order of arrival, except for the last bits of a sum. Not
// thread-safe.

#ifndef ASSAY_AGGREGATE_METRIC_H_
#define ASSAY_AGGREGATE_METRIC_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "assay/aggregate/aggregate_spec.h"
#include "assay/aggregate/calendar.h"
#include "assay/aggregate/filter.h"
#include "assay/aggregate/property_value.h"
#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/columnar/scan.h"

namespace assay {

// Bytes of sketches in one answer.
inline constexpr std::size_t kMaxSketchBytes = std::size_t{64} << 20;

// Which events, in which groups and buckets: what metrics and formulas share.
struct MetricScope {
  std::vector<PropertyCondition> filter;  // on every event
  std::vector<std::string_view> by;       // property names; "$event" is the event's name
  TimeRange range;
  std::optional<DurationMs> bucket_ms;      // buckets of a fixed width, 1..kMaxTimestampMs, aligned to the epoch in UTC
  std::optional<CalendarUnit> bucket_unit;  // or buckets of a calendar, kMinute to kQuarter; not with bucket_ms
  std::vector<ZoneTransition> zone;         // of bucket_unit and compare, as CalendarSpec::zone; empty: UTC
  std::size_t max_groups = 1000;            // at least 1
  bool other = false;                       // the groups beyond max_groups as one more, computed like the others
  // Also over an earlier range (aggregate/comparison.h): 0 for the one before of equal length, or how much earlier, at least 1 ms.
  std::optional<DurationMs> compare_ms;
};

struct MetricQuery : MetricScope {
  EventMatch match;
  std::vector<AggregateSpec> aggregates;  // at least one
  bool sketches = false;                  // also the sketches behind the approximate ones
};

struct MetricRow {
  std::uint32_t group = 0;                  // index into MetricResult::groups; their number: all other groups
  std::optional<TimestampMs> bucket_start;  // when the query has buckets
};

// A row is there when its group has an event in its bucket, or in the bucket of the earlier range with the same number, counted from the
// one that holds the range's start. What the earlier range has beyond the last bucket of the range is left out.
struct MetricResult {
  std::vector<GroupKey> groups;                 // ascending by GroupKeyLess
  std::vector<MetricRow> rows;                  // by bucket, then by group
  std::vector<std::optional<double>> values;    // row after row, one per aggregate; nothing where there was no observation
  std::vector<std::optional<double>> previous;  // the same over the earlier range; empty without `compare_ms`
  std::vector<double> errors;                   // row after row, one per approximate aggregate: SketchTally::Error()
  std::vector<ByteBuffer> sketches;             // the same: SketchTally::Bytes(); empty unless asked for
  std::uint64_t events_scanned = 0;             // events inside the ranges
  std::uint64_t groups_omitted = 0;             // groups beyond max_groups: those with the fewest events, ties by the greater key
};

// The answer to `query`. Without `by` and buckets it has exactly one row, also when no event matches.
//
// Errors: kInvalidArgument naming the rule that the query breaks; kResourceExhausted for more than SketchTally::kMaxSketches or
// kMaxSketchBytes.
Result<MetricResult> ComputeMetric(const Table& table, const MetricQuery& query);

}  // namespace assay

#endif  // ASSAY_AGGREGATE_METRIC_H_
