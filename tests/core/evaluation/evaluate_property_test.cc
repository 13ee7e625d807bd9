// Random datafiles and contexts, evaluated a second time by rules written down again from core/decisions/bucketing.md and the comment of
// Evaluate(): without indexes, tables or compiled conditions.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "assay/evaluation/evaluate.h"
#include "assay/evaluation/validate.h"
#include "assay/hash/xxh.h"
#include "core/evaluation/datafile_builder.h"

namespace assay {
namespace {

using Context = std::map<std::string, std::string>;  // all attributes are texts here; condition_test.cc has the types

struct PlainRule {
  std::map<std::string, std::vector<std::string>> listed;  // attribute -> In
  std::optional<std::uint32_t> variant;
  std::string unit, salt;
  std::vector<std::uint32_t> weights;  // one slot per variant
  std::uint32_t coverage_ppm = 0;
  std::optional<std::uint32_t> layer_start_ppm;  // a quarter of the layer "L"
};

struct PlainFlag {
  bool enabled = true;
  std::vector<PlainRule> rules;
};

std::uint64_t PlainBucket(const std::string& purpose, const std::string& salt, const std::string& unit, std::uint64_t total) {
  return (Xxh64(purpose + '\x1F' + salt + '\x1F' + unit) >> 32) * total >> 32;
}

struct Answer {
  std::optional<std::uint32_t> variant, rule;
  Reason reason = Reason::kDefault;
  ErrorCode code = ErrorCode::kNone;
};

Answer EvaluatePlain(const PlainFlag& flag, const Context& context) {
  if (!flag.enabled) return {0, {}, Reason::kDisabled};
  if (flag.rules.empty()) return {0, {}, Reason::kStatic};
  for (std::uint32_t i = 0; i < flag.rules.size(); ++i) {
    const PlainRule& rule = flag.rules[i];
    const bool holds = std::all_of(rule.listed.begin(), rule.listed.end(), [&](const auto& condition) {
      const auto value = context.find(condition.first);
      return value != context.end() && std::count(condition.second.begin(), condition.second.end(), value->second) != 0;
    });
    if (!holds) continue;
    if (rule.variant) return {rule.variant, i, Reason::kTargetingMatch};
    const auto unit = context.find(rule.unit);
    if (unit == context.end() || unit->second.empty()) return {{}, i, Reason::kError, ErrorCode::kTargetingKeyMissing};
    if (rule.layer_start_ppm) {
      const std::uint64_t place = PlainBucket("layer", "L", unit->second, 1000000);
      if (place < *rule.layer_start_ppm || place >= *rule.layer_start_ppm + 250000) continue;
    }
    if (PlainBucket("coverage", rule.salt, unit->second, 1000000) >= rule.coverage_ppm) continue;
    std::uint64_t total = 0;
    for (const std::uint32_t weight : rule.weights) total += weight;
    const std::uint64_t bucket = PlainBucket("variant", rule.salt, unit->second, total);
    std::uint64_t end = 0;
    for (std::uint32_t v = 0; v < rule.weights.size(); ++v) {
      end += rule.weights[v];
      if (bucket < end) return {v, i, Reason::kSplit};
    }
  }
  return {0, {}, Reason::kDefault};
}

class RandomCase {
 public:
  explicit RandomCase(std::uint64_t seed) : random_(seed) {}

  PlainFlag MakeFlag() {
    PlainFlag flag;
    flag.enabled = random_() % 8 != 0;
    for (std::size_t n = random_() % 5; n != 0; --n) flag.rules.push_back(MakeRule());
    return flag;
  }

  Context MakeContext() {
    Context context;
    for (const char* name : kNames) {
      if (random_() % 4 != 0) context[name] = kValues[random_() % std::size(kValues)];
    }
    if (random_() % 8 != 0) context["user_id"] = random_() % 16 == 0 ? "" : "用户-" + std::to_string(random_() % 100000);
    if (random_() % 8 != 0) context["device_id"] = "d" + std::to_string(random_() % 100000);
    return context;
  }

 private:
  static constexpr const char* kNames[] = {"country", "plan", "роль"};
  static constexpr const char* kValues[] = {"", "a", "b", "é", "😀"};

