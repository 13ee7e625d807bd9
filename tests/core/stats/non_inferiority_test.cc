#include "assay/stats/non_inferiority.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(NonInferiority, VerdictIsReadOffTheInterval) {
  struct Case {
    Interval interval;
    double margin;
    GuardrailVerdict verdict;
  };
  const Case cases[] = {
      {{0.01, 0.05}, 0.02, GuardrailVerdict::kBetter},
      {{-0.01, 0.05}, 0.02, GuardrailVerdict::kSafe},
      {{-0.019, -0.001}, 0.02, GuardrailVerdict::kWorseButSafe},
      {{-0.02, 0.05}, 0.02, GuardrailVerdict::kUndecided},
      {{-0.05, -0.01}, 0.02, GuardrailVerdict::kUndecided},
      {{-0.05, -0.02}, 0.02, GuardrailVerdict::kHarmful},
      {{-kInfinity, kInfinity}, 0.02, GuardrailVerdict::kUndecided},
      {{-0.01, kInfinity}, 0.02, GuardrailVerdict::kSafe},
      {{-kInfinity, -0.03}, 0.02, GuardrailVerdict::kHarmful},
      {{0, 0}, 0, GuardrailVerdict::kUndecided},
      {{-1, 0}, 0, GuardrailVerdict::kUndecided},
      {{-1, -0.5}, 0, GuardrailVerdict::kHarmful},
      {{0, 0}, 0.01, GuardrailVerdict::kSafe},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(*JudgeGuardrail(c.interval, c.margin, Direction::kHigherIsBetter), c.verdict) << c.interval.low;
    EXPECT_EQ(*JudgeGuardrail({-c.interval.high, -c.interval.low}, c.margin, Direction::kLowerIsBetter), c.verdict) << c.interval.low;
  }
}

TEST(NonInferiority, RefusesWhatIsNoMarginOrInterval) {
  EXPECT_FALSE(JudgeGuardrail({0, 1}, -1, Direction::kHigherIsBetter).ok());
  EXPECT_FALSE(JudgeGuardrail({0, 1}, kInfinity, Direction::kHigherIsBetter).ok());
  EXPECT_FALSE(JudgeGuardrail({1, 0}, 1, Direction::kHigherIsBetter).ok());
  EXPECT_FALSE(JudgeGuardrail({std::nan(""), 0}, 1, Direction::kHigherIsBetter).ok());
}

}  // namespace
}  // namespace assay
