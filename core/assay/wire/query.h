// assay/wire/query.h
//
// One question to the engine, as asked: names are text, not ids. Mirrors query.fbs without FlatBuffers, so that only wire knows the
// format. engine binds the names and hands the parts to aggregate, behavior and experiment.

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

namespace assay {

// The absent value, a text, a finite number, or a truth value.
using WireValue = std::variant<std::monostate, std::string, double, bool>;

// The numbers are those of common.fbs.
enum class WireOperator : std::uint8_t {
  kEquals = 0,
  kNotEquals = 1,
  kIn = 2,
  kNotIn = 3,
  kGt = 4,
  kGte = 5,
  kLt = 6,
  kLte = 7,
  kExists = 8,
  kNotExists = 9,
};

struct WireCondition {
  std::string name;
  WireOperator op = WireOperator::kEquals;
  std::vector<WireValue> values;
};

struct WireEventMatch {
  std::optional<std::string> event;  // absent: any event
  std::vector<WireCondition> where;  // joined by AND
};

struct WireFunnelStep {
  std::string label;
  std::vector<WireEventMatch> any_of;  // at least one
};

struct WireFunnelQuery {
  std::vector<WireFunnelStep> steps;
  DurationMs window_ms = 0;
};

enum class WireAggregate : std::uint8_t {
  kCount = 0,
  kUsers = 1,
  kSessions = 2,
  kSum = 3,
  kMean = 4,
  kMin = 5,
  kMax = 6,
  kQuantile = 7,
};

struct WireAggregateSpec {
  WireAggregate aggregate = WireAggregate::kCount;
  std::string property;
  double quantile = 0;
};

struct WireMetricQuery {
  WireEventMatch match;
  std::vector<WireAggregateSpec> aggregates;
};

struct WireTaskQuery {
  WireEventMatch start;
  WireEventMatch complete;
  DurationMs window_ms = 0;
};

struct WireExperimentQuery {
  std::string experiment;
  WireEventMatch conversion;
  DurationMs window_ms = 0;
  std::vector<std::string> arms;
  std::vector<double> weights;
};

struct WireQuery {
  std::variant<WireFunnelQuery, WireMetricQuery, WireTaskQuery, WireExperimentQuery> kind;
  std::vector<WireCondition> filter;
  std::vector<std::string> by;
  std::optional<TimestampMs> start_ms;  // [start, end)
  std::optional<TimestampMs> end_ms;
  std::optional<DurationMs> bucket_ms;
  std::uint32_t max_groups = 0;
};

// The query that `bytes` hold (aligned to 8). Texts are valid UTF-8, numbers finite, durations whole, positive and at most the span of
// base/time.h, operators known and given the number of values they take. What a name means is not checked here.
//
// Errors: kDataLoss for malformed bytes, kUnimplemented for a newer format or kind, kInvalidArgument naming the rule that a field breaks.
Result<WireQuery> DecodeQuery(ByteView bytes);

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_H_
