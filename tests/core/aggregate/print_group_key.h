// tests/core/aggregate/print_group_key.h
//
// A group key as text, for expectations: '-' missing, texts in quotes, values joined by '|'.

#ifndef TESTS_CORE_AGGREGATE_PRINT_GROUP_KEY_H_
#define TESTS_CORE_AGGREGATE_PRINT_GROUP_KEY_H_

#include <optional>
#include <string>

#include "assay/aggregate/property_value.h"

namespace assay {

inline std::string PrintGroupKey(const GroupKey& key) {
  std::string text;
  for (const std::optional<PropertyValue>& value : key) {
    text += text.empty() ? "" : "|";
    if (!value.has_value())
      text += "-";
    else if (value->type == PropertyType::kString)
      text += "'" + std::string(value->text) + "'";
    else if (value->type == PropertyType::kNumber)
      text += std::to_string(value->number);
    else
      text += value->boolean ? "true" : "false";
  }
  return text;
}

}  // namespace assay

#endif  // TESTS_CORE_AGGREGATE_PRINT_GROUP_KEY_H_
