// assay/wire/query_cohort.h
//
// The users who did, or did not do, what a tree of conditions says. Mirrors query_cohort.fbs.

#ifndef ASSAY_WIRE_QUERY_COHORT_H_
#define ASSAY_WIRE_QUERY_COHORT_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "assay/base/time.h"
#include "assay/wire/query_parts.h"

namespace assay {

enum class WireCohortKind : std::uint8_t { kAnd = 0, kOr = 1, kNot = 2, kDid = 3, kFirstDid = 4, kLatest = 5, kEarliest = 6 };
enum class WireCohortCount : std::uint8_t { kAtLeast = 0, kAtMost = 1, kExactly = 2 };

struct WireCohortNode {
  WireCohortKind kind = WireCohortKind::kDid;
  std::vector<std::uint32_t> children;  // whoever computes the cohort checks that they come before it
  WireEventMatch match;
  std::optional<TimestampMs> start_ms;  // [start, end)
  std::optional<TimestampMs> end_ms;
  WireCohortCount count = WireCohortCount::kAtLeast;
  std::uint32_t times = 1;
  std::vector<WireCondition> properties;
};

struct WireCohortQuery {
  std::vector<WireCohortNode> nodes;  // at least one
  std::uint32_t max_ids = 0;
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_COHORT_H_
