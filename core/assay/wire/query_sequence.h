// assay/wire/query_sequence.h
//
// How many users' events match a pattern, how often, and who met each condition. Mirrors query_sequence.fbs.

#ifndef ASSAY_WIRE_QUERY_SEQUENCE_H_
#define ASSAY_WIRE_QUERY_SEQUENCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"

namespace assay {

struct WireSequenceQuery {
  std::vector<WireEventMatch> conditions;  // at least one
  std::optional<std::string> pattern;
  DurationMs unit_ms = 1;
  std::uint32_t samples = 0;
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_SEQUENCE_H_
