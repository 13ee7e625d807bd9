#include "assay/columnar/column_reader.h"

#include <algorithm>
#include <numeric>

namespace assay {

template <typename T>
Picked<T> ColumnReader<T>::Pick(const RowGroup& group, std::span<const RowInGroup> rows) {
  const ColumnChunk* chunk = group.FindChunk(column_);
  if (chunk == nullptr || rows.empty()) return {};
  const std::span<const T> values = chunk->Values(unpacked_);
  const bool whole_group = rows.size() == group.rows();
  // Rows of the whole group are their own positions.
  if (whole_group && !chunk->rows.empty()) return {chunk->rows, values};

  positions_.resize(kRowGroupRows);
  if (chunk->rows.empty()) {  // the values are those of rows 0..values.size()
    const auto carrying = static_cast<std::size_t>(
        std::partition_point(rows.begin(), rows.end(), [&](RowInGroup row) { return row < values.size(); }) - rows.begin());
    std::iota(positions_.begin(), positions_.begin() + static_cast<std::ptrdiff_t>(carrying), RowInGroup{0});
    const std::span<const RowInGroup> positions(positions_.data(), carrying);
    if (whole_group) return {positions, values};
    values_.resize(kRowGroupRows);
    for (std::size_t i = 0; i < carrying; ++i) values_[i] = values[rows[i]];
    return {positions, {values_.data(), carrying}};
  }

  values_.resize(kRowGroupRows);
  std::size_t found = 0;
  auto at = static_cast<std::size_t>(std::lower_bound(chunk->rows.begin(), chunk->rows.end(), rows.front()) - chunk->rows.begin());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    while (at < chunk->rows.size() && chunk->rows[at] < rows[i]) ++at;
    if (at == chunk->rows.size()) break;
    if (chunk->rows[at] != rows[i]) continue;
    positions_[found] = static_cast<RowInGroup>(i);
    values_[found] = values[at];
    ++found;
  }
  return {{positions_.data(), found}, {values_.data(), found}};
}

template class ColumnReader<StringId>;
template class ColumnReader<double>;
template class ColumnReader<std::uint8_t>;

}  // namespace assay
