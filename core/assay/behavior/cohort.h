// assay/behavior/cohort.h
//
// Behavioural cohorts: the users who did, or did not do, what a tree of conditions says. Exact; the answer depends only on the events, not
// on their order of arrival. One pass over the table per leaf that looks at events, two for kLatest and kEarliest. Memory: one bit per user
// and node of the tree, and at most 20 bytes per user for the leaf at hand. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_COHORT_H_
#define ASSAY_BEHAVIOR_COHORT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/aggregate/user_set.h"
#include "assay/base/status.h"
#include "assay/columnar/scan.h"

namespace assay {

inline constexpr std::size_t kMaxCohortNodes = 256;

// The numbers of these cross the WASM boundary: append only, never renumber.
enum class CohortKind : std::uint8_t {
  kAnd = 0,       // in all of `children`; at least one
  kOr = 1,        // in any of `children`; at least one
  kNot = 2,       // of all users of the table, not in the one child
  kDid = 3,       // matching events in the window: `count` against `times`
  kFirstDid = 4,  // the user's first matching event of the whole store is in the window
  kLatest = 5,    // the user's latest matching event in the window satisfies all of `properties`; at least one
  kEarliest = 6,  // the same of the earliest one
};

enum class CohortCount : std::uint8_t { kAtLeast = 0, kAtMost = 1, kExactly = 2 };

struct CohortNode {
  CohortKind kind = CohortKind::kDid;
  std::vector<std::uint32_t> children;  // kAnd, kOr, kNot: indices into CohortQuery::nodes, all below this node's own
  // The others:
  EventMatch match;
  TimeRange range;                    // the window; without last_ms
  std::optional<DurationMs> last_ms;  // the window is the last_ms before as_of; 1..2 kMaxTimestampMs
  // kDid. "Did not" is kExactly 0; it holds for every user of the table without a matching event in the window.
  CohortCount count = CohortCount::kAtLeast;
  std::uint32_t times = 1;
  // kLatest and kEarliest. By (time, sequence); what the event does not carry is missing, so demand it in `match` to skip such events.
  std::vector<PropertyCondition> properties;
};

struct CohortQuery {
  std::vector<CohortNode> nodes;          // 1..kMaxCohortNodes; the last one is the answer
  std::vector<PropertyCondition> filter;  // on every event
  std::optional<TimestampMs> as_of;       // events from here on are not known; without it, up to and with the latest event of the table
};

// The users of the cohort, who are persons (Table::identity()); user_count() is that of the table's users now, so a set is good until the
// table gains users or links.
//
// Errors: kInvalidArgument naming the rule that the query breaks.
Result<UserSet> ComputeCohort(const Table& table, const CohortQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_COHORT_H_
