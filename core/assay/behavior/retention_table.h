// assay/behavior/retention_table.h
//
// Retention: of the users who started in a period, how many came back in the periods after. Exact; the answer depends only on the events,
// not on their order of arrival. Memory: 40 bytes per start or return event, 24 per cell (at most kMaxRetentionCells) and, per property of
// `by`, 4 to 20 per user. O(events log events + entries x columns x log events of the user). Not thread-safe.

#ifndef ASSAY_BEHAVIOR_RETENTION_TABLE_H_
#define ASSAY_BEHAVIOR_RETENTION_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "assay/aggregate/calendar.h"
#include "assay/aggregate/filter.h"
#include "assay/aggregate/property_value.h"
#include "assay/base/status.h"
#include "assay/columnar/scan.h"

namespace assay {

inline constexpr std::uint32_t kMaxRetentionColumns = 1'000;
inline constexpr std::uint64_t kMaxRetentionCells = 2'000'000;  // rows x columns

// The numbers cross the WASM boundary: append only, never renumber.
enum class RetentionMode : std::uint8_t {
  kNDay = 0,       // column n: came back in period n
  kUnbounded = 1,  // column n: came back in period n or any later one
  kBracket = 2,    // column b: came back in one of the periods of bracket b
};

enum class RetentionEntry : std::uint8_t {
  kFirst = 0,        // a user enters once, at the first start event inside the range
  kEveryPeriod = 1,  // a user enters at the first start event of every cohort period that has one
};

// Periods first..last, both inclusive.
struct RetentionBracket {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

// Definition. A user's events inside the observed range (see as_of) in total order (time, sequence). An entry is a start event as
// RetentionEntry says; its cohort is the calendar period of cohort_unit that holds it. Its period n is the n-th calendar period of
// period_unit after the one that holds the entry (period 0); or with rolling_ms the instants [entry + n rolling_ms, entry + (n + 1)
// rolling_ms). The entry has come back in a column when at least min_times return events that come after the entry event, in total order,
// lie in the column's periods; so the entry event itself never counts, also when start and return are the same.
//
// A period is complete when it ends at or before the end of the observed range, a bracket when its last period is. An unbounded column n
// is complete when period n is: that users may come back later still lies in its nature.
struct RetentionTableQuery {
  EventMatch start;
  EventMatch comeback;                    // may be the same
  std::vector<PropertyCondition> filter;  // on every event
  std::vector<std::string_view> by;       // property names, by first touch: the value on the user's earliest start or return event with one
  TimeRange range;
  std::optional<TimestampMs> as_of;  // events from here on are not known; without it, up to and with the latest event of the table
  CalendarUnit cohort_unit = CalendarUnit::kDay;  // not kFixed
  CalendarUnit period_unit = CalendarUnit::kDay;  // not kFixed; without effect with rolling_ms
  std::vector<ZoneTransition> zone;               // of CalendarSpec
  std::optional<DurationMs> rolling_ms;           // 1..kMaxTimestampMs, for example 24 h
  RetentionMode mode = RetentionMode::kNDay;
  RetentionEntry entry = RetentionEntry::kFirst;
  std::uint32_t periods = 8;               // kNDay and kUnbounded: columns 0..periods - 1; 1..kMaxRetentionColumns
  std::vector<RetentionBracket> brackets;  // kBracket: 1..kMaxRetentionColumns, ascending, without overlap. Otherwise empty.
  std::uint32_t min_times = 1;             // at least 1
  std::size_t max_groups = 1000;           // at least 1
};

// complete_returned / complete_users is a rate that no unfinished period lowers; returned / users of the row is what is known so far.
struct RetentionCell {
  std::uint64_t returned = 0;           // entries that have come back, as far as is known
  std::uint64_t complete_users = 0;     // entries for which the column is complete
  std::uint64_t complete_returned = 0;  // those of them that came back
};

struct RetentionTableRow {
  std::uint32_t group = 0;       // index into RetentionTableResult::groups
  TimestampMs cohort_start = 0;  // of the calendar period; may lie before the range
  std::uint64_t users = 0;       // entries; a user is in a cohort at most once
};

// A cell of a row is complete when complete_users equals the row's users. With calendar periods of the same unit as the cohorts' that is
// all or none of a row; otherwise users of one cohort may differ. Totals are sums over cohorts, so rates weight users equally; an entry for
// which a column is not complete counts in neither number of a total's rate.
struct RetentionTableResult {
  std::uint32_t columns = 0;
  std::vector<GroupKey> groups;            // ascending by GroupKeyLess
  std::vector<RetentionTableRow> rows;     // by cohort, then by group; only those with an entry
  std::vector<RetentionCell> cells;        // row after row, one per column
  std::vector<std::uint64_t> group_users;  // entries by group
  std::vector<RetentionCell> group_cells;  // group after group, one per column
  std::uint64_t total_users = 0;           // entries of all groups, omitted ones too
  std::vector<RetentionCell> total_cells;  // one per column
  TimestampMs observed_end = 0;            // end of the observed range
  std::uint64_t events_scanned = 0;        // events inside the observed range
  std::uint64_t groups_omitted = 0;        // groups beyond max_groups: those with the fewest entries, ties by the greater key
};

// The answer to `query`.
//
// Errors: kInvalidArgument naming the rule that the query breaks; kResourceExhausted for more than kMaxRetentionCells.
Result<RetentionTableResult> ComputeRetentionTable(const Table& table, const RetentionTableQuery& query);

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_RETENTION_TABLE_H_
