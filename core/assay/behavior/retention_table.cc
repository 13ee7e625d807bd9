#include "assay/behavior/retention_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "assay/aggregate/dense_ids.h"
#include "assay/aggregate/top_groups.h"
#include "assay/base/sort.h"
#include "assay/behavior/first_touch.h"
#include "assay/behavior/observed_range.h"
#include "assay/behavior/step_scan.h"
#include "assay/behavior/user_timelines.h"

namespace assay {
namespace {

constexpr StepMask kStart = 1;
constexpr StepMask kReturn = 2;

Status CheckBrackets(std::span<const RetentionBracket> brackets) {
  if (brackets.empty() || brackets.size() > kMaxRetentionColumns) return InvalidArgument("brackets: must be 1 to 1000");
  for (std::size_t i = 0; i < brackets.size(); ++i) {
    if (brackets[i].first > brackets[i].last) return InvalidArgument("brackets: first must not be after last");
    if (i > 0 && brackets[i].first <= brackets[i - 1].last) return InvalidArgument("brackets: must ascend without overlap");
  }
  return {};
}

Status Check(const RetentionTableQuery& query) {
  if (query.mode > RetentionMode::kBracket) return InvalidArgument("mode: unknown");
  if (query.entry > RetentionEntry::kEveryPeriod) return InvalidArgument("entry: unknown");
  if (query.min_times == 0) return InvalidArgument("min_times: must be above 0");
  if (query.max_groups == 0) return InvalidArgument("max_groups: must be above 0");
  if (query.rolling_ms.has_value() && (*query.rolling_ms <= 0 || *query.rolling_ms > kMaxTimestampMs))
    return InvalidArgument("rolling_ms: must be 1 ms to 100,000,000 days");
  for (const std::string_view property : query.by) {
    if (property.empty()) return InvalidArgument("by: a property name must not be empty");
  }
  const Status observation = CheckObservation(query.range, query.as_of);
  if (!observation.ok()) return observation;
  if (query.mode == RetentionMode::kBracket) return CheckBrackets(query.brackets);
  if (!query.brackets.empty()) return InvalidArgument("brackets: only the bracket mode has them");
  if (query.periods == 0 || query.periods > kMaxRetentionColumns) return InvalidArgument("periods: must be 1 to 1000");
  return {};
}

void AddCell(const RetentionCell& cell, RetentionCell& sum) {
  sum.returned += cell.returned;
  sum.complete_users += cell.complete_users;
  sum.complete_returned += cell.complete_returned;
}

class RetentionRun {
 public:
  RetentionRun(const Table& table, const RetentionTableQuery& query, StepScan events, Calendar cohorts, Calendar periods)
      : table_(table),
        query_(query),
        range_(ObservedRange(table, query.range, query.as_of)),
        events_(std::move(events)),
        cohorts_(std::move(cohorts)),
        periods_(std::move(periods)),
        touches_(table, query.by),
        columns_(query.brackets) {
    if (query.mode != RetentionMode::kBracket) {
      for (std::uint32_t n = 0; n < query.periods; ++n) columns_.push_back({n, n});
    }
  }

  Result<RetentionTableResult> Run();

 private:
  // An event that a user may have come back with.
  struct Return {
    std::size_t position;  // among the user's events
    TimestampMs time;
    std::int64_t period;  // index of the calendar period
  };

  // Where an entry counts.
  struct Entry {
    TimestampMs time;
    std::int64_t period;
    std::size_t row;         // of rows_
    std::uint32_t complete;  // columns that are
  };

  struct Row {
    std::int64_t cohort;
    std::uint32_t key;  // of touches_.keys()
    std::uint64_t users = 0;
  };

  void AddUser(UserIndex user, std::span<const UserTimelines<StepMask>::Event> events);
  void AddEntry(TimestampMs time, std::int64_t cohort, std::uint32_t key, std::size_t next_return);
  std::size_t RowOf(std::int64_t cohort, std::uint32_t key);
  [[nodiscard]] std::int64_t PeriodOf(const Entry& entry, const Return& comeback) const;
  [[nodiscard]] std::uint32_t CompleteColumns(const Entry& entry);
  void CountColumns(const Entry& entry, std::size_t next_return);
  void CountUnbounded(const Entry& entry, std::size_t next_return);
  void Mark(const Entry& entry, std::uint32_t column);
  [[nodiscard]] RetentionTableResult Answer();

