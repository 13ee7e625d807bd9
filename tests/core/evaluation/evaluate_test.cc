#include "assay/evaluation/evaluate.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/assignment/allocation.h"
#include "assay/assignment/bucketing.h"
#include "assay/assignment/layer.h"
#include "assay/assignment/unit_hash.h"
#include "assay/evaluation/validate.h"
#include "core/evaluation/datafile_builder.h"

namespace assay {
namespace {

using Op = ConditionOperator;

void ExpectDetails(const EvaluationDetails& details, std::optional<std::uint32_t> variant, std::optional<std::uint32_t> rule, Reason reason,
                   ErrorCode code, const std::string& what) {
  EXPECT_EQ(details.variant, variant) << what;
  EXPECT_EQ(details.rule, rule) << what;
  EXPECT_STREQ(ReasonName(details.reason), ReasonName(reason)) << what;
  EXPECT_STREQ(ErrorCodeName(details.error_code), ErrorCodeName(code)) << what;
}

TEST(Evaluate, GivesTheDefaultWithoutRules) {
  Datafile datafile;
  datafile.flags = Kept<Flag>({ThreeVariants("f")});
  datafile.flags[0].default_variant = 2;
  ASSERT_EQ(ValidateDatafile(datafile), 0U);
  ExpectDetails(Evaluate(datafile, 0, {}), 2, std::nullopt, Reason::kStatic, ErrorCode::kNone, "static");
}

TEST(Evaluate, GivesTheDefaultWhenDisabledWhateverTheRules) {
  Datafile datafile;
  datafile.flags = Kept<Flag>({ThreeVariants("f", {FixedRule(1)})});
  datafile.flags[0].enabled = false;
  ASSERT_EQ(ValidateDatafile(datafile), 0U);
  ExpectDetails(Evaluate(datafile, 0, {}), 0, std::nullopt, Reason::kDisabled, ErrorCode::kNone, "disabled");
}

TEST(Evaluate, FailsForMalformedAndUnknownFlagsAlone) {
  Datafile datafile;
  datafile.flags = Kept<Flag>({ThreeVariants("broken", {FixedRule(3)}), ThreeVariants("marked"), ThreeVariants("good", {FixedRule(1)})});
  datafile.flags[1].invalid = true;
  datafile.flags[1].enabled = false;
  ASSERT_EQ(ValidateDatafile(datafile), 2U);
  ExpectDetails(Evaluate(datafile, 0, {}), std::nullopt, std::nullopt, Reason::kError, ErrorCode::kParseError, "broken");
  ExpectDetails(Evaluate(datafile, 1, {}), std::nullopt, std::nullopt, Reason::kError, ErrorCode::kParseError, "marked");
  ExpectDetails(Evaluate(datafile, 2, {}), 1, 0, Reason::kTargetingMatch, ErrorCode::kNone, "good");
  ExpectDetails(Evaluate(datafile, 3, {}), std::nullopt, std::nullopt, Reason::kError, ErrorCode::kFlagNotFound, "out of range");
}

TEST(Evaluate, TakesTheFirstRuleThatApplies) {
  Datafile datafile;
  const Condition spain = ConditionOf(datafile, "country", Op::kEquals, {AttributeValue::String("ES")});
  const Condition adult = ConditionOf(datafile, "age", Op::kGte, {AttributeValue::Number(18)});
  datafile.flags = Kept<Flag>({ThreeVariants("f", {FixedRule(1, {spain, adult}), FixedRule(2, {spain}), FixedRule(0, {adult})})});
  ASSERT_EQ(ValidateDatafile(datafile), 0U);
  struct Case {
    const char* country;
    double age;
    std::optional<std::uint32_t> variant, rule;
    Reason reason;
  };
  const Case cases[] = {{"ES", 18, 1, 0, Reason::kTargetingMatch},
                        {"ES", 17, 2, 1, Reason::kTargetingMatch},
                        {"DE", 18, 0, 2, Reason::kTargetingMatch},
                        {"DE", 17, 0, std::nullopt, Reason::kDefault}};
  for (const Case& c : cases) {
    const std::vector<Attribute> attributes = {{"country", AttributeValue::String(c.country)}, {"age", AttributeValue::Number(c.age)}};
    ExpectDetails(Evaluate(datafile, 0, ContextOf(datafile, attributes)), c.variant, c.rule, c.reason, ErrorCode::kNone,
                  std::string(c.country) + " " + std::to_string(static_cast<int>(c.age)));
  }
}

TEST(Evaluate, SplitsByTheFrozenRule) {
  Datafile datafile;
  datafile.flags = Kept<Flag>({ThreeVariants("f", {SplitRule(Halves(datafile, "checkout_button"))})});
  ASSERT_EQ(ValidateDatafile(datafile), 0U);
  int seen[3] = {};
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "user-" + std::to_string(i);
    const EvaluationDetails details = Evaluate(datafile, 0, ContextOf(datafile, {{"user_id", AttributeValue::String(id)}}));
    const std::uint32_t expected = UnitHash32("variant", "checkout_button", id) < 0x80000000 ? 1 : 2;
    ExpectDetails(details, expected, 0, Reason::kSplit, ErrorCode::kNone, id);
    ++seen[expected];
  }
  EXPECT_GT(seen[1], 400);
  EXPECT_GT(seen[2], 400);
}

TEST(Evaluate, GivesANumberAndItsDigitsTheSameVariant) {
  Datafile datafile;
  Split split = Halves(datafile);
  split.total = 1000;
  split.slots = Kept<Slot>({{0, 333, 0}, {333, 666, 1}, {666, 1000, 2}});
  datafile.flags = Kept<Flag>({ThreeVariants("f", {SplitRule(split)})});
  ASSERT_EQ(ValidateDatafile(datafile), 0U);
  for (int i = -50; i < 50; ++i) {
    const std::string digits = std::to_string(i);
    const EvaluationDetails text = Evaluate(datafile, 0, ContextOf(datafile, {{"user_id", AttributeValue::String(digits)}}));
    const EvaluationDetails number = Evaluate(datafile, 0, ContextOf(datafile, {{"user_id", AttributeValue::Number(i)}}));
    EXPECT_EQ(text.variant, number.variant) << i;
    EXPECT_EQ(number.reason, Reason::kSplit) << i;
  }
}

TEST(Evaluate, FailsWhereASplitFindsNoUnit) {
  Datafile datafile;
  datafile.flags = Kept<Flag>({ThreeVariants("f", {FixedRule(1, {ConditionOf(datafile, "beta", Op::kEquals, {AttributeValue::Bool(true)})}),
                                                   SplitRule(Halves(datafile)), FixedRule(2)})});
  ASSERT_EQ(ValidateDatafile(datafile), 0U);
  struct Case {
    const char* name;
    AttributeValue unit;
    ErrorCode code;
  };
  const Case cases[] = {{"missing", {}, ErrorCode::kTargetingKeyMissing},
                        {"empty", AttributeValue::String(""), ErrorCode::kTargetingKeyMissing},
                        {"boolean", AttributeValue::Bool(true), ErrorCode::kInvalidContext},
                        {"fraction", AttributeValue::Number(1.5), ErrorCode::kInvalidContext}};
  for (const Case& c : cases) {
    const std::vector<Attribute> outside = {{"user_id", c.unit}};
    ExpectDetails(Evaluate(datafile, 0, ContextOf(datafile, outside)), std::nullopt, 1, Reason::kError, c.code, c.name);
    const std::vector<Attribute> inside = {{"user_id", c.unit}, {"beta", AttributeValue::Bool(true)}};
    ExpectDetails(Evaluate(datafile, 0, ContextOf(datafile, inside)), 1, 0, Reason::kTargetingMatch, ErrorCode::kNone, c.name);
  }
}

TEST(Evaluate, FailsWithoutAUnitEvenWhenNobodyIsCovered) {
  Datafile datafile;
  Split split = Halves(datafile);
  split.coverage_ppm = 0;
  datafile.flags = Kept<Flag>({ThreeVariants("f", {SplitRule(split)})});
  ASSERT_EQ(ValidateDatafile(datafile), 0U);
  ExpectDetails(Evaluate(datafile, 0, {}), std::nullopt, 0, Reason::kError, ErrorCode::kTargetingKeyMissing, "no unit");
}

TEST(Evaluate, GoesOnWhenASplitDoesNotLetTheUnitIn) {
  Datafile datafile;
  datafile.layers = Kept<Layer>({{"checkout", "layer-salt"}});
  Split uncovered = Halves(datafile);
  uncovered.coverage_ppm = 0;
  Split outside_layer = Halves(datafile);
  outside_layer.layer = 0;
  const std::uint32_t place = LayerBucket("layer-salt", "user-17");
  outside_layer.layer_range = {place + 1, place + 2};
  Split gap = Halves(datafile);
  const std::uint32_t bucket = Bucket(UnitHash32("variant", "salt", "user-17"), 1000);
  gap.total = 1000;
  gap.slots = Kept<Slot>({{bucket + 1, bucket + 2, 1}});
  datafile.flags = Kept<Flag>({ThreeVariants("then_fixed", {SplitRule(uncovered), SplitRule(outside_layer), SplitRule(gap), FixedRule(2)}),
                               ThreeVariants("then_nothing", {SplitRule(uncovered), SplitRule(outside_layer), SplitRule(gap)})});
  ASSERT_EQ(ValidateDatafile(datafile), 0U);
  const ResolvedContext context = ContextOf(datafile, {{"user_id", AttributeValue::String("user-17")}});
  ExpectDetails(Evaluate(datafile, 0, context), 2, 3, Reason::kTargetingMatch, ErrorCode::kNone, "then fixed");
  ExpectDetails(Evaluate(datafile, 1, context), 0, std::nullopt, Reason::kDefault, ErrorCode::kNone, "then nothing");
}

TEST(Evaluate, LetsIntoExactlyLayerAndCoverage) {
  Datafile datafile;
  datafile.layers = Kept<Layer>({{"other", "other-salt"}, {"checkout", "layer-salt"}});
  Split split = Halves(datafile);
  split.layer = 1;
  split.layer_range = {200000, 700000};
  split.coverage_ppm = 400000;
  datafile.flags = Kept<Flag>({ThreeVariants("f", {SplitRule(split)})});
  ASSERT_EQ(ValidateDatafile(datafile), 0U);
  int in = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string id = "user-" + std::to_string(i);
    const bool expected = IsInLayerRange("layer-salt", id, {200000, 700000}) && IsCovered("salt", id, 400000);
    in += expected ? 1 : 0;
    const EvaluationDetails details = Evaluate(datafile, 0, ContextOf(datafile, {{"user_id", AttributeValue::String(id)}}));
    ASSERT_EQ(details.reason, expected ? Reason::kSplit : Reason::kDefault) << id;
  }
  EXPECT_NEAR(in, 400, 90);  // 5 standard errors of 2,000 * 0.5 * 0.4
}

