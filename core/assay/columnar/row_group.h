// assay/columnar/row_group.h
//
// 65,536 consecutive rows of a table, column by column, with what a scan needs to skip them (the zone map: least and greatest time) and to
// stay fast on them (whether times are in order). Written by Table alone; queries read through Scan and ColumnReader, never from here, so
// that a later encoding of sealed groups changes this folder only. Not thread-safe.

#ifndef ASSAY_COLUMNAR_ROW_GROUP_H_
#define ASSAY_COLUMNAR_ROW_GROUP_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/base/time.h"
#include "assay/strings/interner.h"

namespace assay {

// Row numbers inside a group fit 16 bits, which halves every selection; a group of one number column is 512 KiB, about a level-2 cache.
inline constexpr std::size_t kRowGroupRows = 65'536;

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
// (the values are a prefix of the group: "dense" when as long as the group); after a gap it lists the rows.
struct ColumnChunk {
  ColumnId column = 0;
  std::vector<RowInGroup> rows;
  std::vector<StringId> codes;
  std::vector<double> numbers;
  std::vector<std::uint8_t> bools;

  [[nodiscard]] std::size_t size() const { return codes.size() + numbers.size() + bools.size(); }
};

class RowGroup {
 public:
  // Appends `block`. Precondition: rows() + block rows <= kRowGroupRows.
  void Append(const RowBlock& block);

  [[nodiscard]] std::size_t rows() const { return times_.size(); }
  [[nodiscard]] std::span<const TimestampMs> times() const { return times_; }
  [[nodiscard]] std::span<const NameIndex> names() const { return names_; }
  [[nodiscard]] std::span<const UserIndex> users() const { return users_; }
  [[nodiscard]] std::span<const SessionIndex> sessions() const { return sessions_; }  // empty when no row has one

  // Zone map; only when rows() > 0. Both ends inclusive.
  [[nodiscard]] TimestampMs min_time() const { return min_time_; }
  [[nodiscard]] TimestampMs max_time() const { return max_time_; }

  // True when times never decrease inside the group.
  [[nodiscard]] bool times_in_order() const { return times_in_order_; }

  // The sequence number of a row below rows(). O(log runs); a group fed by contiguous batches has one run.
  [[nodiscard]] std::uint64_t SequenceAt(std::size_t row) const;

  // The values of a column in this group, or nullptr when no row carries it. Valid until the next Append().
  [[nodiscard]] const ColumnChunk* FindChunk(ColumnId column) const;

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

  std::vector<TimestampMs> times_;
  std::vector<NameIndex> names_;
  std::vector<UserIndex> users_;
  std::vector<SessionIndex> sessions_;
  std::vector<SequenceRun> sequences_;
  std::vector<ColumnChunk> chunks_;  // ascending by column
  TimestampMs min_time_ = 0;
  TimestampMs max_time_ = 0;
  bool times_in_order_ = true;
};

}  // namespace assay

#endif  // ASSAY_COLUMNAR_ROW_GROUP_H_
