// assay/columnar/scan.h
//
// The way to read a table: row group by row group in order of arrival, each with the selection of rows inside a time range. Groups that the
// zone map excludes are never touched. The fixed columns come as spans over the group, indexed by row; properties come through
// ColumnReader. A scan must not outlive an append to its table. Not thread-safe.

#ifndef ASSAY_COLUMNAR_SCAN_H_
#define ASSAY_COLUMNAR_SCAN_H_

#include <cstddef>
#include <cstdint>
#include <span>

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
  // Before the first row group. `table` must outlive the scan.
  Scan(const Table& table, TimeRange range) : table_(table), range_(range) {}

  // Goes to the next row group with a row inside the range. False at the end of the table.
  //
  // Example:
  //   Scan scan(table, range);
  //   while (scan.Next()) {
  //     for (const RowInGroup row : scan.selection().rows()) Use(scan.names()[row], scan.times()[row]);
  //   }
  bool Next();

  // The rows of this group inside the range; filters shrink it.
  [[nodiscard]] RowSelection& selection() { return selection_; }

  // The group's columns, indexed by row. Valid until the next Next().
  [[nodiscard]] std::span<const TimestampMs> times() const { return group().times(); }
  [[nodiscard]] std::span<const NameIndex> names() const { return group().names(); }
  [[nodiscard]] std::span<const UserIndex> users() const { return group().users(); }
  [[nodiscard]] std::span<const SessionIndex> sessions() const { return group().sessions(); }  // empty when no row has one
  [[nodiscard]] bool times_in_order() const { return group().times_in_order(); }

  [[nodiscard]] std::size_t rows() const { return group().rows(); }
  [[nodiscard]] const RowGroup& group() const { return table_.row_group(next_ - 1); }

  // The table-wide number of this group's row 0.
  [[nodiscard]] std::uint32_t first_row() const { return static_cast<std::uint32_t>((next_ - 1) * kRowGroupRows); }

  // Rows inside the range in the groups so far, whatever filters did to them.
  [[nodiscard]] std::uint64_t rows_in_range() const { return rows_in_range_; }

 private:
  void SelectRange();

  const Table& table_;
  TimeRange range_;
  std::size_t next_ = 0;
  std::uint64_t rows_in_range_ = 0;
  RowSelection selection_;
};

}  // namespace assay

#endif  // ASSAY_COLUMNAR_SCAN_H_
