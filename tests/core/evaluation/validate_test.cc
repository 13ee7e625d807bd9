#include "assay/evaluation/validate.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "assay/evaluation/evaluator.h"
#include "core/evaluation/program_builder.h"

namespace assay {
namespace {

// Places of what the cases change. The flag "f" is between two that must keep working, and so are its rows.
constexpr std::size_t kFlag = 1;
constexpr std::size_t kServe = 1, kChoose = 2, kNamed = 3, kFail = 4;  // rules
constexpr std::size_t kVariant = 3;                                    // the first of three

DatafileParts Parts() {
  DatafileParts parts;
  parts.AddFlag("before", {parts.Serve(1)});
  const Code unit = Node(Opcode::kUnit, {}, {parts.program.AttributeNode("user")});
  const Rule choose = parts.Choose(parts.program.NumberNode(0.5), {{0, 0.25, 0}, {0.25, 1, 2}});
  parts.AddFlag("f", {parts.If(False(), parts.Serve(1)), parts.Exposing(parts.If(Null(), choose), "button", 3, unit),
                      parts.If(False(), parts.Named(Null())), parts.If(False(), parts.Fail(ErrorCode::kGeneral))});
  parts.AddFlag("after", {parts.Serve(2)});
  return parts;
}

struct ValidateCase {
  const char* name;
  std::function<void(DatafileParts&)> change;
  bool valid;
};

const std::vector<ValidateCase>& Cases() {
  using P = DatafileParts;
  static const double nan = std::numeric_limits<double>::quiet_NaN();
  static const double infinity = std::numeric_limits<double>::infinity();
  static const std::vector<ValidateCase> cases = {
      {"unchanged", [](P&) {}, true},
      {"disabled", [](P& p) { p.flags[kFlag].enabled = false; }, true},
      {"of every type", [](P& p) { p.flags[kFlag].type = FlagType::kJson; }, true},
      {"without a default", [](P& p) { p.flags[kFlag].default_variant = -1; }, true},
      {"the last variant as default", [](P& p) { p.flags[kFlag].default_variant = 2; }, true},
      {"without rules", [](P& p) { p.flags[kFlag].rules = 0; }, true},
      {"without rules at the end of the rules", [](P& p) { p.flags[kFlag].rules = 0, p.flags[kFlag].first_rule = 6; }, true},
      {"a rule that serves none", [](P& p) { p.rules[kServe].value = -1; }, true},
      {"a rule without a condition", [](P& p) { p.rules[kFail].when = -1; }, true},
      {"a range of nothing", [](P& p) { p.ranges[0].low = 0.25; }, true},
      {"ranges that overlap", [](P& p) { p.ranges[0].high = 1; }, true},
      {"a range of all numbers", [](P& p) { p.ranges[0] = {-infinity, infinity, 0}; }, true},
      {"no ranges", [](P& p) { p.rules[kChoose].ranges = 0; }, true},
      {"a unit without an experiment", [](P& p) { p.rules[kChoose].experiment = -1; }, true},
      {"no experiment and a unit that does not exist", [](P& p) { p.rules[kChoose].experiment = -1, p.rules[kChoose].unit = 99; }, true},
      {"every reason but ERROR", [](P& p) { p.rules[kServe].reason = static_cast<std::uint8_t>(Reason::kStale); }, true},
      {"the last error code", [](P& p) { p.rules[kNamed].error = static_cast<std::uint8_t>(ErrorCode::kGeneral); }, true},
      {"ranges of a rule that serves", [](P& p) { p.rules[kServe].first_range = 99; }, true},

      {"marked in the source", [](P& p) { p.flags[kFlag].invalid = true; }, false},
      {"an unknown type", [](P& p) { p.flags[kFlag].type = static_cast<FlagType>(4); }, false},
      {"a default out of its variants", [](P& p) { p.flags[kFlag].default_variant = 3; }, false},
      {"a default far out", [](P& p) { p.flags[kFlag].default_variant = std::numeric_limits<std::int32_t>::max(); }, false},
      {"a default of -2", [](P& p) { p.flags[kFlag].default_variant = -2; }, false},
      {"a default without variants", [](P& p) { p.flags[kFlag].variants = 0; }, false},
      {"variants beyond the last", [](P& p) { p.flags[kFlag].variants = 7; }, false},
      {"variants whose end overflows", [](P& p) { p.flags[kFlag].variants = 0xFFFFFFFF; }, false},
      {"variants that begin far out", [](P& p) { p.flags[kFlag].first_variant = 0xFFFFFFFF; }, false},
      {"rules beyond the last", [](P& p) { p.flags[kFlag].rules = 6; }, false},
      {"rules whose end overflows", [](P& p) { p.flags[kFlag].rules = 0xFFFFFFFF; }, false},
      {"rules that begin far out", [](P& p) { p.flags[kFlag].first_rule = 0xFFFFFFFF; }, false},
      {"no rules that begin far out", [](P& p) { p.flags[kFlag].first_rule = 7, p.flags[kFlag].rules = 0; }, false},
      {"a variant without a key", [](P& p) { p.variants[kVariant + 2].key = 999; }, false},
      {"a variant without a value", [](P& p) { p.variants[kVariant].value_json = 0xFFFFFFFF; }, false},
      {"a rule without an id", [](P& p) { p.rules[kServe].id = 999; }, false},
      {"a condition that does not exist", [](P& p) { p.rules[kServe].when = 99; }, false},
      {"a condition of -2", [](P& p) { p.rules[kServe].when = -2; }, false},
      {"a condition that is malformed", [](P& p) { p.rules[kServe].when = static_cast<std::int32_t>(p.program.Add({255})); }, false},
      {"a condition that calls one that is malformed",
       [](P& p) { p.rules[kServe].when = static_cast<std::int32_t>(p.program.Add(Call(p.program.Add({255})))); }, false},
      {"an unknown action", [](P& p) { p.rules[kServe].action = static_cast<Action>(4); }, false},
      {"an unknown reason", [](P& p) { p.rules[kServe].reason = 9; }, false},
      {"the reason ERROR without an error", [](P& p) { p.rules[kServe].reason = static_cast<std::uint8_t>(Reason::kError); }, false},
      {"an unknown error code", [](P& p) { p.rules[kNamed].error = 8; }, false},
      {"a failure without an error code", [](P& p) { p.rules[kFail].error = 0; }, false},
      {"a variant to serve out of the flag's", [](P& p) { p.rules[kServe].value = 3; }, false},
      {"a variant to serve of -2", [](P& p) { p.rules[kServe].value = -2; }, false},
      {"nothing to choose by", [](P& p) { p.rules[kChoose].value = -1; }, false},
      {"nothing to name", [](P& p) { p.rules[kNamed].value = -1; }, false},
      {"something malformed to name", [](P& p) { p.rules[kNamed].value = static_cast<std::int32_t>(p.program.Add({})); }, false},
      {"ranges beyond the last", [](P& p) { p.rules[kChoose].ranges = 3; }, false},
      {"ranges whose end overflows", [](P& p) { p.rules[kChoose].first_range = 1, p.rules[kChoose].ranges = 0xFFFFFFFF; }, false},
      {"ranges that begin far out", [](P& p) { p.rules[kChoose].first_range = 0xFFFFFFFF, p.rules[kChoose].ranges = 0; }, false},
      {"a range that descends", [](P& p) { p.ranges[1].high = 0; }, false},
      {"a range from NaN", [](P& p) { p.ranges[1].low = nan; }, false},
      {"a range to NaN", [](P& p) { p.ranges[1].high = nan; }, false},
      {"a range of a variant out of the flag's", [](P& p) { p.ranges[1].variant = 3; }, false},
      {"an experiment without a name", [](P& p) { p.rules[kChoose].experiment = 999; }, false},
      {"an experiment of -2", [](P& p) { p.rules[kChoose].experiment = -2; }, false},
      {"an experiment without a unit", [](P& p) { p.rules[kChoose].unit = -1; }, false},
      {"an experiment whose unit is malformed", [](P& p) { p.rules[kChoose].unit = static_cast<std::int32_t>(p.program.Add({255})); },
       false},
  };
  return cases;
}

TEST(ValidateDatafile, FailsMalformedFlagsAlone) {
  for (const ValidateCase& c : Cases()) {
    DatafileParts parts = Parts();
    c.change(parts);
    Datafile datafile = parts.Unchecked();
    ASSERT_TRUE(ValidateDatafile(datafile).ok()) << c.name;
    EXPECT_EQ(datafile.malformed, (std::vector<std::uint8_t>{0, c.valid ? std::uint8_t{0} : std::uint8_t{1}, 0})) << c.name;
    if (datafile.malformed[kFlag] != 0 && c.valid) continue;
    Evaluator evaluator;
    evaluator.Attach(datafile);
    EXPECT_EQ(evaluator.Evaluate(0).variant, 1U) << c.name;
    EXPECT_EQ(evaluator.Evaluate(kFlag).error_code == ErrorCode::kParseError, !c.valid) << c.name;
    EXPECT_EQ(evaluator.Evaluate(2).variant, 2U) << c.name;
  }
}

TEST(ValidateDatafile, GivesTheSameAnswerAgain) {
  DatafileParts parts = Parts();
  parts.flags[kFlag].default_variant = 9;
  Datafile datafile = parts.Unchecked();
  for (int time = 0; time < 3; ++time) {
    ASSERT_TRUE(ValidateDatafile(datafile).ok());
    EXPECT_EQ(datafile.malformed, (std::vector<std::uint8_t>{0, 1, 0}));
  }
}

TEST(ValidateDatafile, RefusesADatafileWhoseFlagsNobodyCouldName) {
  struct Case {
    const char* name;
    void (*change)(DatafileParts&);
    StatusCode code;
  };
  const Case cases[] = {
      {"two flags of one key", [](DatafileParts& p) { p.flags[2].key = p.flags[0].key; }, StatusCode::kInvalidArgument},
      {"two flags of one key, one marked", [](DatafileParts& p) { p.flags[2].key = p.flags[0].key, p.flags[2].invalid = true; },
       StatusCode::kInvalidArgument},
      {"an empty key", [](DatafileParts& p) { p.flags[1].key = p.program.Text(""); }, StatusCode::kInvalidArgument},
      {"a key that does not exist", [](DatafileParts& p) { p.flags[1].key = 999; }, StatusCode::kInvalidArgument},
      {"a key that is a variant's too", [](DatafileParts& p) { p.flags[1].key = p.variants[0].key; }, StatusCode::kOk},
      {"a malformed program", [](DatafileParts& p) { p.program.expressions[1] = 0xFFFFFFFF; }, StatusCode::kInvalidArgument},
      {"too many attributes", [](DatafileParts& p) { p.program.attributes.resize(kMaxAttributes + 1); }, StatusCode::kResourceExhausted},
  };
  for (const Case& c : cases) {
    DatafileParts parts = Parts();
    c.change(parts);
    Datafile datafile = parts.Unchecked();
    EXPECT_EQ(ValidateDatafile(datafile).code(), c.code) << c.name;
  }
}

TEST(ValidateDatafile, TakesADatafileWithoutFlags) {
  Datafile datafile;
  ASSERT_TRUE(ValidateDatafile(datafile).ok());
  EXPECT_TRUE(datafile.malformed.empty());
}

TEST(ValidateDatafile, LetsExpressionsAskTheFlagsThereAre) {
  for (const std::uint32_t asked : {0U, 2U, 3U, 0xFFFFFFFFU}) {
    DatafileParts parts = Parts();
    parts.rules[kServe].when = static_cast<std::int32_t>(parts.program.Add(Node(Opcode::kFlagVariant, {asked})));
    Datafile datafile = parts.Unchecked();
    ASSERT_TRUE(ValidateDatafile(datafile).ok());
    EXPECT_EQ(datafile.malformed[kFlag] == 0, asked < 3) << asked;
  }
}

}  // namespace
}  // namespace assay
