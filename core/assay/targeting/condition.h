// assay/targeting/condition.h
//
// One test of one attribute. A condition is compiled once against the datafile's AttributeTable (names to indexes, texts to ids, versions
// to keys, lists sorted); matching it allocates nothing and costs O(log n) in the length of its list. Safe to match from any thread.
//
// What each operator answers. "order" is numbers by value and texts by their UTF-8 bytes, which is code point order.
//
//   operator           attribute missing  same type as the value                                       another type
//   Equals, In         false              true when equal to one of the values                         false
//   NotEquals, NotIn   true               true when equal to none of the values                        true
//   Gt Gte Lt Lte      false              order of strings and numbers; booleans have no order         false
//   Exists             false              true, whatever the type
//   NotExists          true               false, whatever the type
//   Semver*            false              precedence (semver.h); false when the text is no version     false
//
// NotEquals and NotIn are the exact negations of Equals and In, so "not in DACH" holds for a user whose country is unknown; who wants known
// users only adds Exists. Nothing is converted: the text "5" is not the number 5, and "true" is not true. Numbers are IEEE doubles:
// -0 equals 0; a NaN exists, equals nothing and has no order.

#ifndef ASSAY_TARGETING_CONDITION_H_
#define ASSAY_TARGETING_CONDITION_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "assay/base/status.h"
#include "assay/strings/arena.h"
#include "assay/targeting/attributes.h"

namespace assay {

// The numbers are those of Operator in wire/common.fbs: append only.
enum class ConditionOperator : std::uint8_t {
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
  kSemverGt = 10,
  kSemverGte = 11,
  kSemverLt = 12,
  kSemverLte = 13,
  kSemverEquals = 14,
};

// Made by CompileCondition(). Only the operands that `op` needs are filled.
struct Condition {
  AttributeIndex attribute = 0;
  ConditionOperator op = ConditionOperator::kExists;

  // Equals, NotEquals, In, NotIn: the keys of the values, ascending.
  std::span<const EqualityKey> listed;

  // Gt, Gte, Lt, Lte and Semver*: the one value to compare with.
  AttributeType order_type = AttributeType::kMissing;
  double order_number = 0;
  std::string_view order_text;  // the text, or the version's key
};

// The condition `name` `op` `values`, with its attribute and texts added to `table`.
//
//   name    valid UTF-8
//   values  Equals, NotEquals: one. In, NotIn: any number, of any types (In with none never holds). Gt, Gte, Lt, Lte: one string or number.
//           Semver*: one string that is a version. Exists, NotExists: none. Texts valid UTF-8, numbers not NaN. The text of an order is
//           not copied.
//   arena   holds the condition's lists and keys
//
// Errors: kInvalidArgument when the operator is unknown or the values are not as above; kResourceExhausted, as Interner::Intern. What was
// added to `table` before an error stays there, where it is harmless.
Result<Condition> CompileCondition(std::string_view name, ConditionOperator op, std::span<const AttributeValue> values,
                                   AttributeTable& table, Arena& arena);

// Whether the condition holds, by the table above. `context` is resolved against the table that `condition` was compiled with.
[[nodiscard]] bool Matches(const Condition& condition, const ResolvedContext& context);

// Whether all conditions hold; true for none.
[[nodiscard]] bool MatchesAll(std::span<const Condition> conditions, const ResolvedContext& context);

}  // namespace assay

#endif  // ASSAY_TARGETING_CONDITION_H_
