#include "assay/stats/confidence.h"

#include <gtest/gtest.h>

#include <limits>

namespace assay {
namespace {

TEST(Confidence, KnowsTheNormalQuantileOfItsLevel) {
  struct Case {
    double level;
    double z;
  };
  // sqrt(2) erfinv(level) of mpmath 1.3.0 with 30 digits.
  for (const Case& c : {Case{0.8, 1.2815515655446004}, Case{0.9, 1.6448536269514722}, Case{0.95, 1.9599639845400543},
                        Case{0.99, 2.5758293035489004}, Case{0.999, 3.290526731491895}}) {
    const Result<Confidence> confidence = Confidence::Of(c.level);
    ASSERT_TRUE(confidence.ok()) << c.level;
    EXPECT_EQ(confidence->level(), c.level);
    EXPECT_NEAR(confidence->z(), c.z, 1e-14 * c.z) << c.level;
  }
}

TEST(Confidence, The95PercentConstantIsTheComputedOne) {
  EXPECT_EQ(Confidence::Percent95().level(), 0.95);
  EXPECT_DOUBLE_EQ(Confidence::Percent95().z(), Confidence::Of(0.95)->z());
}

TEST(Confidence, RefusesLevelsOutsideTheOpenUnitInterval) {
  for (double level : {0.0, 1.0, -0.5, 95.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(Confidence::Of(level).status().code(), StatusCode::kInvalidArgument) << level;
  }
}

}  // namespace
}  // namespace assay
