// assay/aggregate/property_value.h
//
// One value of a property, as queries write operands and as answers carry group keys. Owns no text.

#ifndef ASSAY_AGGREGATE_PROPERTY_VALUE_H_
#define ASSAY_AGGREGATE_PROPERTY_VALUE_H_

#include <optional>
#include <string_view>
#include <vector>

#include "assay/columnar/table.h"

namespace assay {

struct PropertyValue {
  PropertyType type = PropertyType::kString;
  std::string_view text;  // kString; UTF-8
  double number = 0;      // kNumber; finite
  bool boolean = false;   // kBool

  static PropertyValue String(std::string_view text) { return {PropertyType::kString, text, 0, false}; }
  static PropertyValue Number(double number) { return {PropertyType::kNumber, {}, number, false}; }
  static PropertyValue Bool(bool boolean) { return {PropertyType::kBool, {}, 0, boolean}; }
};

// The values of the properties that a query groups by, in the query's order; nothing where an event lacks the property. Texts point into
// the table's dictionaries: valid until the next append.
using GroupKey = std::vector<std::optional<PropertyValue>>;

// Whether `a` comes before `b` in answers: property by property, missing first, then false < true, numbers ascending, texts by UTF-8 bytes.
// Both keys have the same length.
[[nodiscard]] bool GroupKeyLess(const GroupKey& a, const GroupKey& b);

}  // namespace assay

#endif  // ASSAY_AGGREGATE_PROPERTY_VALUE_H_
