#include "assay/monitor/alert_rule.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>

namespace assay {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

char Letter(AlertPhase phase) {
  switch (phase) {
    case AlertPhase::kOk: return 'o';
    case AlertPhase::kPending: return 'p';
    case AlertPhase::kFiring: return 'F';
    case AlertPhase::kResolved: return 'r';
  }
  return '?';
}

// Each letter of `values` is one evaluation: '!' breaches, '.' does not, '=' equals the threshold, '?' is missing, 'n' is NaN.
std::string Phases(const AlertRule& rule, const std::string& values) {
  const double direction = rule.comparison == AlertComparison::kAbove ? 1 : -1;
  AlertState state;
  std::string phases;
  for (char letter : values) {
    std::optional<double> value;
    if (letter == '!') value = rule.threshold + direction;
    if (letter == '.') value = rule.threshold - direction;
    if (letter == '=') value = rule.threshold;
    if (letter == 'n') value = kNaN;
    state = StepAlert(rule, state, value);
    phases += Letter(state.phase);
  }
  return phases;
}

TEST(AlertRule, WalksThroughItsPhases) {
  struct Case {
    const char* name;
    std::uint32_t breaches;
    std::uint32_t clears;
    const char* values;
    const char* phases;
  };
  const Case cases[] = {
      {"no evaluation", 1, 1, "", ""},
      {"quiet", 1, 1, "...", "ooo"},
      {"one breach is enough", 1, 1, "!!.!", "FFrF"},
      {"resolved lasts one evaluation", 1, 1, "!...", "Froo"},
      {"three in a row fire", 3, 1, "!!!!", "ppFF"},
      {"a value in between starts over", 3, 1, "!!.!!!", "ppoppF"},
      {"two clear values resolve", 1, 2, "!..!", "FFrF"},
      {"a breach while clearing starts the count over", 1, 2, "!.!..", "FFFFr"},
      {"a new breach after resolving is pending again", 2, 1, "!!.!!", "pFrpF"},
      {"the threshold itself is no breach", 1, 1, "=!=", "oFr"},
      {"missing values hold the pending count", 3, 1, "!?!?!", "ppppF"},
      {"missing values neither fire nor resolve", 1, 2, "!.??.", "FFFFr"},
      {"NaN is missing", 1, 1, "n!n.n", "oFFro"},
      {"resolved ends without a value too", 1, 1, "!.?", "Fro"},
  };
  for (const Case& c : cases) {
    for (AlertComparison comparison : {AlertComparison::kAbove, AlertComparison::kBelow}) {
      const AlertRule rule{comparison, 12.5, c.breaches, c.clears};
      EXPECT_EQ(Phases(rule, c.values), c.phases) << c.name << (comparison == AlertComparison::kAbove ? ", above" : ", below");
    }
  }
}

TEST(AlertRule, InfiniteValuesBreach) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(StepAlert({AlertComparison::kAbove, 1, 1, 1}, {}, infinity).phase, AlertPhase::kFiring);
  EXPECT_EQ(StepAlert({AlertComparison::kAbove, 1, 1, 1}, {}, -infinity).phase, AlertPhase::kOk);
  EXPECT_EQ(StepAlert({AlertComparison::kBelow, 1, 1, 1}, {}, -infinity).phase, AlertPhase::kFiring);
}

// The definition, applied to the whole history instead of a state: firing begins with the N-th breach in a row and ends with the M-th value
// in a row without one.
TEST(AlertRule, AgreesWithTheDefinitionOverWholeHistories) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    const AlertRule rule{AlertComparison::kAbove, 0, static_cast<std::uint32_t>(1 + random() % 4),
                         static_cast<std::uint32_t>(1 + random() % 3)};
    AlertState state;
    bool firing = false;
    std::uint32_t run = 0;
    bool last_breach = false;
    for (int i = 0; i < 200; ++i) {
      const bool breach = random() % 5 < 2;
      run = i > 0 && breach == last_breach ? run + 1 : 1;
      last_breach = breach;
      const bool was_firing = firing;
      if (!firing && breach && run >= rule.breaches_to_fire) firing = true;
      if (was_firing && !breach && run >= rule.clears_to_resolve) firing = false;
      state = StepAlert(rule, state, breach ? 1.0 : -1.0);
      ASSERT_EQ(state.phase == AlertPhase::kFiring, firing) << "seed " << seed << ", step " << i;
      ASSERT_EQ(state.phase == AlertPhase::kResolved, was_firing && !firing) << "seed " << seed << ", step " << i;
      ASSERT_EQ(state.phase == AlertPhase::kPending, !firing && breach) << "seed " << seed << ", step " << i;
    }
  }
}

TEST(AlertRule, RefusesRulesThatCannotWork) {
  EXPECT_TRUE(ValidateAlertRule({}).ok());
  EXPECT_TRUE(ValidateAlertRule({AlertComparison::kBelow, -1e300, 5, 5}).ok());
  EXPECT_EQ(ValidateAlertRule({AlertComparison::kAbove, kNaN, 1, 1}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ValidateAlertRule({AlertComparison::kAbove, 1, 0, 1}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ValidateAlertRule({AlertComparison::kAbove, 1, 1, 0}).code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay
