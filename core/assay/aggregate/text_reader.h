// assay/aggregate/text_reader.h
//
// Reads what a query calls a text property: a string column, or the event's name under "$event". Not thread-safe.

#ifndef ASSAY_AGGREGATE_TEXT_READER_H_
#define ASSAY_AGGREGATE_TEXT_READER_H_

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "assay/columnar/column_reader.h"
#include "assay/columnar/scan.h"

namespace assay {

class TextReader {
 public:
  TextReader(const Table& table, std::string_view property);

  // False when no event ever carried the property as a text: Pick() finds nothing.
  [[nodiscard]] bool exists() const { return is_event_name_ || column_.has_value(); }

  // The property's values at `rows` of the scan's group, as ids of dictionary(). Valid until the next Pick() or Next().
  Picked<StringId> Pick(const Scan& scan, std::span<const RowInGroup> rows);

  // The value that every row of the scan's group has, when that is known without looking at rows.
  [[nodiscard]] std::optional<StringId> Constant(const Scan& scan) const { return is_event_name_ ? scan.only_name() : std::nullopt; }

  [[nodiscard]] const Interner& dictionary() const { return *dictionary_; }

 private:
  bool is_event_name_;
  const Interner* dictionary_;
  std::optional<ColumnReader<StringId>> column_;
  std::vector<RowInGroup> positions_;
  std::vector<StringId> names_;
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_TEXT_READER_H_
