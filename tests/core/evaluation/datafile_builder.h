// Short ways to write datafiles in tests of evaluation. What they make is valid unless the test says otherwise.

#ifndef ASSAY_TESTS_CORE_EVALUATION_DATAFILE_BUILDER_H_
#define ASSAY_TESTS_CORE_EVALUATION_DATAFILE_BUILDER_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/evaluation/flag.h"

namespace assay {

inline Condition ConditionOf(Datafile& datafile, std::string_view name, ConditionOperator op, const std::vector<AttributeValue>& values) {
  Result<Condition> condition = CompileCondition(name, op, values, datafile.attributes);
  EXPECT_TRUE(condition.ok()) << condition.status().message();
  return condition.ok() ? *std::move(condition) : Condition{};
}

inline Rule FixedRule(std::uint32_t variant, std::vector<Condition> conditions = {}) {
  return {.id = "fixed", .conditions = std::move(conditions), .variant = variant, .split = {}};
}

inline Rule SplitRule(Split split, std::vector<Condition> conditions = {}) {
  return {.id = "split", .conditions = std::move(conditions), .variant = {}, .split = std::move(split)};
}

// Halves between variants 1 and 2, by the attribute "user_id".
inline Split Halves(Datafile& datafile, std::string_view salt = "salt", std::string_view experiment = "button_test") {
  Split split;
  split.experiment = experiment;
  split.version = 1;
  split.unit = *datafile.attributes.Add("user_id");
  split.salt = salt;
  split.total = 2;
  split.slots = {{0, 1, 1}, {1, 2, 2}};
  return split;
}

// Variants "off", "a" and "b"; "off" is the default.
inline Flag ThreeVariants(std::string_view key, std::vector<Rule> rules = {}) {
  Flag flag;
  flag.key = key;
  flag.type = FlagType::kString;
  flag.variants = {{"off", "\"off\""}, {"a", "\"a\""}, {"b", "\"b\""}};
  flag.rules = std::move(rules);
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
