#include "assay/behavior/task.h"

#include <algorithm>
#include <array>
#include <utility>

#include "assay/aggregate/group_keys.h"
#include "assay/aggregate/time_slots.h"
#include "assay/aggregate/top_groups.h"
#include "assay/base/sort.h"
#include "assay/behavior/step_scan.h"
#include "assay/behavior/user_timelines.h"

namespace assay {
namespace {

constexpr StepMask kStart = 1;
constexpr StepMask kComplete = 2;

Status Check(const TaskQuery& query) {
  if (query.window_ms < 0) return InvalidArgument("window_ms: must not be negative");
  if (query.max_groups == 0) return InvalidArgument("max_groups: must be above 0");
  if (query.bucket_ms.has_value() && *query.bucket_ms <= 0) return InvalidArgument("bucket_ms: must be above 0");
  if (query.bucket_ms.has_value() && *query.bucket_ms > kMaxTimestampMs)
    return InvalidArgument("bucket_ms: must not be above 100,000,000 days");
  if (query.bucket_ms.has_value() && query.bucket_unit.has_value()) return InvalidArgument("bucket_ms: not with bucket_unit");
  if (query.bucket_unit == CalendarUnit::kFixed) return InvalidArgument("bucket_unit: a calendar's");
  if (query.range.start > query.range.end) return InvalidArgument("range: start must not be after end");
  for (const std::string_view property : query.by) {
    if (property.empty()) return InvalidArgument("by: a property name must not be empty");
  }
  return {};
}

// What an event means for its user's attempts.
struct TaskEvent {
  StepMask mask;
  std::uint32_t slot;  // of the attempt that the event opens
};

// One user's open attempt.
struct Attempt {
  std::optional<std::uint32_t> slot;
  TimestampMs start = 0;
};

class TaskRun {
 public:
  TaskRun(const Table& table, const TaskQuery& query, StepScan events, TimeSlots slots)
      : table_(table), query_(query), events_(std::move(events)), keys_(table, query.by), slots_(std::move(slots)) {}

  TaskResult Run();

 private:
  void FollowUsers();
  std::span<const std::uint32_t> Slots(const Scan& scan, std::span<const RowInGroup> rows);
  void Advance(Attempt& attempt, TimestampMs time, TaskEvent event);
  void AnswerRows(TaskResult& result);

  const Table& table_;
  const TaskQuery& query_;
  StepScan events_;
  GroupKeys keys_;
  TimeSlots slots_;
  std::vector<std::uint64_t> attempts_;  // by slot
  std::vector<std::uint64_t> completions_;
  GroupedTimes times_;
  std::uint64_t events_scanned_ = 0;
};

void TaskRun::Advance(Attempt& attempt, TimestampMs time, TaskEvent event) {
  if ((event.mask & kComplete) != 0 && attempt.slot.has_value()) {
    const DurationMs duration = time - attempt.start;
    if (duration <= query_.window_ms) {
      ++completions_[*attempt.slot];
      times_.Add(*attempt.slot, duration);
    }
    attempt.slot.reset();
  }
  if ((event.mask & kStart) != 0) {
    ++attempts_[event.slot];
    attempt = {event.slot, time};
  }
}

std::span<const std::uint32_t> TaskRun::Slots(const Scan& scan, std::span<const RowInGroup> rows) {
  const std::span<const std::uint32_t> keys = keys_.Resolve(scan, rows);
  const std::span<const std::uint32_t> slots = slots_.Resolve(scan, rows, keys, keys_.size());
  attempts_.resize(slots_.size());
  completions_.resize(slots_.size());
  return slots;
}

void TaskRun::FollowUsers() {
  UserTimelines<TaskEvent> timelines(table_);
  Scan scan(table_, query_.range);
  while (scan.Next()) {
    const StepMatches matches = events_.Match(scan);
    const std::span<const std::uint32_t> slots = Slots(scan, matches.rows);
    for (std::size_t i = 0; i < matches.rows.size(); ++i) {
      const RowInGroup row = matches.rows[i];
      timelines.Add(scan.users()[row], {scan.times()[row], scan.first_row() + row, {matches.masks[i], slots[i]}});
    }
  }
  events_scanned_ = scan.rows_in_range();
  timelines.ForEachUser([&](UserIndex, auto events) {
    Attempt attempt;
    for (const auto& event : events) Advance(attempt, event.time, event.payload);
  });
}

TaskResult TaskRun::Run() {
  FollowUsers();
  TaskResult result;
  result.events_scanned = events_scanned_;
  for (const std::uint64_t attempts : attempts_) result.total.attempts += attempts;
  for (const std::uint64_t completions : completions_) result.total.completions += completions;
  result.total.time = times_.Total();
  AnswerRows(result);
  return result;
}

void TaskRun::AnswerRows(TaskResult& result) {
  std::vector<std::uint64_t> attempts_of_key(keys_.size(), 0);
  for (std::uint32_t slot = 0; slot < attempts_.size(); ++slot) attempts_of_key[slots_.Key(slot)] += attempts_[slot];
  TopGroups top(keys_, attempts_of_key, query_.max_groups);
  result.groups_omitted = top.omitted();
  const std::vector<TimeStats> times = times_.Split(static_cast<std::uint32_t>(attempts_.size()));
  for (std::uint32_t slot = 0; slot < attempts_.size(); ++slot) {
    const std::optional<std::uint32_t> group = top.Rank(slots_.Key(slot));
    if (!group.has_value() || attempts_[slot] == 0) continue;
    result.rows.push_back({*group, slots_.Start(slot), {attempts_[slot], completions_[slot], times[slot]}});
  }
  SortSmall(result.rows, [](const TaskRow& a, const TaskRow& b) {
    return a.bucket_start != b.bucket_start ? a.bucket_start < b.bucket_start : a.group < b.group;
  });
  result.groups = std::move(top).TakeKeys();
}

// One axis for the range's buckets; none without them.
Result<std::vector<TimeSlots::Axis>> MakeAxes(const Table& table, const TaskQuery& query) {
  std::vector<TimeSlots::Axis> axes;
  if (!query.bucket_ms.has_value() && !query.bucket_unit.has_value()) return axes;
  const CalendarSpec spec{query.bucket_unit.value_or(CalendarUnit::kFixed), query.bucket_ms.value_or(0), query.zone};
  Result<TimeBuckets> buckets = TimeBuckets::Make(spec, BucketRange(table, query.range));
  if (!buckets.ok()) return buckets.status();
  axes.push_back({*std::move(buckets), 0});
  return axes;
}

}  // namespace

Result<TaskResult> ComputeTask(const Table& table, const TaskQuery& query) {
  const Status status = Check(query);
  if (!status.ok()) return status;
  const std::array<FunnelStep, 2> steps = {FunnelStep{{query.start}}, FunnelStep{{query.complete}}};
  Result<StepScan> events = StepScan::Compile(table, steps, query.filter);
  if (!events.ok()) return events.status();
  Result<std::vector<TimeSlots::Axis>> axes = MakeAxes(table, query);
  if (!axes.ok()) return axes.status();
  return TaskRun(table, query, *std::move(events), TimeSlots(*std::move(axes))).Run();
}

}  // namespace assay