TEST(Evaluate, NeverPutsAUnitIntoTwoExperimentsOfALayer) {
  Datafile datafile;
  datafile.layers = Kept<Layer>({{"checkout", "layer-salt"}});
  std::vector<Flag> flags;
  for (std::uint32_t i = 0; i < 4; ++i) {
    Split split = Halves(datafile, "salt-" + std::to_string(i), "experiment-" + std::to_string(i));
    split.layer = 0;
    split.layer_range = {i * 250000, (i + 1) * 250000};
    flags.push_back(ThreeVariants("f" + std::to_string(i), {SplitRule(split)}));
  }
  datafile.flags = Kept(flags);
  ASSERT_EQ(ValidateDatafile(datafile), 0U);
  std::vector<EvaluationDetails> details;
  for (int i = 0; i < 2000; ++i) {
    const std::string id = "user-" + std::to_string(i);
    EvaluateAll(datafile, ContextOf(datafile, {{"user_id", AttributeValue::String(id)}}), details);
    int experiments = 0;
    for (const EvaluationDetails& d : details) experiments += d.reason == Reason::kSplit ? 1 : 0;
    ASSERT_EQ(experiments, 1) << id;
  }
}

TEST(EvaluateAll, AnswersEveryFlagInOrderAndResizesTheAnswers) {
  Datafile datafile;
  datafile.flags = Kept<Flag>({ThreeVariants("a", {FixedRule(1)}), ThreeVariants("b", {SplitRule(Halves(datafile))}), ThreeVariants("c"),
                               ThreeVariants("d", {FixedRule(7)})});
  ASSERT_EQ(ValidateDatafile(datafile), 1U);
  const ResolvedContext context = ContextOf(datafile, {{"user_id", AttributeValue::String("user-17")}});
  std::vector<EvaluationDetails> details(9);
  EvaluateAll(datafile, context, details);
  ASSERT_EQ(details.size(), 4U);
  for (std::size_t i = 0; i < details.size(); ++i) {
    const EvaluationDetails one = Evaluate(datafile, i, context);
    ExpectDetails(details[i], one.variant, one.rule, one.reason, one.error_code, "flag " + std::to_string(i));
  }
  EvaluateAll(Datafile{}, context, details);
  EXPECT_TRUE(details.empty());
}

TEST(EvaluationError, HasACodeAndNoVariant) {
  ExpectDetails(EvaluationError(ErrorCode::kInvalidContext), std::nullopt, std::nullopt, Reason::kError, ErrorCode::kInvalidContext,
                "error");
}

}  // namespace
}  // namespace assay
