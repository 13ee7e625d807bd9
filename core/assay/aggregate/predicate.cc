#include "assay/aggregate/predicate.h"

#include <algorithm>
#include <cmath>

#include "assay/base/sort.h"

namespace assay {
namespace {

using Op = PropertyOperator;

bool IsNegated(Op op) { return op == Op::kNotEquals || op == Op::kNotIn || op == Op::kNotExists; }

Op Positive(Op op) {
  switch (op) {
    case Op::kEquals:
    case Op::kNotEquals:
    case Op::kIn:
    case Op::kNotIn: return Op::kIn;  // one operand is a set of one
    case Op::kNotExists: return Op::kExists;
    default: return op;
  }
}

// `order` is negative, zero or positive as the value is below, at or above the bound.
bool OrderPasses(Op op, int order) {
  switch (op) {
    case Op::kGt: return order > 0;
    case Op::kGte: return order >= 0;
    case Op::kLt: return order < 0;
    default: return order <= 0;
  }
}

Status Check(const PropertyCondition& condition) {
  if (condition.property.empty()) return InvalidArgument("condition: the property name must not be empty");
  if (condition.op > Op::kNotExists) return InvalidArgument("condition: the operator does not apply to event properties");
  for (const PropertyValue& value : condition.values) {
    if (value.type == PropertyType::kNumber && !std::isfinite(value.number)) return InvalidArgument("condition: numbers must be finite");
  }
  const Op op = Positive(condition.op);
  if (op == Op::kExists) {
    return condition.values.empty() ? Status() : InvalidArgument("condition: exists and not_exists take no value");
  }
  const bool any_number = condition.op == Op::kIn || condition.op == Op::kNotIn;
  if (!any_number && condition.values.size() != 1) return InvalidArgument("condition: the operator takes exactly one value");
  if (op != Op::kIn && condition.values.front().type == PropertyType::kBool) return InvalidArgument("condition: bools have no order");
  return {};
}

}  // namespace

Result<Predicate> Predicate::Compile(const Table& table, const PropertyCondition& condition) {
  const Status status = Check(condition);
  if (!status.ok()) return status;
  return Predicate(table, condition);
}

Predicate::Predicate(const Table& table, const PropertyCondition& condition)
    : op_(Positive(condition.op)), negated_(IsNegated(condition.op)), texts_(table, condition.property) {
  bool wants_numbers = op_ == Op::kExists;
  bool wants_bools = op_ == Op::kExists;
  wants_texts_ = op_ == Op::kExists;
  for (const PropertyValue& value : condition.values) {
    wants_texts_ |= value.type == PropertyType::kString;
    wants_numbers |= value.type == PropertyType::kNumber;
    wants_bools |= value.type == PropertyType::kBool;
  }
  const std::optional<ColumnId> number_column = table.FindColumn(condition.property, PropertyType::kNumber);
  const std::optional<ColumnId> bool_column = table.FindColumn(condition.property, PropertyType::kBool);
  if (wants_numbers && number_column.has_value()) numbers_.emplace(*number_column);
  if (wants_bools && bool_column.has_value()) bools_.emplace(*bool_column);
  if (op_ == Op::kIn) {
    BindSet(condition.values);
  } else if (op_ != Op::kExists) {
    text_bound_ = condition.values.front().text;
    number_bound_ = condition.values.front().number;
  }
}

void Predicate::BindSet(std::span<const PropertyValue> values) {
  for (const PropertyValue& value : values) {
    if (value.type == PropertyType::kString) {
      const std::optional<StringId> id = texts_.dictionary().Find(value.text);
      if (id.has_value()) text_set_.push_back(*id);
    } else if (value.type == PropertyType::kNumber) {
      number_set_.push_back(value.number);
    } else {
      bool_set_[value.boolean ? 1 : 0] = true;
    }
  }
  SortSmall(text_set_);
  SortSmall(number_set_);
}

bool Predicate::TextPasses(StringId id) const {
  if (op_ == Op::kExists) return true;
  if (op_ == Op::kIn) return std::binary_search(text_set_.begin(), text_set_.end(), id);
  return OrderPasses(op_, texts_.dictionary().Text(id).compare(text_bound_));
}

bool Predicate::NumberPasses(double number) const {
  if (op_ == Op::kExists) return true;
  if (op_ == Op::kIn) return std::binary_search(number_set_.begin(), number_set_.end(), number);
  return OrderPasses(op_, number < number_bound_ ? -1 : (number > number_bound_ ? 1 : 0));
}

void Predicate::Retain(const Scan& scan, RowSelection& selection) {
  passes_.assign(selection.size(), 0);
  if (wants_texts_) {
    const Picked<StringId> texts = texts_.Pick(scan, selection.rows());
    for (std::size_t i = 0; i < texts.values.size(); ++i) passes_[texts.positions[i]] = TextPasses(texts.values[i]) ? 1 : 0;
  }
  // A row carries a property in one type only, so the types never overwrite each other.
  if (numbers_.has_value()) {
    const Picked<double> numbers = numbers_->Pick(scan.group(), selection.rows());
    for (std::size_t i = 0; i < numbers.values.size(); ++i) passes_[numbers.positions[i]] = NumberPasses(numbers.values[i]) ? 1 : 0;
  }
  if (bools_.has_value()) {
    const Picked<std::uint8_t> bools = bools_->Pick(scan.group(), selection.rows());
    for (std::size_t i = 0; i < bools.values.size(); ++i) {
      passes_[bools.positions[i]] = op_ == Op::kExists || bool_set_[bools.values[i]] ? 1 : 0;
    }
  }
  selection.Retain([&](std::size_t position, RowInGroup) { return (passes_[position] != 0) != negated_; });
}

}  // namespace assay
