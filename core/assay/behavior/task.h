// assay/behavior/task.h
//
// Time on task: how many attempts users made, how many they completed and how long those took. An attempt opens at a `start` event and
// completes at the same user's next `complete` event, if that is within the window and before the user starts again. Exact; late events
// change nothing but the time it takes. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_TASK_H_
#define ASSAY_BEHAVIOR_TASK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "assay/aggregate/calendar.h"
#include "assay/aggregate/filter.h"
#include "assay/aggregate/property_value.h"
#include "assay/base/status.h"
#include "assay/behavior/time_stats.h"
#include "assay/columnar/scan.h"

namespace assay {

// Definition: a user's events in total order (time, sequence). A `start` event opens an attempt and abandons an open one. A `complete`
// event ends the open attempt, completed when time - start <= window_ms and abandoned otherwise. An event that is both first completes
// the open attempt and then opens the next. An attempt that nothing ends is abandoned. Only events inside `range` are looked at.
struct TaskQuery {
  EventMatch start;
  EventMatch complete;
  DurationMs window_ms = 0;               // at least 0, inclusive
  std::vector<PropertyCondition> filter;  // on every event
  std::vector<std::string_view> by;       // property names, read on the start event; "$event" is its name
  TimeRange range;
  std::optional<DurationMs> bucket_ms;      // buckets of the start's time of a fixed width, 1..kMaxTimestampMs, aligned to the epoch in UTC
  std::optional<CalendarUnit> bucket_unit;  // or buckets of a calendar, kMinute to kQuarter; not with bucket_ms
  std::vector<ZoneTransition> zone;         // of bucket_unit, as CalendarSpec::zone; empty: UTC
  std::size_t max_groups = 1000;            // at least 1
};

struct TaskCounts {
  std::uint64_t attempts = 0;
  std::uint64_t completions = 0;
  TimeStats time;  // from start to complete, of the completions
};

struct TaskRow {
  std::uint32_t group = 0;                  // index into TaskResult::groups
  std::optional<TimestampMs> bucket_start;  // when the query has a bucket width
  TaskCounts counts;
};

struct TaskResult {
  TaskCounts total;                  // over all groups and buckets, omitted ones too
  std::vector<GroupKey> groups;      // ascending by GroupKeyLess
  std::vector<TaskRow> rows;         // by bucket, then by group; only those with an attempt
  std::uint64_t events_scanned = 0;  // events inside the range
  std::uint64_t groups_omitted = 0;  // groups beyond max_groups: those with the fewest attempts, ties by the greater key
};

// The answer to `query`.
//
// Errors: kInvalidArgument naming the rule that the query breaks.
Result<TaskResult> ComputeTask(const Table& table, const TaskQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_TASK_H_
