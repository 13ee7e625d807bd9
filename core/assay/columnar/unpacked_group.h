// assay/columnar/unpacked_group.h
//
// A row group with every column in plain memory, for the moment in which its rows move to another group. Owns the group. Not thread-safe.

#ifndef ASSAY_COLUMNAR_UNPACKED_GROUP_H_
#define ASSAY_COLUMNAR_UNPACKED_GROUP_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/columnar/row_group.h"

namespace assay {

// New ids by old id, for when dictionaries lose texts. Ascending, so that what was sorted stays sorted.
struct IdChanges {
  std::vector<std::uint32_t> names;
  std::vector<std::uint32_t> users;
  std::vector<std::uint32_t> sessions;
  std::vector<StringId> strings;
  std::vector<ColumnId> columns;
};

class UnpackedGroup {
 public:
  // One property column. Exactly one of codes, numbers, bools is used.
  struct Column {
    ColumnId column = 0;
    std::span<const StringId> codes;
    std::span<const double> numbers;
    std::span<const std::uint8_t> bools;
  };

  // A row's value in a column that not every row carries.
  struct SparseValue {
    std::uint32_t column = 0;  // index into columns()
    std::uint32_t value = 0;   // index into its values
  };

  explicit UnpackedGroup(RowGroup group);
  UnpackedGroup(const UnpackedGroup&) = delete;  // spans point into group_
  UnpackedGroup& operator=(const UnpackedGroup&) = delete;

  // Changes the ids of a sealed group's values.
  void Apply(const IdChanges& changes);

  [[nodiscard]] std::size_t rows() const { return group_.rows(); }
  [[nodiscard]] std::span<const TimestampMs> times() const { return times_; }
  [[nodiscard]] std::span<const NameIndex> names() const { return names_; }
  [[nodiscard]] std::span<const UserIndex> users() const { return users_; }
  [[nodiscard]] std::span<const SessionIndex> sessions() const { return sessions_; }  // empty when no row has one
  [[nodiscard]] std::span<const std::int64_t> sequences() const { return sequences_; }
  [[nodiscard]] std::span<const Column> columns() const { return columns_; }

  // Indexes into columns() of those that every row carries: row r has value r.
  [[nodiscard]] std::span<const std::uint32_t> dense() const { return dense_; }

  // The row's values in all other columns, ascending by column.
  [[nodiscard]] std::span<const SparseValue> Sparse(std::size_t row) const {
    if (sparse_ends_.empty()) return {};
    const std::size_t first = row == 0 ? 0 : sparse_ends_[row - 1];
    return std::span<const SparseValue>(sparse_).subspan(first, sparse_ends_[row] - first);
  }

 private:
  void UnpackColumns();
  void CollectSparse(std::span<const std::uint32_t> sparse_columns);

  RowGroup group_;
  std::span<const TimestampMs> times_;
  std::span<const NameIndex> names_;
  std::span<const UserIndex> users_;
  std::span<const SessionIndex> sessions_;
  std::vector<TimestampMs> times_scratch_;
  std::vector<NameIndex> names_scratch_;
  std::vector<UserIndex> users_scratch_;
  std::vector<SessionIndex> sessions_scratch_;
  std::vector<std::int64_t> sequences_;
  std::vector<Column> columns_;
  std::vector<std::vector<StringId>> codes_scratch_;
  std::vector<std::vector<double>> numbers_scratch_;
  std::vector<std::vector<std::uint8_t>> bools_scratch_;
  std::vector<std::uint32_t> dense_;
  std::vector<std::uint32_t> sparse_ends_;  // by row; empty when every column is dense
  std::vector<SparseValue> sparse_;
};

}  // namespace assay

#endif  // ASSAY_COLUMNAR_UNPACKED_GROUP_H_
