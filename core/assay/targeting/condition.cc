#include "assay/targeting/condition.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>

#include "assay/targeting/semver.h"

namespace assay {

namespace {

// What an operator does with its values.
enum class Family : std::uint8_t { kList, kOrder, kPresence, kSemver };

// What comes out of it, as bits. kSame is also "is listed" and "exists"; kOther is the opposite of these, and "has no order".
constexpr std::uint8_t kBelow = 1;
constexpr std::uint8_t kSame = 2;
constexpr std::uint8_t kAbove = 4;
constexpr std::uint8_t kOther = 8;

struct OperatorRule {
  Family family;
  std::uint8_t holds_for;  // the outcomes for which the condition holds
};

constexpr OperatorRule kOperatorRules[] = {
    {Family::kList, kSame},             // Equals
    {Family::kList, kOther},            // NotEquals
    {Family::kList, kSame},             // In
    {Family::kList, kOther},            // NotIn
    {Family::kOrder, kAbove},           // Gt
    {Family::kOrder, kAbove | kSame},   // Gte
    {Family::kOrder, kBelow},           // Lt
    {Family::kOrder, kBelow | kSame},   // Lte
    {Family::kPresence, kSame},         // Exists
    {Family::kPresence, kOther},        // NotExists
    {Family::kSemver, kAbove},          // SemverGt
    {Family::kSemver, kAbove | kSame},  // SemverGte
    {Family::kSemver, kBelow},          // SemverLt
    {Family::kSemver, kBelow | kSame},  // SemverLte
    {Family::kSemver, kSame},           // SemverEquals
};
static_assert(std::size(kOperatorRules) == std::size_t{static_cast<std::uint8_t>(ConditionOperator::kSemverEquals)} + 1);

bool IsKnown(ConditionOperator op) { return static_cast<std::size_t>(op) < std::size(kOperatorRules); }

const OperatorRule& RuleOf(ConditionOperator op) { return kOperatorRules[static_cast<std::size_t>(op)]; }

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

Status CompileList(std::span<const AttributeValue> values, AttributeTable& table, Arena& arena, Condition& condition) {
  const bool one = condition.op == ConditionOperator::kEquals || condition.op == ConditionOperator::kNotEquals;
  if (one && values.size() != 1) return InvalidArgument("condition: equality takes one value");
  const std::span<EqualityKey> listed = arena.Make<EqualityKey>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Result<EqualityKey> key = KeyOf(values[i], table);
    if (!key.ok()) return key.status();
    listed[i] = *key;
  }
  // Heap sort: std::sort is 3 kB of WebAssembly, a sixth of what all of flags.wasm may weigh.
  std::make_heap(listed.begin(), listed.end());
  std::sort_heap(listed.begin(), listed.end());
  condition.listed = listed;
  return {};
}

Status CompileOrder(std::span<const AttributeValue> values, Condition& condition) {
  if (values.size() != 1) return InvalidArgument("condition: an order takes one value");
  const AttributeValue& value = values.front();
  const bool ordered = value.type == AttributeType::kString || (value.type == AttributeType::kNumber && !std::isnan(value.number));
  if (!ordered) return InvalidArgument("condition: only strings and numbers have an order");
  condition.order_type = value.type;
  condition.order_number = value.number;
  condition.order_text = value.text;
  return {};
}

Status CompileSemver(std::span<const AttributeValue> values, AttributeTable& table, Arena& arena, Condition& condition) {
  if (values.size() == 1 && values.front().type == AttributeType::kString) condition.order_text = KeepSemverKey(values.front().text, arena);
  if (condition.order_text.empty()) return InvalidArgument("condition: a version comparison takes one semantic version");
  table.UseAsSemver(condition.attribute);
  return {};
}

Status CompileValues(std::span<const AttributeValue> values, AttributeTable& table, Arena& arena, Condition& condition) {
  if (!IsKnown(condition.op)) return InvalidArgument("condition: unknown operator");
  switch (RuleOf(condition.op).family) {
    case Family::kList: return CompileList(values, table, arena, condition);
    case Family::kOrder: return CompileOrder(values, condition);
    case Family::kSemver: return CompileSemver(values, table, arena, condition);
    case Family::kPresence: break;
  }
  return values.empty() ? Status() : InvalidArgument("condition: presence takes no value");
}

// The outcome for `sign` < 0, 0, > 0.
std::uint8_t Outcome(int sign) { return sign < 0 ? kBelow : sign > 0 ? kAbove : kSame; }

std::uint8_t Order(const Condition& condition, const AttributeValue& value) {
  if (value.type != condition.order_type) return kOther;
  if (value.type == AttributeType::kString) return Outcome(value.text.compare(condition.order_text));
  if (value.number < condition.order_number) return kBelow;
  if (value.number > condition.order_number) return kAbove;
  return value.number == condition.order_number ? kSame : kOther;  // NaN is none of these
}

std::uint8_t Outcome(Family family, const Condition& condition, const ResolvedAttribute& attribute) {
  switch (family) {
    case Family::kList:
      return attribute.key && std::binary_search(condition.listed.begin(), condition.listed.end(), *attribute.key) ? kSame : kOther;
    case Family::kOrder: return Order(condition, attribute.value);
    case Family::kSemver: return attribute.semver_key.empty() ? kOther : Outcome(attribute.semver_key.compare(condition.order_text));
    case Family::kPresence: break;
  }
  return attribute.value.type != AttributeType::kMissing ? kSame : kOther;
}

}  // namespace

Result<Condition> CompileCondition(std::string_view name, ConditionOperator op, std::span<const AttributeValue> values,
                                   AttributeTable& table, Arena& arena) {
  const Result<AttributeIndex> attribute = table.Add(name);
  if (!attribute.ok()) return attribute.status();
  Condition condition;
  condition.attribute = *attribute;
  condition.op = op;
  if (const Status status = CompileValues(values, table, arena, condition); !status.ok()) return status;
  return condition;
}

bool Matches(const Condition& condition, const ResolvedContext& context) {
  if (!IsKnown(condition.op)) return false;
  const OperatorRule& rule = RuleOf(condition.op);
  return (Outcome(rule.family, condition, context.At(condition.attribute)) & rule.holds_for) != 0;
}

bool MatchesAll(std::span<const Condition> conditions, const ResolvedContext& context) {
  return std::all_of(conditions.begin(), conditions.end(), [&context](const Condition& c) { return Matches(c, context); });
}

}  // namespace assay
