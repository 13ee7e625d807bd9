// assay/behavior/paths.h
//
// Paths: what users do after an anchor event, before it, or from the start of a session on, as a Sankey diagram wants it: nodes by step,
// links between them, where paths end, and the most frequent whole paths. Exact; the answer depends only on the events, not on their order
// of arrival. Memory: 56 bytes per event that is a node, 24 per visit of a path and up to 60 per distinct beginning of a path, of at most
// kMaxPathVisits visits; by groups, twice that. O(events + visits), and sorts of each user's events and of what is answered. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_PATHS_H_
#define ASSAY_BEHAVIOR_PATHS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "assay/aggregate/filter.h"
#include "assay/aggregate/property_value.h"
#include "assay/base/status.h"
#include "assay/behavior/user_groups.h"
#include "assay/columnar/scan.h"

namespace assay {

inline constexpr std::uint32_t kMaxPathDepth = 20;
inline constexpr std::uint32_t kMaxPathNodes = 50;
inline constexpr std::uint32_t kMaxPathFlows = 1'000;
inline constexpr std::uint64_t kMaxPathVisits = 8'000'000;  // of all paths together, anchors included

// The numbers of these cross the WASM boundary: append only, never renumber.
enum class PathDirection : std::uint8_t {
  kForward = 0,   // step n is the n-th visit after the anchor
  kBackward = 1,  // step n is the n-th visit before the anchor
};

enum class PathUnit : std::uint8_t {
  kSession = 0,  // events of one user in one session; events without a session are left out
  kUser = 1,     // all events of a user
};

enum class PathOccurrence : std::uint8_t {
  kFirst = 0,  // a unit gives one path, from its first anchor
  kEvery = 1,  // a path from every anchor; they may overlap
};

// Definition. The nodes of a unit are its events inside the range that pass `filter` and carry the property `node`, or match the anchor
// (then without the property as the missing value), in total order (time, sequence). A gap is where a node comes more than gap_ms after
// the one before. With collapse_repeats, equal neighbours without a gap between them are one visit, at the time of its first event, that
// is an anchor if any of its events is; otherwise every node is a visit. A path is an anchor (step 0) and the up to `depth` visits after
// it, or before it, as far as no gap comes. Without `anchor`, anchors are the visits that begin a unit or follow a gap; backward, those
// that end a unit or precede a gap.
struct PathsQuery : UserGrouping {
  std::optional<EventMatch> anchor;
  std::vector<PropertyCondition> filter;  // on every event, the anchors too
  std::string_view node = "$event";       // what names a node: a property, or "$event" for the event's name
  TimeRange range;
  PathDirection direction = PathDirection::kForward;
  PathUnit unit = PathUnit::kSession;
  PathOccurrence occurrence = PathOccurrence::kFirst;
  std::optional<DurationMs> gap_ms;  // at least 0; none: no gaps
  std::uint32_t depth = 5;           // 1..kMaxPathDepth
  bool collapse_repeats = false;
  std::uint32_t top_nodes = 10;  // 1..kMaxPathNodes named nodes per step; the rest of the step is one "other" node
  std::uint32_t top_flows = 10;  // 0..kMaxPathFlows
};

// Paths that were at a value, or at one of the values that did not get a node, at a step. count = the links into it (from step 1 on) =
// the links out of it + ended, except at the last step, which has no links out.
struct PathNode {
  std::uint32_t step = 0;              // 0..depth
  std::optional<std::uint32_t> value;  // index into PathsCounts::values; nothing: the step's "other" node
  std::uint64_t count = 0;
  std::uint64_t ended = 0;          // paths that ended here, before the last step: drop-offs. At step `depth` 0.
  std::uint32_t merged_values = 1;  // distinct values in it: 1, or of an "other" node how many
};

// Paths that went from a node of one step to a node of the next.
struct PathLink {
  std::uint32_t source = 0;  // index into PathsCounts::nodes; at step s, nearer the anchor
  std::uint32_t target = 0;  // at step s + 1
  std::uint64_t count = 0;   // at least 1
  double median_ms = 0;      // of the time between the two visits, at least 0; Hyndman and Fan's definition 7
};

// A whole path, its values not merged into "other".
struct PathFlow {
  std::vector<std::uint32_t> values;  // from step 0 on, indices into PathsCounts::values
  std::uint64_t count = 0;
};

// Of all users, or of a group's.
struct PathsCounts {
  std::uint64_t paths = 0;                           // the sum of the counts at step 0
  std::uint64_t units = 0;                           // sessions or users with a path
  std::vector<std::optional<PropertyValue>> values;  // ascending as in GroupKeyLess; nothing: the missing value, which anchors may have
  std::vector<PathNode> nodes;                       // by step, then count descending, then value; "other" last in its step
  std::vector<PathLink> links;                       // by source, then target
  std::vector<PathFlow> flows;                       // by count descending, then by values in order
  std::uint64_t flows_omitted = 0;                   // distinct paths beyond top_flows: the rarest, ties by the greater values
};

struct PathsResult : PathsCounts {
  std::vector<GroupKey> groups;           // ascending by GroupKeyLess; of users who have a node
  std::vector<PathsCounts> group_counts;  // of each
  std::uint64_t events_scanned = 0;       // events inside the range
  std::uint64_t groups_omitted = 0;
};

// The answer to `query`.
//
// Errors: kInvalidArgument naming the rule that the query breaks; kResourceExhausted for more than kMaxPathVisits.
Result<PathsResult> ComputePaths(const Table& table, const PathsQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_PATHS_H_
