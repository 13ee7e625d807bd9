#include "assay/stats/lift_sequence.h"

#include <gtest/gtest.h>

#include <cmath>

#include "assay/stats/elementary.h"

namespace assay {
namespace {

const SequenceTuning kTuning = *SequenceTuning::ForSample(5000, 0.05);

TEST(LiftSequence, IsTheLogRatioWhereThatExists) {
  const Result<LiftLook> look = LookAtLift(kTuning, {10, 0.1}, {11, 0.1}, 4000, 0.05);
  const double reach = *SequenceCriticalValue(kTuning, 4000, 0.05);
  const double half = reach * std::sqrt(0.01 * 0.01 + 0.1 / 11 * (0.1 / 11));
  EXPECT_NEAR(*look->estimate, 0.1, 1e-15);
  EXPECT_NEAR(look->interval->low, std::exp(std::log(1.1) - half) - 1, 1e-14);
  EXPECT_NEAR(look->interval->high, std::exp(std::log(1.1) + half) - 1, 1e-14);
}

TEST(LiftSequence, NeverContradictsItsTest) {
  for (const double control : {-10.0, -0.2, 0.05, 0.3, 1.0, 10.0}) {
    for (double treatment = -12; treatment <= 12; treatment += 0.173) {
      for (const double errors : {0.05, 0.3, 2.0}) {
        const Result<LiftLook> look = LookAtLift(kTuning, {control, errors}, {treatment, 0.7 * errors}, 3000, 0.05);
        ASSERT_TRUE(look.ok());
        if (!look->interval) continue;
        const bool excluded = look->interval->low > 0 || look->interval->high < 0;
        EXPECT_EQ(excluded, look->log_e > -Log(0.05)) << control << ' ' << treatment << ' ' << errors;
        EXPECT_LE(look->interval->low, *look->estimate);
        EXPECT_GE(look->interval->high, *look->estimate);
      }
    }
  }
}

TEST(LiftSequence, AnswersAtTheEdges) {
  const Result<LiftLook> zero = LookAtLift(kTuning, {0, 0.1}, {1, 0.1}, 1000, 0.05);
  EXPECT_FALSE(zero->estimate.has_value());
  EXPECT_FALSE(zero->interval.has_value());
  EXPECT_LT(zero->p_value.p, 0.01);
  EXPECT_FALSE(LookAtLift(kTuning, {0.1, 0.1}, {1, 0.1}, 1000, 0.05)->interval.has_value());
  const Result<LiftLook> none = LookAtLift(kTuning, {10, 0.1}, {0, 0}, 1000, 0.05);
  EXPECT_NEAR(none->interval->low, -1, 1e-12);
  EXPECT_NEAR(none->interval->high, -1, 1e-12);
  EXPECT_FALSE(LookAtLift(kTuning, {std::nan(""), 1}, {1, 1}, 10, 0.05).ok());
  EXPECT_FALSE(LookAtLift(kTuning, {1, -1}, {1, 1}, 10, 0.05).ok());
}

TEST(HybridSequence, SharesTheErrorBetweenTheLooksAndTheEnd) {
  const SequenceTuning tuning = *SequenceTuning::ForSample(1000, 0.02);
  const Result<HybridLook> early = LookAtHybrid(tuning, 1, 0.3, 999, 1000, 0.05, 0.4);
  EXPECT_FALSE(early->is_end);
  EXPECT_DOUBLE_EQ(early->error, 0.02);
  EXPECT_EQ(early->interval.low, LookAtSequence(tuning, 1, 0.3, 999, 0.02)->interval.low);
  const Result<HybridLook> end = LookAtHybrid(tuning, 1, 0.3, 1000, 1000, 0.05, 0.4);
  EXPECT_TRUE(end->is_end);
  EXPECT_NEAR(end->error, 0.03, 1e-15);
  EXPECT_NEAR(end->interval.low, 1 - 2.1700903775845606 * 0.3, 1e-12);
  EXPECT_FALSE(LookAtHybrid(tuning, 1, 0.3, 1000, 1000, 0.05, 1).ok());
  EXPECT_FALSE(LookAtHybrid(tuning, 1, 0.3, 1000, 0, 0.05, 0.5).ok());
  EXPECT_FALSE(LookAtHybrid(tuning, 1, 0.3, 1000, 1000, 12, 0.01).ok());
  EXPECT_FALSE(LookAtHybrid(tuning, 1, 0.3, 1000, 1000, 5e-324, 0.5).ok());
}

}  // namespace
}  // namespace assay
