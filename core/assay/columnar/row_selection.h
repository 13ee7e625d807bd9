// assay/columnar/row_selection.h
//
// Which rows of one row group are still in play, as ascending row numbers. Filters shrink it in place; its buffer is kept from group to
// group, so a scan allocates once. Not thread-safe.

#ifndef ASSAY_COLUMNAR_ROW_SELECTION_H_
#define ASSAY_COLUMNAR_ROW_SELECTION_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "assay/columnar/row_group.h"

namespace assay {

class RowSelection {
 public:
  RowSelection() : rows_(kRowGroupRows) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<const RowInGroup> rows() const { return {rows_.data(), size_}; }

  // The buffer, kRowGroupRows long, for a writer that ends with Truncate().
  [[nodiscard]] RowInGroup* data() { return rows_.data(); }
  void Truncate(std::size_t size) { size_ = size; }

  // Becomes [first, last) of a group's rows.
  void AssignRange(std::size_t first, std::size_t last) {
    size_ = last - first;
    std::iota(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(size_), static_cast<RowInGroup>(first));
  }

  void Assign(std::span<const RowInGroup> rows) {
    size_ = rows.size();
    std::copy(rows.begin(), rows.end(), rows_.begin());
  }

  // Keeps the rows at positions where keep(position, row) is true. One pass without branches on the data.
  template <typename Keep>
  void Retain(Keep keep) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      const RowInGroup row = rows_[i];
      rows_[kept] = row;
      kept += keep(i, row) ? 1U : 0U;
    }
    size_ = kept;
  }

 private:
  std::vector<RowInGroup> rows_;
  std::size_t size_ = 0;
};

}  // namespace assay

#endif  // ASSAY_COLUMNAR_ROW_SELECTION_H_
