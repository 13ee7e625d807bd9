// assay/wire/result_funnel.h
//
// The answer to query_funnel.h. Mirrors result_funnel.fbs. Users of samples are places in WireFunnelResult::users, so that each text is
// sent once.

#ifndef ASSAY_WIRE_RESULT_FUNNEL_H_
#define ASSAY_WIRE_RESULT_FUNNEL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"
#include "assay/wire/result_parts.h"

namespace assay {

struct WireFunnelNextEvent {
  std::string event;
  std::uint64_t count = 0;
};

// Chains by why they ended at a step, and by the event that came next.
struct WireFunnelDrops {
  std::uint64_t window = 0;
  std::uint64_t exclusion = 0;
  std::uint64_t order = 0;
  std::uint64_t no_next_event = 0;
  std::vector<WireFunnelNextEvent> next_events;
  std::uint64_t other_next_events = 0;
};

struct WireFunnelStepResult {
  std::string label;
  std::uint64_t count = 0;
  WireProportion from_start;     // of those who entered
  WireProportion from_previous;  // of those at the step before; of nobody with an open entry
  WireTimeStats time_from_previous;
  std::uint64_t skipped = 0;
  std::optional<WireFunnelDrops> drops = {};
  std::vector<std::uint32_t> dropped_users = {};
};

struct WireFunnelTrendRow {
  TimestampMs bucket_start = 0;
  WireProportion conversion;  // of those who entered in the bucket
};

struct WireFunnelGroup {
  std::vector<WireValue> key;
  std::vector<WireFunnelStepResult> steps;
  WireTimeStats time_to_convert;
  WireProportion conversion;  // of those who entered
  std::uint64_t excluded = 0;
  std::vector<WireFunnelTrendRow> trend = {};
  std::vector<std::uint32_t> converted_users = {};
};

struct WireFunnelPart {
  WireFunnelGroup total;
  std::vector<WireFunnelGroup> groups;
  std::uint64_t groups_omitted = 0;
  std::uint64_t events_without_session = 0;
};

struct WireFunnelResult {
  WireFunnelPart all;  // the groups it leaves out are counted in WireResult
  std::vector<WireFunnelPart> segments = {};
  std::vector<std::string> users = {};
};

}  // namespace assay

#endif  // ASSAY_WIRE_RESULT_FUNNEL_H_
