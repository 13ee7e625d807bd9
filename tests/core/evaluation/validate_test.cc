#include "assay/evaluation/validate.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "assay/evaluation/evaluate.h"
#include "core/evaluation/datafile_builder.h"

namespace assay {
namespace {

// One flag that uses everything, between two that must keep working.
Datafile Valid() {
  Datafile datafile;
  datafile.layers = Kept<Layer>({{"checkout", "layer-salt"}});
  Split split = Halves(datafile);
  split.layer = 0;
  split.layer_range = {0, kPpm};
  const Condition condition = ConditionOf(datafile, "country", ConditionOperator::kExists, {});
  datafile.flags = Kept<Flag>({ThreeVariants("before", {FixedRule(1)}), ThreeVariants("f", {FixedRule(1, {condition}), SplitRule(split)}),
                               ThreeVariants("after", {FixedRule(2)})});
  return datafile;
}

struct ValidateCase {
  const char* name;
  std::function<void(Datafile&, Flag&, Split&)> change;
  bool valid;
};

const std::vector<ValidateCase>& Cases() {
  static const std::vector<ValidateCase> cases = {
      {"Unchanged", [](Datafile&, Flag&, Split&) {}, true},
      {"Disabled", [](Datafile&, Flag& f, Split&) { f.enabled = false; }, true},
      {"NoExperiment", [](Datafile&, Flag&, Split& s) { s.experiment = {}; }, true},
      {"NoCoverage", [](Datafile&, Flag&, Split& s) { s.coverage_ppm = 0; }, true},
      {"NoLayerAndNoRange", [](Datafile&, Flag&, Split& s) { s.layer.reset(), s.layer_range = {}; }, true},
      {"Gap", [](Datafile&, Flag&, Split& s) { s.slots = s.slots.first(1); }, true},
      {"LargestTotal", [](Datafile&, Flag&, Split& s) { s.total = kMaxWeightSum; }, true},
      {"NonAsciiTexts", [](Datafile&, Flag& f, Split& s) { f.key = s.salt = s.experiment = "実験🧪"; }, true},
      {"EmptyValueAndRuleId", [](Datafile&, Flag& f, Split&) { f.variants[0].value_json = {}, f.rules[0].id = {}; }, true},

      {"EmptyKey", [](Datafile&, Flag& f, Split&) { f.key = {}; }, false},
      {"UnknownType", [](Datafile&, Flag& f, Split&) { f.type = static_cast<FlagType>(4); }, false},
      {"NoVariants", [](Datafile&, Flag& f, Split&) { f.variants = {}; }, false},
      {"DefaultOutOfRange", [](Datafile&, Flag& f, Split&) { f.default_variant = 3; }, false},
      {"TwoVariantsOfOneKey", [](Datafile&, Flag& f, Split&) { f.variants[2].key = "off"; }, false},
      {"RuleVariantOutOfRange", [](Datafile&, Flag& f, Split&) { f.rules[0].variant = 3; }, false},
      {"RuleWithBoth", [](Datafile&, Flag& f, Split&) { f.rules[1].variant = 1; }, false},
      {"RuleWithNeither", [](Datafile&, Flag& f, Split&) { f.rules[0].variant.reset(); }, false},
      {"ConditionAttributeOutOfRange", [](Datafile& d, Flag& f, Split&) { f.rules[0].conditions[0].attribute = d.attributes.size(); },
       false},
      {"UnitOutOfRange", [](Datafile& d, Flag&, Split& s) { s.unit = d.attributes.size(); }, false},
      {"EmptySalt", [](Datafile&, Flag&, Split& s) { s.salt = {}; }, false},
      {"SaltWithSeparator", [](Datafile&, Flag&, Split& s) { s.salt = "a\x1F"; }, false},
      {"ExperimentWithSeparator", [](Datafile&, Flag&, Split& s) { s.experiment = "a\x1F"; }, false},
      {"CoverageAboveOne", [](Datafile&, Flag&, Split& s) { s.coverage_ppm = kPpm + 1; }, false},
      {"TotalZero", [](Datafile&, Flag&, Split& s) { s.total = 0; }, false},
      {"TotalTooLarge", [](Datafile&, Flag&, Split& s) { s.total = kMaxWeightSum + 1; }, false},
      {"NoSlots", [](Datafile&, Flag&, Split& s) { s.slots = {}; }, false},
      {"SlotBeyondTotal", [](Datafile&, Flag&, Split& s) { s.slots[1].end = 3; }, false},
      {"SlotsOverlap", [](Datafile&, Flag&, Split& s) { s.slots[1].start = 0; }, false},
      {"SlotVariantOutOfRange", [](Datafile&, Flag&, Split& s) { s.slots[1].variant = 3; }, false},
      {"LayerOutOfRange", [](Datafile&, Flag&, Split& s) { s.layer = 1; }, false},
      {"LayerRangeEmpty", [](Datafile&, Flag&, Split& s) { s.layer_range = {5, 5}; }, false},
      {"LayerRangeBeyondEnd", [](Datafile&, Flag&, Split& s) { s.layer_range = {0, kPpm + 1}; }, false},
      {"LayerSaltEmpty", [](Datafile& d, Flag&, Split&) { d.layers[0].salt = {}; }, false},
      {"LayerSaltWithControl", [](Datafile& d, Flag&, Split&) { d.layers[0].salt = "a\n"; }, false},
      {"Marked", [](Datafile&, Flag& f, Split&) { f.invalid = true; }, false},
  };
  return cases;
}

TEST(ValidateFlag, NamesWhatIsWrong) {
  for (const ValidateCase& c : Cases()) {
    Datafile datafile = Valid();
    c.change(datafile, datafile.flags[1], *datafile.flags[1].rules[1].split);
    const Status status = ValidateFlag(datafile.flags[1], datafile);
    EXPECT_EQ(status.ok(), c.valid) << c.name << ": " << status.message();
    EXPECT_EQ(std::string(status.message()).empty(), c.valid) << c.name;
  }
}

TEST(ValidateDatafile, FailsMalformedFlagsAlone) {
  for (const ValidateCase& c : Cases()) {
    Datafile datafile = Valid();
    c.change(datafile, datafile.flags[1], *datafile.flags[1].rules[1].split);
    EXPECT_EQ(ValidateDatafile(datafile), c.valid ? 0U : 1U) << c.name;
    EXPECT_EQ(datafile.flags[1].invalid, !c.valid) << c.name;
    EXPECT_EQ(Evaluate(datafile, 0, {}).variant, 1U) << c.name;
    EXPECT_EQ(Evaluate(datafile, 2, {}).variant, 2U) << c.name;
    EXPECT_EQ(Evaluate(datafile, 1, {}).error_code == ErrorCode::kParseError, !c.valid) << c.name;
  }
}

TEST(ValidateDatafile, AcceptsAnEmptyOne) {
  Datafile datafile;
  EXPECT_EQ(ValidateDatafile(datafile), 0U);
}

TEST(ValidateDatafile, GivesTheSameAnswerAgain) {
  Datafile datafile = Valid();
  datafile.flags[1].default_variant = 9;
  EXPECT_EQ(ValidateDatafile(datafile), 1U);
  EXPECT_EQ(ValidateDatafile(datafile), 1U);
}

}  // namespace
}  // namespace assay
