// assay/wire/query_parts.h
//
// What the kinds of queries have in common: values, conditions on properties, and which events are meant. Mirrors query_parts.fbs.

#ifndef ASSAY_WIRE_QUERY_PARTS_H_
#define ASSAY_WIRE_QUERY_PARTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace assay {

// The numbers are those of query_parts.fbs.
enum class WireBucketUnit : std::uint8_t {
  kFixed = 0,
  kMinute = 1,
  kHour = 2,
  kDay = 3,
  kWeek = 4,
  kMonth = 5,
  kQuarter = 6,
};

// The absent value, a text, a finite number, or a truth value.
using WireValue = std::variant<std::monostate, std::string, double, bool>;

// The numbers are those of common.fbs.
enum class WireOperator : std::uint8_t {
  kEquals = 0,
  kNotEquals = 1,
  kIn = 2,
  kNotIn = 3,
  kGt = 4,
  kGte = 5,
  kLt = 6,
  kLte = 7,
  kExists = 8,
  kNotExists = 9,
};

struct WireCondition {
  std::string name;
  WireOperator op = WireOperator::kEquals;
  std::vector<WireValue> values;
};

struct WireEventMatch {
  std::optional<std::string> event;  // absent: any event
  std::vector<WireCondition> where;  // joined by AND
};

}  // namespace assay

#endif  // ASSAY_WIRE_QUERY_PARTS_H_
