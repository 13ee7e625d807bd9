// assay/behavior/task.h
//
// How well a task goes: how many attempts users made and completed, how long those took, what went wrong in them and where the others were
// given up. An attempt opens at a `start` event and completes at the same user's next `complete` event, if that is within the window and
// before the user starts again. Exact; late events change nothing but the time it takes. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_TASK_H_
#define ASSAY_BEHAVIOR_TASK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "assay/aggregate/calendar.h"
#include "assay/aggregate/filter.h"
#include "assay/aggregate/property_value.h"
#include "assay/base/status.h"
#include "assay/behavior/time_stats.h"
#include "assay/columnar/scan.h"

namespace assay {

inline constexpr std::size_t kMaxTaskSteps = 29;

// Definition: a user's events in total order (time, sequence). A `start` event opens an attempt and abandons an open one. A `complete`
// event ends the open attempt, completed when time - start <= window_ms and abandoned otherwise. An event that is both first completes
// the open attempt and then opens the next. An attempt that nothing ends is abandoned. Only events inside `range` are looked at.
//
// Errors and steps of an attempt are the events after its start and before the event that ends it, both excluded, that are within the
// window. An attempt reaches a step with an event of it or of a later one: going back changes nothing.
struct TaskQuery {
  EventMatch start;
  EventMatch complete;
  DurationMs window_ms = 0;           // at least 0, inclusive
  std::vector<EventMatch> errors;     // an error is an event that any of them matches; none: errors are not looked for
  std::string_view error_field;       // a property of error events to count them by, "$event" too; empty: none
  std::size_t max_error_fields = 20;  // at least 1
  std::vector<EventMatch> steps;      // in order, at most kMaxTaskSteps; an event of several is of the last of them
  // Divides the attempts into the user's first one ever and the others. Ever is all the store holds before the range's end, as far as it
  // passes `filter`, also before the range's start.
  bool by_experience = false;
  std::vector<PropertyCondition> filter;  // on every event
  std::vector<std::string_view> by;       // property names, read on the start event; "$event" is its name
  TimeRange range;
  std::optional<DurationMs> bucket_ms;      // buckets of the start's time of a fixed width, 1..kMaxTimestampMs, aligned to the epoch in UTC
  std::optional<CalendarUnit> bucket_unit;  // or buckets of a calendar, kMinute to kQuarter; not with bucket_ms
  std::vector<ZoneTransition> zone;         // of bucket_unit, as CalendarSpec::zone; empty: UTC
  std::size_t max_groups = 1000;            // at least 1
};

// Errors with one value of the error field, or with one of those that are not told apart.
struct TaskFieldErrors {
  std::uint32_t value = 0;  // index into TaskResult::error_values; its size: the values beyond max_error_fields
  std::uint64_t errors = 0;
  std::uint64_t attempts = 0;  // with such an error
};

struct TaskStepCounts {
  std::uint64_t reached = 0;    // attempts
  std::uint64_t abandoned = 0;  // that reached no later step and were not completed
};

struct TaskCounts {
  std::uint64_t attempts = 0;
  std::uint64_t completions = 0;
  TimeStats time;                         // from start to complete, of the completions
  std::size_t first_duration = 0;         // place of their durations: TaskResult::Durations()
  std::uint64_t errors = 0;               // of all attempts
  std::uint64_t error_squares = 0;        // sum over the attempts of the square of its errors
  std::uint64_t attempts_with_error = 0;  // one or more
  std::vector<TaskFieldErrors> fields;    // with an error, ascending by `value`
  std::vector<TaskStepCounts> steps;      // the start, then every step
};

struct TaskRow {
  std::uint32_t group = 0;                  // index into TaskResult::groups
  std::optional<TimestampMs> bucket_start;  // when the query has a bucket width
  bool returning = false;                   // with by_experience: not the users' first attempts
  TaskCounts counts;
};

struct TaskResult {
  TaskCounts total;                    // over all groups and buckets, omitted ones too
  std::vector<GroupKey> groups;        // ascending by GroupKeyLess
  std::vector<TaskRow> rows;           // by bucket, then by group, then first attempts before others; only those with an attempt
  std::vector<GroupKey> error_values;  // of the error field, one value each, ascending by GroupKeyLess
  std::uint64_t events_scanned = 0;    // events inside the range; with by_experience all before its end
  std::uint64_t groups_omitted = 0;    // groups beyond max_groups: those with the fewest attempts, ties by the greater key
  std::uint64_t fields_omitted = 0;    // values of the error field beyond max_error_fields: those with the fewest errors, ties likewise

  // How long each completion took in ms, ascending. `counts` is the total or a row's.
  [[nodiscard]] std::span<const double> Durations(const TaskCounts& counts) const {
    return std::span<const double>(durations_ms).subspan(counts.first_duration, static_cast<std::size_t>(counts.completions));
  }

  std::vector<double> durations_ms;  // of the total, then row by row
};

// The answer to `query`. O(events), and sorts of each user's events, of the durations and of the errors.
//
// Errors: kInvalidArgument naming the rule that the query breaks.
Result<TaskResult> ComputeTask(const Table& table, const TaskQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_TASK_H_
