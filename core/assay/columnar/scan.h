// assay/columnar/scan.h
//
// The way to read a table: row group by row group, each with the selection of rows inside a time range: first the sealed ones, run by run,
// each run sorted by (name, user, time, sequence), then the open ones in order of arrival. Groups that the zone map excludes are never
// touched. The fixed columns come as spans over the group, indexed by row; properties come through
// ColumnReader. A scan must not outlive an append to its table. Not thread-safe.

#ifndef ASSAY_COLUMNAR_SCAN_H_
#define ASSAY_COLUMNAR_SCAN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/base/time.h"
#include "assay/columnar/row_selection.h"
#include "assay/columnar/table.h"

namespace assay {

// [start, end) on event time. The default holds every instant that an event can have.
struct TimeRange {
  TimestampMs start = kMinTimestampMs;
  TimestampMs end = kMaxTimestampMs + 1;
};

class Scan {
 public:
  // Before the first row group. `table` must outlive the scan. Rows before `first_row` are passed over.
  Scan(const Table& table, TimeRange range, std::uint64_t first_row = 0)
      : table_(table), range_(range), from_row_(first_row), persons_(table.identity().persons()) {}

  // Goes to the next row group with a row inside the range. False at the end of the table.
  //
  // Example:
  //   Scan scan(table, range);
  //   while (scan.Next()) {
  //     for (const RowInGroup row : scan.selection().rows()) Use(scan.names()[row], scan.times()[row]);
  //   }
  bool Next();

  // The rows of this group inside the range; filters shrink it.
  [[nodiscard]] RowSelection& selection() {
    if (is_whole_) selection_.AssignRange(first_selected_, rows());
    is_whole_ = false;
    return selection_;
  }
  // Empties the selection; cheaper than looking at it first.
  void SelectNone() {
    is_whole_ = false;
    selection_.Truncate(0);
  }

  // The group's columns, indexed by row; unpacked when first asked for. Valid until the next Next().
  [[nodiscard]] std::span<const TimestampMs> times() const {
    return times_.Of([this](auto& to) { return group().Times(to); });
  }
  [[nodiscard]] std::span<const NameIndex> names() const {
    return names_.Of([this](auto& to) { return group().Names(to); });
  }
  // The persons: every user's, where several users are one. In a sealed group they ascend within a name only while no users are.
  [[nodiscard]] std::span<const UserIndex> users() const {
    return users_.Of([this](auto& to) { return Persons(to); });
  }
  // The users as the events have them.
  [[nodiscard]] std::span<const UserIndex> raw_users() const {
    return raw_users_.Of([this](auto& to) { return group().Users(to); });
  }
  // Empty when no row has a session.
  [[nodiscard]] std::span<const SessionIndex> sessions() const {
    return sessions_.Of([this](auto& to) { return group().Sessions(to); });
  }

  // The name that all rows of the group have, when that is known without looking at them.
  [[nodiscard]] std::optional<NameIndex> only_name() const { return group().only_name(); }
  [[nodiscard]] bool times_in_order() const { return group().times_in_order(); }

  [[nodiscard]] std::size_t rows() const { return group().rows(); }
  [[nodiscard]] const RowGroup& group() const { return table_.row_group(next_ - 1); }

  // The table-wide number of this group's row 0.
  [[nodiscard]] std::uint32_t first_row() const { return table_.first_row(next_ - 1); }

  // Rows inside the range, and not passed over, in the groups so far, whatever filters did to them.
  [[nodiscard]] std::uint64_t rows_in_range() const { return rows_in_range_; }

 private:
  // A column of the group at hand, unpacked at most once.
  template <typename T>
  class Lazy {
   public:
    template <typename Read>
    std::span<const T> Of(Read read) {
      if (!known_) {
        values_ = read(scratch_);
        known_ = true;
      }
      return values_;
    }
    void Forget() { known_ = false; }

   private:
    bool known_ = false;
    std::span<const T> values_;
    std::vector<T> scratch_;
  };

  // Selects the rows inside the range; how many there are.
  std::size_t SelectRange();
  std::span<const UserIndex> Persons(std::vector<UserIndex>& to) const;

  const Table& table_;
  TimeRange range_;
  std::uint64_t from_row_;
  std::span<const UserIndex> persons_;  // by user; empty: all are themselves
  std::size_t next_ = 0;
  std::uint64_t rows_in_range_ = 0;
  bool is_whole_ = false;  // selection_ is yet to become all rows from first_selected_ on
  std::size_t first_selected_ = 0;
  RowSelection selection_;
  mutable Lazy<TimestampMs> times_;
  mutable Lazy<NameIndex> names_;
  mutable Lazy<UserIndex> users_;
  mutable Lazy<UserIndex> raw_users_;
  mutable Lazy<SessionIndex> sessions_;
};

}  // namespace assay

#endif  // ASSAY_COLUMNAR_SCAN_H_
