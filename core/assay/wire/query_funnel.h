// assay/wire/query_funnel.h
//
// Who went from step to step within a time, by the rules of a preset. Mirrors query_funnel.fbs; what it all means is in behavior/funnel.h.

#ifndef ASSAY_WIRE_QUERY_FUNNEL_H_
#define ASSAY_WIRE_QUERY_FUNNEL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"

namespace assay {

// The numbers of all enumerations are those of query_funnel.fbs.
enum class WireFunnelPreset : std::uint8_t {
  kAssay = 0,
  kClickHouse = 1,
  kPostHog = 2,
  kMixpanel = 3,
  kMixpanelOptimised = 4,
  kAmplitude = 5,
};
enum class WireFunnelOrder : std::uint8_t { kOrdered = 0, kStrict = 1, kAny = 2 };
enum class WireFunnelCount : std::uint8_t { kUsers = 0, kSessions = 1, kTotals = 2 };
enum class WireFunnelEntry : std::uint8_t { kClosed = 0, kOpen = 1 };
enum class WireFunnelReentry : std::uint8_t { kEvery = 0, kFirst = 1 };
enum class WireFunnelTouch : std::uint8_t { kFirst = 0, kLast = 1, kStep = 2, kAllEvents = 3 };

struct WireFunnelStep {
  std::string label;
  std::vector<WireEventMatch> any_of;  // at least one
  bool is_optional = false;
  std::optional<DurationMs> within_ms = {};  // since the step before it; absent: as long as the window
};

// A preset with windowFunnel's modes.
struct WireFunnelRules {
  WireFunnelPreset preset = WireFunnelPreset::kAssay;
  bool strict_deduplication = false;
  bool strict_order = false;
  bool strict_increase = false;
  bool strict_once = false;
  bool allow_reentry = false;
};

struct WireFunnelExclusion {
  std::vector<WireEventMatch> any_of;  // at least one
  std::uint32_t from_step = 1;         // 1-based
  std::uint32_t to_step = 0;           // 0: the last one
};

struct WireFunnelSegment {
  std::string label;
  std::vector<WireCondition> where;  // joined by AND
};

struct WireFunnelQuery {
  std::vector<WireFunnelStep> steps;  // at least one
  DurationMs window_ms = 0;
  WireFunnelRules rules = {};
  WireFunnelOrder order = WireFunnelOrder::kOrdered;
  WireFunnelCount count = WireFunnelCount::kUsers;
  WireFunnelEntry entry = WireFunnelEntry::kClosed;
  WireFunnelReentry reentry = WireFunnelReentry::kEvery;
  std::vector<WireFunnelExclusion> exclusions = {};
  std::optional<std::string> hold = {};  // a property's name
  WireFunnelTouch touch = WireFunnelTouch::kFirst;
  std::uint32_t touch_step = 1;           // 1-based
  std::optional<DurationMs> tie_ms = {};  // absent: a second
  std::vector<WireFunnelSegment> segments = {};
  std::uint32_t samples = 0;  // users per list
  bool reasons = false;       // tell why chains ended
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_FUNNEL_H_