  PlainRule MakeRule() {
    PlainRule rule;
    for (const char* name : kNames) {
      if (random_() % 2 == 0) continue;
      for (std::size_t n = 1 + random_() % 4; n != 0; --n) rule.listed[name].push_back(kValues[random_() % std::size(kValues)]);
    }
    if (random_() % 3 == 0) {
      rule.variant = static_cast<std::uint32_t>(random_() % 3);
      return rule;
    }
    rule.unit = random_() % 2 == 0 ? "user_id" : "device_id";
    rule.salt = "salt-" + std::to_string(random_() % 50);
    for (int v = 0; v < 3; ++v) rule.weights.push_back(static_cast<std::uint32_t>(1 + random_() % 100));
    rule.coverage_ppm = static_cast<std::uint32_t>(random_() % 1000001);
    if (random_() % 2 == 0) rule.layer_start_ppm = static_cast<std::uint32_t>(random_() % 4) * 250000;
    return rule;
  }

  std::mt19937_64 random_;
};

Rule Compiled(const PlainRule& plain, Datafile& datafile) {
  std::vector<Condition> conditions;
  for (const auto& [name, texts] : plain.listed) {
    std::vector<AttributeValue> values;
    for (const std::string& text : texts) values.push_back(AttributeValue::String(text));
    conditions.push_back(ConditionOf(datafile, name, ConditionOperator::kIn, values));
  }
  if (plain.variant) return FixedRule(*plain.variant, conditions);
  Split split;
  split.unit = *datafile.attributes.Add(plain.unit);
  split.salt = Kept(plain.salt);
  split.coverage_ppm = plain.coverage_ppm;
  std::vector<Slot> slots;
  for (std::uint32_t v = 0; v < plain.weights.size(); ++v) {
    slots.push_back({split.total, split.total + plain.weights[v], v});
    split.total += plain.weights[v];
  }
  split.slots = Kept(slots);
  if (plain.layer_start_ppm) {
    split.layer = 0;
    split.layer_range = {*plain.layer_start_ppm, *plain.layer_start_ppm + 250000};
  }
  return SplitRule(split, conditions);
}

TEST(EvaluateAll, AgreesWithThePlainRulesOnRandomDatafiles) {
  constexpr std::uint64_t kSeed = 51;
  RandomCase random(kSeed);
  int seen[9] = {};
  for (int d = 0; d < 60; ++d) {
    Datafile datafile;
    datafile.layers = Kept<Layer>({{"layer", "L"}});
    std::vector<PlainFlag> plain(20);
    std::vector<Flag> flags;
    for (PlainFlag& flag : plain) {
      flag = random.MakeFlag();
      std::vector<Rule> rules;
      for (const PlainRule& rule : flag.rules) rules.push_back(Compiled(rule, datafile));
      flags.push_back(ThreeVariants("f" + std::to_string(flags.size()), rules));
      flags.back().enabled = flag.enabled;
    }
    datafile.flags = Kept(flags);
    ASSERT_EQ(ValidateDatafile(datafile), 0U) << "seed " << kSeed << ", datafile " << d;

    std::vector<EvaluationDetails> details;
    for (int c = 0; c < 50; ++c) {
      const Context context = random.MakeContext();
      std::vector<Attribute> attributes;
      for (const auto& [name, text] : context) attributes.push_back({name, AttributeValue::String(text)});
      EvaluateAll(datafile, ContextOf(datafile, attributes), details);
      for (std::size_t f = 0; f < plain.size(); ++f) {
        const Answer expected = EvaluatePlain(plain[f], context);
        ++seen[static_cast<int>(expected.reason)];
        ASSERT_TRUE(details[f].variant == expected.variant && details[f].rule == expected.rule && details[f].reason == expected.reason &&
                    details[f].error_code == expected.code)
            << "seed " << kSeed << ", datafile " << d << ", context " << c << ", flag " << f << ": " << ReasonName(details[f].reason)
            << " instead of " << ReasonName(expected.reason);
      }
    }
  }
  for (const Reason reason :
       {Reason::kStatic, Reason::kDefault, Reason::kTargetingMatch, Reason::kSplit, Reason::kDisabled, Reason::kError}) {
    EXPECT_GT(seen[static_cast<int>(reason)], 1000) << ReasonName(reason);
  }
}

}  // namespace
}  // namespace assay
