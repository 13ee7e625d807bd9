// assay/wire/result.h
//
// The engine's answer to one query, as told: keys are text, not ids. Mirrors result.fbs without FlatBuffers. What a kind answers is in
// result_<kind>.h.

#ifndef ASSAY_WIRE_RESULT_H_
#define ASSAY_WIRE_RESULT_H_

#include <cstdint>
#include <variant>

#include "assay/base/bytes.h"
#include "assay/wire/result_cohort.h"
#include "assay/wire/result_compare.h"
#include "assay/wire/result_experiment.h"
#include "assay/wire/result_funnel.h"
#include "assay/wire/result_lifecycle.h"
#include "assay/wire/result_metric.h"
#include "assay/wire/result_parts.h"
#include "assay/wire/result_paths.h"
#include "assay/wire/result_retention.h"
#include "assay/wire/result_sequence.h"
#include "assay/wire/result_stickiness.h"
#include "assay/wire/result_task.h"

namespace assay {

using WireResultKind =
    std::variant<WireFunnelResult, WireMetricResult, WireTaskResult, WireExperimentResult, WireRetentionResult, WirePathsResult,
                 WireLifecycleResult, WireStickinessResult, WireSequenceResult, WireCohortResult, WireCompareResult>;

struct WireResult {
  WireResultKind kind;
  std::uint64_t events_scanned = 0;
  std::uint64_t groups_omitted = 0;
};

// `result` as one finished FlatBuffer (result.fbs). The same result gives the same bytes on every platform.
ByteBuffer EncodeResult(const WireResult& result);

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_H_
