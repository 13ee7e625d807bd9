// assay/wire/query.h
//
// One question to the engine, as asked: names are text, not ids. Mirrors query.fbs without FlatBuffers, so that only wire knows the
// format. engine binds the names and hands the parts to aggregate, behavior and experiment. What a kind asks for is in query_<kind>.h.

#ifndef ASSAY_WIRE_QUERY_H_
#define ASSAY_WIRE_QUERY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/base/time.h"
#include "assay/wire/query_cohort.h"
#include "assay/wire/query_compare.h"
#include "assay/wire/query_experiment.h"
#include "assay/wire/query_formula.h"
#include "assay/wire/query_funnel.h"
#include "assay/wire/query_lifecycle.h"
#include "assay/wire/query_metric.h"
#include "assay/wire/query_parts.h"
#include "assay/wire/query_paths.h"
#include "assay/wire/query_retention.h"
#include "assay/wire/query_sequence.h"
#include "assay/wire/query_stickiness.h"
#include "assay/wire/query_task.h"

namespace assay {

using WireQueryKind =
    std::variant<WireFunnelQuery, WireMetricQuery, WireTaskQuery, WireExperimentQuery, WireFormulaQuery, WireRetentionQuery, WirePathsQuery,
                 WireLifecycleQuery, WireStickinessQuery, WireSequenceQuery, WireCohortQuery, WireCompareQuery>;

// From this instant on the zone's clocks show UTC plus the offset.
struct WireZoneTransition {
  TimestampMs from_ms = 0;
  DurationMs offset_ms = 0;
};

struct WireQuery {
  WireQueryKind kind;
  std::vector<WireCondition> filter;
  std::vector<std::string> by;
  std::optional<TimestampMs> start_ms;  // [start, end)
  std::optional<TimestampMs> end_ms;
  std::optional<DurationMs> bucket_ms;                  // buckets of a fixed width
  WireBucketUnit bucket_unit = WireBucketUnit::kFixed;  // another: buckets of a calendar, and no bucket_ms
  std::vector<WireZoneTransition> zone;                 // empty: UTC; whoever makes a calendar of it checks the order
  std::uint32_t max_groups = 0;
  bool other = false;
  std::optional<DurationMs> compare_ms;  // 0 or a duration
  std::vector<WireCohortNode> cohort;    // only events of the users in it; none: of all
};

// The query that `bytes` hold (aligned to 8). Texts are valid UTF-8, numbers finite, durations whole, positive and at most the span of
// base/time.h, operators known and given the number of values they take. What a name means is not checked here.
//
// Errors: kDataLoss for malformed bytes, kUnimplemented for a newer format or kind, kInvalidArgument naming the rule that a field breaks.
Result<WireQuery> DecodeQuery(ByteView bytes);

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_H_
