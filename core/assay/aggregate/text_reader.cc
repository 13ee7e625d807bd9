#include "assay/aggregate/text_reader.h"

#include <numeric>

namespace assay {

TextReader::TextReader(const Table& table, std::string_view property)
    : is_event_name_(property == kEventNameProperty), dictionary_(is_event_name_ ? &table.names() : &table.strings()) {
  if (is_event_name_) {
    positions_.resize(kRowGroupRows);
    std::iota(positions_.begin(), positions_.end(), RowInGroup{0});
    return;
  }
  const std::optional<ColumnId> column = table.FindColumn(property, PropertyType::kString);
  if (column.has_value()) column_.emplace(*column);
}

Picked<StringId> TextReader::Pick(const Scan& scan, std::span<const RowInGroup> rows) {
  if (!is_event_name_) return column_.has_value() ? column_->Pick(scan.group(), rows) : Picked<StringId>{};
  const std::span<const RowInGroup> positions(positions_.data(), rows.size());
  const std::span<const NameIndex> names = scan.names();
  if (rows.size() == scan.rows()) return {positions, names};
  names_.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) names_[i] = names[rows[i]];
  return {positions, names_};
}

}  // namespace assay
