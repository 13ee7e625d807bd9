// Short ways to write datafiles in tests of evaluation. What they make is valid unless the test says otherwise.

#ifndef ASSAY_TESTS_CORE_EVALUATION_DATAFILE_BUILDER_H_
#define ASSAY_TESTS_CORE_EVALUATION_DATAFILE_BUILDER_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/evaluation/flag.h"

namespace assay {

// Datafiles are views: what the tests make of them lives until the run ends.
template <typename T>
std::span<T> Kept(const std::vector<T>& items) {
  static Arena arena;
  const std::span<T> kept = arena.Make<T>(items.size());
  std::copy(items.begin(), items.end(), kept.begin());
  return kept;
}

inline std::string_view Kept(std::string_view text) {
  const std::span<char> kept = Kept(std::vector<char>(text.begin(), text.end()));
  return {kept.data(), kept.size()};
}

inline Condition ConditionOf(Datafile& datafile, std::string_view name, ConditionOperator op, const std::vector<AttributeValue>& values) {
  Result<Condition> condition = CompileCondition(name, op, values, datafile.attributes, datafile.arena);
  EXPECT_TRUE(condition.ok()) << condition.status().message();
  return condition.ok() ? *std::move(condition) : Condition{};
}

inline Rule FixedRule(std::uint32_t variant, const std::vector<Condition>& conditions = {}) {
  return {.id = "fixed", .conditions = Kept(conditions), .variant = variant, .split = {}};
}

inline Rule SplitRule(const Split& split, const std::vector<Condition>& conditions = {}) {
  return {.id = "split", .conditions = Kept(conditions), .variant = {}, .split = split};
}

// Halves between variants 1 and 2, by the attribute "user_id".
inline Split Halves(Datafile& datafile, std::string_view salt = "salt", std::string_view experiment = "button_test") {
  Split split;
  split.experiment = Kept(experiment);
  split.version = 1;
  split.unit = *datafile.attributes.Add("user_id");
  split.salt = Kept(salt);
  split.total = 2;
  split.slots = Kept<Slot>({{0, 1, 1}, {1, 2, 2}});
  return split;
}

// Variants "off", "a" and "b"; "off" is the default.
inline Flag ThreeVariants(std::string_view key, const std::vector<Rule>& rules = {}) {
  Flag flag;
  flag.key = Kept(key);
  flag.type = FlagType::kString;
  flag.variants = Kept<Variant>({{"off", "\"off\""}, {"a", "\"a\""}, {"b", "\"b\""}});
  flag.rules = Kept(rules);
  return flag;
}

inline ResolvedContext ContextOf(const Datafile& datafile, const std::vector<Attribute>& attributes) {
  ResolvedContext context;
  const Status status = context.Resolve(datafile.attributes, attributes);
  EXPECT_TRUE(status.ok()) << status.message();
  return context;
}

}  // namespace assay

#endif  // ASSAY_TESTS_CORE_EVALUATION_DATAFILE_BUILDER_H_
