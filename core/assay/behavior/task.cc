#include "assay/behavior/task.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "assay/aggregate/group_keys.h"
#include "assay/aggregate/time_slots.h"
#include "assay/aggregate/top_groups.h"
#include "assay/base/sort.h"
#include "assay/behavior/step_scan.h"
#include "assay/behavior/task_tally.h"
#include "assay/behavior/user_timelines.h"

namespace assay {
namespace {

constexpr StepMask kStart = 1;
constexpr StepMask kComplete = 2;
constexpr std::size_t kFirstStep = 2;  // the bits of the steps, and after them that of errors

static_assert(kFirstStep + kMaxTaskSteps + 1 == kMaxSteps);

Status Check(const TaskQuery& query) {
  if (query.window_ms < 0) return InvalidArgument("window_ms: must not be negative");
  if (query.max_groups == 0) return InvalidArgument("max_groups: must be above 0");
  if (query.steps.size() > kMaxTaskSteps) return InvalidArgument("steps: must be at most 29");
  if (query.max_error_fields == 0) return InvalidArgument("max_error_fields: must be above 0");
  if (!query.error_field.empty() && query.errors.empty()) return InvalidArgument("error_field: needs errors");
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
  std::uint32_t slot;   // of the attempt that the event opens
  std::uint32_t field;  // key of the error's field
};

struct Attempt {
  std::uint32_t cell = 0;
  TimestampMs start = 0;
  std::size_t furthest = 0;
  std::uint64_t errors = 0;
};

class TaskRun {
 public:
  TaskRun(const Table& table, const TaskQuery& query, StepScan events, TimeSlots slots)
      : table_(table),
        query_(query),
        events_(std::move(events)),
        keys_(table, query.by),
        slots_(std::move(slots)),
        fields_(table, {&query.error_field, query.error_field.empty() ? 0U : 1U}),
        tally_(query.steps.size()),
        error_mask_(query.errors.empty() ? 0 : StepMask{1} << (kFirstStep + query.steps.size())),
        step_mask_(((StepMask{1} << query.steps.size()) - 1) << kFirstStep),
        cells_per_slot_(query.by_experience ? 2 : 1) {}

  TaskResult Run();

 private:
  // Rows of one group with their slots or keys.
  struct Resolved {
    std::vector<RowInGroup> rows;
    std::span<const std::uint32_t> ids;
    std::size_t next = 0;

    // That of a row, when the rows are asked for in order; 0 for those not among them.
    std::uint32_t Of(RowInGroup row) { return next < rows.size() && rows[next] == row ? ids[next++] : 0; }
  };

  void FindExperienced();
  void FollowUsers();
  void AddGroup(const Scan& scan, const StepMatches& matches, UserTimelines<TaskEvent>& timelines);
  void FollowUser(UserIndex user, std::span<const UserTimelines<TaskEvent>::Event> events);
  void Advance(TimestampMs time, const TaskEvent& event);
  void Close(std::optional<DurationMs> duration);
  void AnswerFields(TaskResult& result, std::vector<TaskCounts>& counts);
  void AnswerRows(TaskResult& result, std::vector<TaskCounts>& counts);

