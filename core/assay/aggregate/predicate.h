// assay/aggregate/predicate.h
//
// One condition on a property, compiled against a table: texts became ids, the operand's type chose the column. Evaluated group by group
// over a selection; O(rows selected). Not thread-safe.

#ifndef ASSAY_AGGREGATE_PREDICATE_H_
#define ASSAY_AGGREGATE_PREDICATE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/aggregate/property_value.h"
#include "assay/aggregate/text_reader.h"
#include "assay/aggregate/user_set.h"
#include "assay/base/status.h"
#include "assay/columnar/column_reader.h"
#include "assay/columnar/scan.h"

namespace assay {

// The numbers are those of wire/common.fbs. Semantic versions compare attributes, not event properties.
enum class PropertyOperator : std::uint8_t {
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

// A condition as a query writes it. `property` may be "$event", the event's name.
//
// Definition: a value equals an operand when type and value are equal; order is defined between two numbers and between two texts (UTF-8
// bytes) and false otherwise. A missing property satisfies kNotEquals, kNotIn and kNotExists only: each is the complement of its positive.
struct PropertyCondition {
  std::string_view property;
  PropertyOperator op = PropertyOperator::kEquals;
  std::vector<PropertyValue> values;  // one; any number for kIn and kNotIn; none for kExists and kNotExists
  // Instead of all that: the event's user is in this set, which outlives what is compiled. Filter knows it, Predicate does not.
  const UserSet* users = nullptr;
};

class Predicate {
 public:
  // The condition bound to `table`, which must outlive the result and not grow meanwhile.
  //
  // Errors: kInvalidArgument for an empty property name, a wrong number of operands, a number that is not finite, a bool to compare by
  // order.
  static Result<Predicate> Compile(const Table& table, const PropertyCondition& condition);

  // Keeps the rows of `selection` (of the scan's group) that satisfy the condition.
  void Retain(const Scan& scan, RowSelection& selection);

 private:
  Predicate(const Table& table, const PropertyCondition& condition);

  void BindSet(std::span<const PropertyValue> values);
  [[nodiscard]] bool TextPasses(StringId id) const;
  [[nodiscard]] bool NumberPasses(double number) const;

  PropertyOperator op_;  // a positive operator: the others are its complement
  bool negated_;
  TextReader texts_;
  std::optional<ColumnReader<double>> numbers_;
  std::optional<ColumnReader<std::uint8_t>> bools_;
  bool wants_texts_ = false;
  std::vector<StringId> text_set_;  // kEquals, kIn; ascending
  std::vector<double> number_set_;  // kEquals, kIn; ascending
  bool bool_set_[2] = {false, false};
  std::string text_bound_;
  double number_bound_ = 0;
  std::vector<std::uint8_t> passes_;  // one per selected row
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_PREDICATE_H_
