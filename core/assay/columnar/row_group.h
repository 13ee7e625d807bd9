// assay/columnar/row_group.h
//
// Up to 16,384 rows of a table, column by column, with what a scan needs to skip them (the zone map: least and greatest time, the only
// event name). An open group grows at its end, in order of arrival; a sealed one is packed, sorted by (name, user, time, sequence) and never
// changes. Written by Table alone; queries read through Scan and ColumnReader. Not thread-safe.

#ifndef ASSAY_COLUMNAR_ROW_GROUP_H_
#define ASSAY_COLUMNAR_ROW_GROUP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/base/time.h"
#include "assay/columnar/packed_ints.h"
#include "assay/columnar/packed_numbers.h"
#include "assay/strings/interner.h"

namespace assay {

// Row numbers inside a group fit 16 bits, which halves every selection; the unpacked columns of a query fit a level-2 cache.
inline constexpr std::size_t kRowGroupRows = 16'384;

using RowInGroup = std::uint16_t;
using NameIndex = std::uint32_t;     // dense 0..n-1 over event names
using UserIndex = std::uint32_t;     // dense over users
using SessionIndex = std::uint32_t;  // dense over sessions
using ColumnId = std::uint32_t;      // dense over (property name, type)

inline constexpr SessionIndex kNoSession = 0xffffffff;

// One property column's new rows, in the table's ids. Exactly one of codes, numbers, bools is used, by the column's type.
struct ColumnBlock {
  ColumnId column = 0;
  bool every_row = false;               // true: `rows` is empty and every row of the block carries the property
  std::span<const std::uint32_t> rows;  // strictly ascending row numbers of the block
  std::span<const StringId> codes;
  std::span<const double> numbers;
  std::span<const std::uint8_t> bools;
};

// Rows to append, in the table's ids. Row i has sequence first_sequence + i.
struct RowBlock {
  std::uint64_t first_sequence = 0;
  std::span<const TimestampMs> times;
  std::span<const NameIndex> names;
  std::span<const UserIndex> users;
  std::span<const SessionIndex> sessions;  // empty: no sessions known; kNoSession where a row has none
  std::span<const ColumnBlock> columns;    // no two of one column
};

// The values of one property in one group. While every row from the group's first one on carries the property, `rows` stays empty
// (the values are a prefix of the group: "dense" when as long as the group); after a gap it lists the rows. Open groups use the plain
// lists, sealed ones the packed.
struct ColumnChunk {
  ColumnId column = 0;
  std::vector<RowInGroup> rows;
  std::vector<StringId> codes;
  std::vector<double> numbers;
  std::vector<std::uint8_t> bools;
  PackedInts packed_codes;
  PackedInts packed_bools;
  PackedNumbers packed_numbers;

  [[nodiscard]] std::size_t size() const {
    return codes.size() + numbers.size() + bools.size() + packed_codes.size() + packed_bools.size() + packed_numbers.size();
  }

  // The values, in `scratch` where they are packed; none for the types that are not the column's. Valid until the next append.
  std::span<const StringId> Values(std::vector<StringId>& scratch) const;
  std::span<const double> Values(std::vector<double>& scratch) const;
  std::span<const std::uint8_t> Values(std::vector<std::uint8_t>& scratch) const;

  [[nodiscard]] std::size_t MemoryBytes() const;
};

class RowGroup {
 public:
  // An open group without rows.
  RowGroup() = default;

  // A sealed group of `block`, whose rows are sorted, with one sequence number per row. At least one row, at most kRowGroupRows.
  RowGroup(const RowBlock& block, std::span<const std::int64_t> sequences);

  // Appends `block` to an open group. Precondition: rows() + block rows <= kRowGroupRows.
  void Append(const RowBlock& block);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] bool sealed() const { return !packed_times_.empty(); }

  // The fixed columns, one value per row; in `scratch` where the group is sealed. No sessions when no row has one. Valid until the next
  // append.
  std::span<const TimestampMs> Times(std::vector<TimestampMs>& scratch) const;
  std::span<const NameIndex> Names(std::vector<NameIndex>& scratch) const;
  std::span<const UserIndex> Users(std::vector<UserIndex>& scratch) const;
  std::span<const SessionIndex> Sessions(std::vector<SessionIndex>& scratch) const;

  // The name that all rows have, when that is known; open groups do not know.
  [[nodiscard]] std::optional<NameIndex> only_name() const { return only_name_; }

  // Zone map; only when rows() > 0. Both ends inclusive.
  [[nodiscard]] TimestampMs min_time() const { return min_time_; }
  [[nodiscard]] TimestampMs max_time() const { return max_time_; }

  // True when times never decrease inside the group.
  [[nodiscard]] bool times_in_order() const { return times_in_order_; }

  // The sequence number of a row below rows(). O(1) when sealed; O(log runs) when open, and contiguous batches are one run.
  [[nodiscard]] std::uint64_t SequenceAt(std::size_t row) const;

  // Every row's sequence number, in `sequences`, which is rows() long.
  void Sequences(std::span<std::int64_t> sequences) const;

  // The values of a column in this group, or nullptr when no row carries it. Valid until the next Append().
  [[nodiscard]] const ColumnChunk* FindChunk(ColumnId column) const;

  // Every column that a row carries, ascending by column.
  [[nodiscard]] std::span<const ColumnChunk> chunks() const { return chunks_; }

  // Heap bytes held, spare capacity included.
  [[nodiscard]] std::size_t MemoryBytes() const;

 private:
  // Rows from first_row up to the next run have sequences that count up from first_sequence.
  struct SequenceRun {
    std::uint32_t first_row;
    std::uint64_t first_sequence;
  };

  void AppendTimes(std::span<const TimestampMs> times);
  void AppendColumn(const ColumnBlock& block, std::size_t first_row);
  ColumnChunk& ChunkFor(ColumnId column);

  std::size_t rows_ = 0;
  // Open: plain columns.
  std::vector<TimestampMs> times_;
  std::vector<NameIndex> names_;
  std::vector<UserIndex> users_;
  std::vector<SessionIndex> sessions_;
  std::vector<SequenceRun> sequences_;
  // Sealed: the same, packed. No names where there is only one.
  PackedInts packed_times_;
  PackedInts packed_names_;
  PackedInts packed_users_;
  PackedInts packed_sessions_;
  PackedInts packed_sequences_;
  std::optional<NameIndex> only_name_;
  std::vector<ColumnChunk> chunks_;  // ascending by column
  TimestampMs min_time_ = 0;
  TimestampMs max_time_ = 0;
  bool times_in_order_ = true;
};

}  // namespace assay

#endif  // ASSAY_COLUMNAR_ROW_GROUP_H_
