// assay/wire/query_paths.h
//
// What users do after an event, before it, or from the start of a session on. Mirrors query_paths.fbs.

#ifndef ASSAY_WIRE_QUERY_PATHS_H_
#define ASSAY_WIRE_QUERY_PATHS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"

namespace assay {

enum class WirePathDirection : std::uint8_t { kForward = 0, kBackward = 1 };
enum class WirePathUnit : std::uint8_t { kSession = 0, kUser = 1 };
enum class WirePathOccurrence : std::uint8_t { kFirst = 0, kEvery = 1 };

struct WirePathsQuery {
  std::optional<WireEventMatch> anchor;
  std::string node;
  WirePathDirection direction = WirePathDirection::kForward;
  WirePathUnit unit = WirePathUnit::kSession;
  WirePathOccurrence occurrence = WirePathOccurrence::kFirst;
  std::optional<DurationMs> gap_ms;
  std::uint32_t depth = 5;
  bool collapse_repeats = false;
  std::uint32_t top_nodes = 10;
  std::uint32_t top_flows = 10;
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_PATHS_H_
