// Bytes of a context, resolved against a datafile that asks for every kind of attribute.

#include <array>
#include <vector>

#include "assay/evaluation/unit_id.h"
#include "assay/targeting/condition.h"
#include "assay/wire/context.h"
#include "fuzz/fuzz_input.h"

namespace assay {
namespace {

// Names as in the corpus.
struct Targets {
  Targets() {
    const std::array<AttributeValue, 3> listed = {AttributeValue::String("de"), AttributeValue::Number(0), AttributeValue::Bool(true)};
    const std::array<AttributeValue, 1> text = {AttributeValue::String("m")};
    const std::array<AttributeValue, 1> number = {AttributeValue::Number(5)};
    const std::array<AttributeValue, 1> version = {AttributeValue::String("1.10.0")};
    Add("x", ConditionOperator::kIn, listed);
    Add("x", ConditionOperator::kNotIn, listed);
    Add("x", ConditionOperator::kGt, text);
    Add("x", ConditionOperator::kLte, number);
    Add("x", ConditionOperator::kExists, {});
    Add("x", ConditionOperator::kNotExists, {});
    Add("version", ConditionOperator::kSemverGte, version);
    const Result<AttributeIndex> user = table.Add("user");
    Require(user.ok());
    unit = *user;
  }

  void Add(std::string_view name, ConditionOperator op, std::span<const AttributeValue> values) {
    const Result<Condition> condition = CompileCondition(name, op, values, table, arena);
    Require(condition.ok());
    conditions.push_back(*condition);
  }

  Arena arena;
  AttributeTable table;
  std::vector<Condition> conditions;
  AttributeIndex unit = 0;
};

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  static const Targets targets;
  const FuzzInput input(data, size);
  const Result<std::vector<Attribute>> attributes = DecodeContext(input.view());
  if (!attributes.ok()) {
    Require(attributes.status().code() == StatusCode::kDataLoss);
    return 0;
  }
  ResolvedContext context;
  if (!context.Resolve(targets.table, *attributes).ok()) return 0;
  std::array<bool, 6> matches{};
  for (std::size_t i = 0; i < matches.size(); ++i) matches[i] = Matches(targets.conditions[i], context);
  Require(matches[0] != matches[1]);    // NotIn is the negation of In
  Require(!matches[2] || !matches[3]);  // one value is not both a text and a number
  Require(matches[4] != matches[5]);
  static_cast<void>(Matches(targets.conditions[6], context));
  const UnitId unit(context.At(targets.unit));
  Require((unit.error() == ErrorCode::kNone) == !unit.text().empty());
  return 0;
}