  const Table& table_;
  const RetentionTableQuery& query_;
  TimeRange range_;
  StepScan events_;
  Calendar cohorts_;
  Calendar periods_;
  FirstTouch touches_;
  std::vector<RetentionBracket> columns_;
  std::vector<Return> returns_;  // of the user at hand
  DenseIds cohort_ids_;
  DenseIds row_ids_;  // (cohort id, key) -> row
  std::vector<Row> rows_;
  std::vector<RetentionCell> cells_;  // while counting, complete_users[c] is of entries with exactly c + 1 complete columns
  std::uint64_t events_scanned_ = 0;
  bool too_many_cells_ = false;
};

std::size_t RetentionRun::RowOf(std::int64_t cohort, std::uint32_t key) {
  const std::uint32_t cohort_id = cohort_ids_.Insert(static_cast<std::uint64_t>(cohort));
  const std::uint32_t row = row_ids_.Insert(std::uint64_t{cohort_id} << 32 | key);
  if (row == rows_.size()) {
    rows_.push_back({cohort, key});
    too_many_cells_ = rows_.size() * columns_.size() > kMaxRetentionCells;
    if (!too_many_cells_) cells_.resize(rows_.size() * columns_.size());
  }
  return row;
}

std::int64_t RetentionRun::PeriodOf(const Entry& entry, const Return& comeback) const {
  if (query_.rolling_ms.has_value()) return (comeback.time - entry.time) / *query_.rolling_ms;
  return comeback.period - entry.period;
}

std::uint32_t RetentionRun::CompleteColumns(const Entry& entry) {
  // Periods 0..over - 1 have ended.
  const std::int64_t over =
      query_.rolling_ms.has_value() ? (range_.end - entry.time) / *query_.rolling_ms : periods_.BucketIndex(range_.end) - entry.period;
  const auto first_open = std::partition_point(columns_.begin(), columns_.end(),
                                               [over](const RetentionBracket& column) { return std::int64_t{column.last} < over; });
  return static_cast<std::uint32_t>(first_open - columns_.begin());
}

void RetentionRun::Mark(const Entry& entry, std::uint32_t column) {
  RetentionCell& cell = cells_[entry.row * columns_.size() + column];
  ++cell.returned;
  cell.complete_returned += column < entry.complete ? 1U : 0U;
}

void RetentionRun::CountUnbounded(const Entry& entry, std::size_t next_return) {
  // min_times return events come in period n or later as long as the one that has min_times - 1 after it does.
  if (returns_.size() - next_return < query_.min_times) return;
  const std::int64_t last = PeriodOf(entry, returns_[returns_.size() - query_.min_times]);
  for (std::uint32_t column = 0; column < columns_.size() && std::int64_t{column} <= last; ++column) Mark(entry, column);
}

void RetentionRun::CountColumns(const Entry& entry, std::size_t next_return) {
  const auto end = returns_.cend();
  auto at = returns_.cbegin() + static_cast<std::ptrdiff_t>(next_return);
  const auto skip_to = [&](std::int64_t period) {  // the first return from `at` on in that period or later
    return std::partition_point(at, end, [&](const Return& comeback) { return PeriodOf(entry, comeback) < period; });
  };
  for (std::uint32_t column = 0; column < columns_.size() && at != end; ++column) {
    if (std::int64_t{columns_[column].last} < PeriodOf(entry, *at)) continue;
    at = skip_to(columns_[column].first);
    const auto after = skip_to(std::int64_t{columns_[column].last} + 1);
    if (after - at >= std::int64_t{query_.min_times}) Mark(entry, column);
    at = after;
  }
}

void RetentionRun::AddEntry(TimestampMs time, std::int64_t cohort, std::uint32_t key, std::size_t next_return) {
  Entry entry{time, periods_.BucketIndex(time), RowOf(cohort, key), 0};
  if (too_many_cells_) return;
  entry.complete = CompleteColumns(entry);
  ++rows_[entry.row].users;
  if (entry.complete > 0) ++cells_[entry.row * columns_.size() + entry.complete - 1].complete_users;
  if (query_.mode == RetentionMode::kUnbounded) {
    CountUnbounded(entry, next_return);
  } else {
    CountColumns(entry, next_return);
  }
}

void RetentionRun::AddUser(UserIndex user, std::span<const UserTimelines<StepMask>::Event> events) {
  returns_.clear();
  for (std::size_t i = 0; i < events.size(); ++i) {
    if ((events[i].payload & kReturn) != 0) returns_.push_back({i, events[i].time, periods_.BucketIndex(events[i].time)});
  }
  std::size_t next_return = 0;
  std::optional<std::int64_t> last_cohort;
  for (std::size_t i = 0; i < events.size() && !too_many_cells_; ++i) {
    if ((events[i].payload & kStart) == 0) continue;
    const std::int64_t cohort = cohorts_.BucketIndex(events[i].time);
    if (cohort == last_cohort) continue;
    last_cohort = cohort;
    while (next_return < returns_.size() && returns_[next_return].position <= i) ++next_return;
    AddEntry(events[i].time, cohort, touches_.KeyOf(user), next_return);
    if (query_.entry == RetentionEntry::kFirst) return;
  }
}

Result<RetentionTableResult> RetentionRun::Run() {
  UserTimelines<StepMask> timelines(table_);
  Scan scan(table_, range_);
  while (scan.Next()) {
    const StepMatches matches = events_.Match(scan);
    if (matches.rows.empty()) continue;
    touches_.Add(scan, matches.rows);
    const std::span<const UserIndex> users = scan.users();
    const std::span<const TimestampMs> times = scan.times();
    for (std::size_t i = 0; i < matches.rows.size(); ++i) {
      const RowInGroup row = matches.rows[i];
      timelines.Add(users[row], {times[row], scan.first_row() + row, matches.StepsOf(i)});
    }
  }
  events_scanned_ = scan.rows_in_range();
  timelines.ForEachUser([this](UserIndex user, auto events) { AddUser(user, events); });
  if (too_many_cells_) return ResourceExhausted("retention: more than 2,000,000 cells");
  return Answer();
}

RetentionTableResult RetentionRun::Answer() {
  const std::size_t columns = columns_.size();
  RetentionTableResult result;
  result.columns = static_cast<std::uint32_t>(columns);
  result.observed_end = range_.end;
  result.events_scanned = events_scanned_;
  result.total_cells.resize(columns);
  std::vector<std::uint64_t> users_of_key(touches_.keys().size(), 0);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    users_of_key[rows_[row].key] += rows_[row].users;
    result.total_users += rows_[row].users;
    // Whoever has c + 1 complete columns has c.
    RetentionCell* const cells = cells_.data() + row * columns;
    for (std::size_t column = columns - 1; column > 0; --column) cells[column - 1].complete_users += cells[column].complete_users;
    for (std::size_t column = 0; column < columns; ++column) AddCell(cells[column], result.total_cells[column]);
  }
  TopGroups top(touches_.keys(), users_of_key, query_.max_groups);
  result.groups_omitted = top.omitted();
  std::vector<std::optional<std::uint32_t>> group_of_key(users_of_key.size());
  for (std::uint32_t key = 0; key < group_of_key.size(); ++key) group_of_key[key] = top.Rank(key);
  result.groups = std::move(top).TakeKeys();

