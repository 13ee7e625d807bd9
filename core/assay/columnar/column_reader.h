// assay/columnar/column_reader.h
//
// Reads one property column during a scan: given rows of the current group, which of them carry the property and with what value. Dense and
// sparse storage look the same from here. O(rows asked + values of the group), no allocation after the first groups. Not thread-safe.

#ifndef ASSAY_COLUMNAR_COLUMN_READER_H_
#define ASSAY_COLUMNAR_COLUMN_READER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/columnar/row_group.h"

namespace assay {

// What was found for a list of rows: values[i] belongs to rows[positions[i]]. Positions ascend.
template <typename T>
struct Picked {
  std::span<const RowInGroup> positions;
  std::span<const T> values;
};

// T is StringId (string columns), double (number) or std::uint8_t (bool).
template <typename T>
class ColumnReader {
 public:
  explicit ColumnReader(ColumnId column) : column_(column) {}

  // The values of the column at `rows` (strictly ascending, below group.rows()). Valid until the next Pick() or an append to the table.
  Picked<T> Pick(const RowGroup& group, std::span<const RowInGroup> rows);

 private:
  ColumnId column_;
  std::vector<RowInGroup> positions_;
  std::vector<T> values_;
  std::vector<T> unpacked_;  // of the group
};

extern template class ColumnReader<StringId>;
extern template class ColumnReader<double>;
extern template class ColumnReader<std::uint8_t>;

}  // namespace assay

#endif  // ASSAY_COLUMNAR_COLUMN_READER_H_
