#include "assay/behavior/retention.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Retention, CountsLaterConditionsOnlyOfWhoMetTheFirst) {
  EXPECT_EQ(RetentionMask(0b000), 0);
  EXPECT_EQ(RetentionMask(0b001), 0b001);
  EXPECT_EQ(RetentionMask(0b010), 0) << "the first is the anchor";
  EXPECT_EQ(RetentionMask(0b110), 0);
  EXPECT_EQ(RetentionMask(0b101), 0b101);
  EXPECT_EQ(RetentionMask(0xffff'ffff), 0xffff'ffff);
}

// Users 0..79, 0..49 and 0..59 were active on three days.
TEST(Retention, SumsOverUsers) {
  std::uint32_t sums[3] = {};
  for (int user = 0; user < 100; ++user) {
    const StepMask kept = RetentionMask((user < 80 ? 1U : 0U) | (user < 50 ? 2U : 0U) | (user < 60 || user == 99 ? 4U : 0U));
    for (int day = 0; day < 3; ++day) sums[day] += kept >> day & 1;
  }
  EXPECT_EQ(sums[0], 80);
  EXPECT_EQ(sums[1], 50);
  EXPECT_EQ(sums[2], 60);
}

}  // namespace
}  // namespace assay
