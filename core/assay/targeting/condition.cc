#include "assay/targeting/condition.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "assay/targeting/semver.h"

namespace assay {

namespace {

// What an operator does with its values.
enum class Family { kUnknown, kList, kOrder, kPresence, kSemver };

Family FamilyOf(ConditionOperator op) {
  switch (op) {
    case ConditionOperator::kEquals:
    case ConditionOperator::kNotEquals:
    case ConditionOperator::kIn:
    case ConditionOperator::kNotIn: return Family::kList;
    case ConditionOperator::kGt:
    case ConditionOperator::kGte:
    case ConditionOperator::kLt:
    case ConditionOperator::kLte: return Family::kOrder;
    case ConditionOperator::kExists:
    case ConditionOperator::kNotExists: return Family::kPresence;
    case ConditionOperator::kSemverGt:
    case ConditionOperator::kSemverGte:
    case ConditionOperator::kSemverLt:
    case ConditionOperator::kSemverLte:
    case ConditionOperator::kSemverEquals: return Family::kSemver;
  }
  return Family::kUnknown;
}

Result<EqualityKey> KeyOf(const AttributeValue& value, AttributeTable& table) {
  switch (value.type) {
    case AttributeType::kString: {
      const Result<StringId> operand = table.AddOperand(value.text);
      if (!operand.ok()) return operand.status();
      return TextKey(*operand);
    }
    case AttributeType::kNumber: {
      const std::optional<EqualityKey> key = NumberKey(value.number);
      if (!key) return InvalidArgument("condition: NaN equals nothing");
      return *key;
    }
    case AttributeType::kBool: return BoolKey(value.boolean);
    case AttributeType::kMissing: break;
  }
  return InvalidArgument("condition: value must be a string, a number or a boolean");
}

Status CompileList(std::span<const AttributeValue> values, AttributeTable& table, Condition& condition) {
  const bool one = condition.op == ConditionOperator::kEquals || condition.op == ConditionOperator::kNotEquals;
  if (one && values.size() != 1) return InvalidArgument("condition: equality takes one value");
  condition.listed.reserve(values.size());
  for (const AttributeValue& value : values) {
    const Result<EqualityKey> key = KeyOf(value, table);
    if (!key.ok()) return key.status();
    condition.listed.push_back(*key);
  }
  // Heap sort: std::sort is 3 kB of WebAssembly, a sixth of what all of flags.wasm may weigh.
  std::make_heap(condition.listed.begin(), condition.listed.end());
  std::sort_heap(condition.listed.begin(), condition.listed.end());
  return {};
}

Status CompileOrder(std::span<const AttributeValue> values, Condition& condition) {
  if (values.size() != 1) return InvalidArgument("condition: an order takes one value");
  const AttributeValue& value = values.front();
  const bool ordered = value.type == AttributeType::kString || (value.type == AttributeType::kNumber && !std::isnan(value.number));
  if (!ordered) return InvalidArgument("condition: only strings and numbers have an order");
  condition.order_type = value.type;
  condition.order_number = value.number;
  if (value.type == AttributeType::kString) condition.order_text = value.text;
  return {};
}

Status CompileSemver(std::span<const AttributeValue> values, AttributeTable& table, Condition& condition) {
  if (values.size() != 1 || values.front().type != AttributeType::kString || !SemverKey(values.front().text, condition.order_text)) {
    return InvalidArgument("condition: a version comparison takes one semantic version");
  }
  table.UseAsSemver(condition.attribute);
  return {};
}

Status CompileValues(std::span<const AttributeValue> values, AttributeTable& table, Condition& condition) {
  switch (FamilyOf(condition.op)) {
    case Family::kList: return CompileList(values, table, condition);
    case Family::kOrder: return CompileOrder(values, condition);
    case Family::kSemver: return CompileSemver(values, table, condition);
    case Family::kPresence: return values.empty() ? Status() : InvalidArgument("condition: presence takes no value");
    case Family::kUnknown: break;
  }
  return InvalidArgument("condition: unknown operator");
}

bool IsListed(const Condition& condition, const ResolvedAttribute& attribute) {
  return attribute.key && std::binary_search(condition.listed.begin(), condition.listed.end(), *attribute.key);
}

// The sign of attribute - operand, or nothing when they have no order.
std::optional<int> Order(const Condition& condition, const ResolvedAttribute& attribute) {
  if (attribute.value.type != condition.order_type) return std::nullopt;
  if (condition.order_type == AttributeType::kString) return attribute.value.text.compare(condition.order_text);
  const double left = attribute.value.number;
  const double right = condition.order_number;
  if (std::isnan(left)) return std::nullopt;
  return left < right ? -1 : left > right ? 1 : 0;
}

std::optional<int> SemverOrder(const Condition& condition, const ResolvedAttribute& attribute) {
  if (attribute.semver_key.empty()) return std::nullopt;
  return attribute.semver_key.compare(condition.order_text);
}

}  // namespace

Result<Condition> CompileCondition(std::string_view name, ConditionOperator op, std::span<const AttributeValue> values,
                                   AttributeTable& table) {
  const Result<AttributeIndex> attribute = table.Add(name);
  if (!attribute.ok()) return attribute.status();
  Condition condition;
  condition.attribute = *attribute;
  condition.op = op;
  if (const Status status = CompileValues(values, table, condition); !status.ok()) return status;
  return condition;
}

bool Matches(const Condition& condition, const ResolvedContext& context) {
  const ResolvedAttribute& attribute = context.At(condition.attribute);
  const auto ordered = [&] { return Order(condition, attribute); };
  const auto semver = [&] { return SemverOrder(condition, attribute); };
  switch (condition.op) {
    case ConditionOperator::kEquals:
    case ConditionOperator::kIn: return IsListed(condition, attribute);
    case ConditionOperator::kNotEquals:
    case ConditionOperator::kNotIn: return !IsListed(condition, attribute);
    case ConditionOperator::kExists: return attribute.value.type != AttributeType::kMissing;
    case ConditionOperator::kNotExists: return attribute.value.type == AttributeType::kMissing;
    case ConditionOperator::kGt: return ordered().value_or(0) > 0;
    case ConditionOperator::kGte: return ordered().value_or(-1) >= 0;
    case ConditionOperator::kLt: return ordered().value_or(0) < 0;
    case ConditionOperator::kLte: return ordered().value_or(1) <= 0;
    case ConditionOperator::kSemverGt: return semver().value_or(0) > 0;
    case ConditionOperator::kSemverGte: return semver().value_or(-1) >= 0;
    case ConditionOperator::kSemverLt: return semver().value_or(0) < 0;
    case ConditionOperator::kSemverLte: return semver().value_or(1) <= 0;
    case ConditionOperator::kSemverEquals: return semver() == 0;
  }
  return false;
}

bool MatchesAll(std::span<const Condition> conditions, const ResolvedContext& context) {
  return std::all_of(conditions.begin(), conditions.end(), [&context](const Condition& c) { return Matches(c, context); });
}

}  // namespace assay