  std::vector<std::size_t> order;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (group_of_key[rows_[row].key].has_value()) order.push_back(row);
  }
  SortSmall(order, [&](std::size_t a, std::size_t b) {
    return rows_[a].cohort != rows_[b].cohort ? rows_[a].cohort < rows_[b].cohort
                                              : *group_of_key[rows_[a].key] < *group_of_key[rows_[b].key];
  });
  result.group_users.resize(result.groups.size());
  result.group_cells.resize(result.groups.size() * columns);
  for (const std::size_t row : order) {
    const std::uint32_t group = *group_of_key[rows_[row].key];
    result.rows.push_back({group, cohorts_.StartOfIndex(rows_[row].cohort), rows_[row].users});
    result.group_users[group] += rows_[row].users;
    for (std::size_t column = 0; column < columns; ++column) {
      const RetentionCell& cell = cells_[row * columns + column];
      result.cells.push_back(cell);
      AddCell(cell, result.group_cells[group * columns + column]);
    }
  }
  return result;
}

}  // namespace

Result<RetentionTableResult> ComputeRetentionTable(const Table& table, const RetentionTableQuery& query) {
  const Status status = Check(query);
  if (!status.ok()) return status;
  Result<Calendar> cohorts = Calendar::Make({query.cohort_unit, 0, query.zone});
  if (!cohorts.ok()) return cohorts.status();
  Result<Calendar> periods = Calendar::Make({query.period_unit, 0, query.zone});
  if (!periods.ok()) return periods.status();
  const std::array<FunnelStep, 2> steps = {FunnelStep{{query.start}}, FunnelStep{{query.comeback}}};
  Result<StepScan> events = StepScan::Compile(table, steps, query.filter);
  if (!events.ok()) return events.status();
  return RetentionRun(table, query, *std::move(events), *std::move(cohorts), *std::move(periods)).Run();
}

}  // namespace assay