  const Table& table_;
  const TaskQuery& query_;
  StepScan events_;
  GroupKeys keys_;
  TimeSlots slots_;
  GroupKeys fields_;
  TaskTally tally_;
  StepMask error_mask_;
  StepMask step_mask_;
  std::uint32_t cells_per_slot_;  // first attempts, then others, where they are told apart; cell 0 is the total
  Resolved starts_;
  Resolved errors_;
  std::vector<bool> experienced_;  // by user: has an attempt before the range
  std::uint64_t events_scanned_ = 0;
  bool returning_ = false;          // of the user at hand: the next attempt is not the first
  std::optional<Attempt> attempt_;  // open
  std::vector<std::uint32_t> attempt_fields_;
};

void TaskRun::Close(std::optional<DurationMs> duration) {
  tally_.Add(attempt_->cell, attempt_->furthest, attempt_->errors, attempt_fields_, duration);
  attempt_fields_.clear();
  attempt_.reset();
}

void TaskRun::Advance(TimestampMs time, const TaskEvent& event) {
  const bool starts = (event.mask & kStart) != 0;
  if (attempt_.has_value()) {
    const DurationMs elapsed = time - attempt_->start;
    const bool in_time = elapsed <= query_.window_ms;
    if ((event.mask & kComplete) != 0) {
      Close(in_time ? std::optional(elapsed) : std::nullopt);
    } else if (starts) {
      Close(std::nullopt);
    } else if (in_time) {
      const std::uint32_t steps = (event.mask & step_mask_) >> kFirstStep;
      attempt_->furthest = std::max(attempt_->furthest, static_cast<std::size_t>(std::bit_width(steps)));
      if ((event.mask & error_mask_) != 0) {
        ++attempt_->errors;
        if (!query_.error_field.empty()) attempt_fields_.push_back(event.field);
      }
    }
  }
  if (!starts) return;
  attempt_ = {1 + event.slot * cells_per_slot_ + (returning_ ? 1U : 0U), time, 0, 0};
  returning_ = query_.by_experience;
}

void TaskRun::FollowUser(UserIndex user, std::span<const UserTimelines<TaskEvent>::Event> events) {
  returning_ = query_.by_experience && experienced_[user];
  for (const auto& event : events) Advance(event.time, event.payload);
  if (attempt_.has_value()) Close(std::nullopt);
}

void TaskRun::AddGroup(const Scan& scan, const StepMatches& matches, UserTimelines<TaskEvent>& timelines) {
  const std::span<const RowInGroup> rows = matches.rows;
  starts_ = {};
  errors_ = {};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if ((matches.StepsOf(i) & kStart) != 0) starts_.rows.push_back(rows[i]);
    if ((matches.StepsOf(i) & error_mask_) != 0) errors_.rows.push_back(rows[i]);
  }
  const std::span<const std::uint32_t> keys = keys_.Resolve(scan, starts_.rows);
  starts_.ids = slots_.Resolve(scan, starts_.rows, keys, keys_.size());
  errors_.ids = fields_.Resolve(scan, errors_.rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const TaskEvent event{matches.StepsOf(i), starts_.Of(rows[i]), errors_.Of(rows[i])};
    timelines.Add(scan.users()[rows[i]], {scan.times()[rows[i]], scan.first_row() + rows[i], event});
  }
}

void TaskRun::FollowUsers() {
  UserTimelines<TaskEvent> timelines(table_);
  Scan scan(table_, query_.range);
  while (scan.Next()) AddGroup(scan, events_.Match(scan), timelines);
  events_scanned_ += scan.rows_in_range();
  timelines.ForEachUser([this](UserIndex user, auto events) { FollowUser(user, events); });
}

void TaskRun::FindExperienced() {
  experienced_.resize(table_.users().size());
  Scan scan(table_, {kMinTimestampMs, std::max(kMinTimestampMs, query_.range.start)});
  while (scan.Next()) {
    const StepMatches matches = events_.Match(scan);
    for (std::size_t i = 0; i < matches.rows.size(); ++i) {
      if ((matches.StepsOf(i) & kStart) != 0) experienced_[scan.users()[matches.rows[i]]] = true;
    }
  }
  events_scanned_ += scan.rows_in_range();
}

TaskResult TaskRun::Run() {
  if (query_.by_experience) FindExperienced();
  FollowUsers();
  TaskResult result;
  result.events_scanned = events_scanned_;
  std::vector<TaskCounts> counts = tally_.Count(result.durations_ms);
  if (!query_.error_field.empty()) AnswerFields(result, counts);
  AnswerRows(result, counts);
  result.total = std::move(counts.front());
  return result;
}

void TaskRun::AnswerFields(TaskResult& result, std::vector<TaskCounts>& counts) {
  TopGroups top(fields_, tally_.ErrorsByField(fields_.size()), query_.max_error_fields);
  std::vector<std::uint32_t> values(fields_.size());
  for (std::uint32_t key = 0; key < fields_.size(); ++key) {
    values[key] = top.Rank(key).value_or(static_cast<std::uint32_t>(top.size()));
  }
  tally_.CountFields(values, counts);
  result.fields_omitted = top.omitted();
  result.error_values = std::move(top).TakeKeys();
}

void TaskRun::AnswerRows(TaskResult& result, std::vector<TaskCounts>& counts) {
  const auto slot_of = [this](std::uint32_t cell) { return (cell - 1) / cells_per_slot_; };
  std::vector<std::uint64_t> attempts_of_key(keys_.size(), 0);
  for (std::uint32_t cell = 1; cell < tally_.size(); ++cell) {
    if (tally_.Attempts(cell) > 0) attempts_of_key[slots_.Key(slot_of(cell))] += tally_.Attempts(cell);
  }
  TopGroups top(keys_, attempts_of_key, query_.max_groups);
  result.groups_omitted = top.omitted();
  for (std::uint32_t cell = 1; cell < tally_.size(); ++cell) {
    if (tally_.Attempts(cell) == 0) continue;
    const std::uint32_t slot = slot_of(cell);
    const std::optional<std::uint32_t> group = top.Rank(slots_.Key(slot));
    if (group.has_value()) result.rows.push_back({*group, slots_.Start(slot), (cell - 1) % cells_per_slot_ != 0, std::move(counts[cell])});
  }
  SortSmall(result.rows, [](const TaskRow& a, const TaskRow& b) {
    if (a.bucket_start != b.bucket_start) return a.bucket_start < b.bucket_start;
    return a.group != b.group ? a.group < b.group : a.returning < b.returning;
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
  std::vector<FunnelStep> steps = {FunnelStep{{query.start}}, FunnelStep{{query.complete}}};
  for (const EventMatch& step : query.steps) steps.push_back({{step}});
  if (!query.errors.empty()) steps.push_back({query.errors});
  Result<StepScan> events = StepScan::Compile(table, steps, query.filter);
  if (!events.ok()) return events.status();
  Result<std::vector<TimeSlots::Axis>> axes = MakeAxes(table, query);
  if (!axes.ok()) return axes.status();
  return TaskRun(table, query, *std::move(events), TimeSlots(*std::move(axes))).Run();
}

}  // namespace assay
