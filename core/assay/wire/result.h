// assay/wire/result.h
//
// The engine's answer to one query, as told: keys are text, not ids. Mirrors result.fbs without FlatBuffers.

#ifndef ASSAY_WIRE_RESULT_H_
#define ASSAY_WIRE_RESULT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/base/time.h"
#include "assay/wire/query.h"

namespace assay {

struct WireTimeStats {
  std::uint64_t count = 0;
  std::optional<double> mean_ms;
  std::optional<double> median_ms;
  std::optional<double> p90_ms;
  std::vector<double> histogram_edges_ms;
  std::vector<std::uint64_t> histogram_counts;
};

struct WireProportion {
  std::uint64_t successes = 0;
  std::uint64_t trials = 0;
  std::optional<double> rate;
  std::optional<double> low;
  std::optional<double> high;
};

struct WireFunnelStepResult {
  std::string label;
  std::uint64_t count = 0;
  WireProportion from_start;
  WireProportion from_previous;
  WireTimeStats time_from_previous;
};

struct WireFunnelGroup {
  std::vector<WireValue> key;
  std::vector<WireFunnelStepResult> steps;
  WireTimeStats time_to_convert;
};

struct WireFunnelResult {
  WireFunnelGroup total;
  std::vector<WireFunnelGroup> groups;
};

struct WireMetricRow {
  std::vector<WireValue> key;
  std::optional<TimestampMs> bucket_start_ms;
  std::vector<std::optional<double>> values;
};

struct WireMetricResult {
  std::vector<WireMetricRow> rows;
};

struct WireTaskRow {
  std::vector<WireValue> key;
  std::optional<TimestampMs> bucket_start_ms;
  WireProportion completion;
  WireTimeStats time;
};

struct WireTaskResult {
  WireTaskRow total;
  std::vector<WireTaskRow> rows;
};

struct WireArmResult {
  std::string arm;
  WireProportion conversion;
};

struct WireEffectResult {
  std::string arm;
  std::optional<double> absolute, absolute_low, absolute_high;
  std::optional<double> relative, relative_low, relative_high;
  std::optional<double> p_value;
};

struct WireExperimentResult {
  std::vector<WireArmResult> arms;
  std::vector<WireEffectResult> effects;
  std::optional<double> srm_p_value;
  std::uint64_t excluded_multiple_arms = 0;
  std::uint64_t unknown_arm_users = 0;
};

struct WireResult {
  std::variant<WireFunnelResult, WireMetricResult, WireTaskResult, WireExperimentResult> kind;
  std::uint64_t events_scanned = 0;
  std::uint64_t groups_omitted = 0;
};

// `result` as one finished FlatBuffer (result.fbs). The same result gives the same bytes on every platform.
ByteBuffer EncodeResult(const WireResult& result);

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_H_
