#include "assay/stats/student_t.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace assay {
namespace {

TEST(StudentQuantile, AgreesWithFiftyDigits) {
  struct Case {
    std::uint64_t degrees;
    double level;
    double t;
  };
  // Bisected with 50 digits; tables that go back to Cephes are off from the 11th digit on.
  const Case cases[] = {
      {1, 0.95, 12.706204736174705},    {2, 0.95, 4.302652729749464},
      {3, 0.95, 3.1824463052837095},    {4, 0.95, 2.7764451051977943},
      {5, 0.95, 2.5705818356363155},    {10, 0.95, 2.228138851986275},
      {30, 0.95, 2.042272456301238},    {100, 0.95, 1.9839715185235522},
      {1000, 0.95, 1.9623390808264085}, {1, 0.5, 1},
      {2, 0.5, 0.816496580927726},
  };
  for (const Case& c : cases) {
    const std::optional<double> t = StudentQuantile(c.degrees, *Confidence::Of(c.level));
    ASSERT_TRUE(t.has_value()) << c.degrees;
    EXPECT_NEAR(*t, c.t, 1e-12 * c.t) << c.degrees << " degrees, level " << c.level;
  }
}

// Simpson's rule on the density, without its constant: the share of its area that lies within [-t, t].
TEST(StudentQuantile, EnclosesItsLevelOfTheDensity) {
  constexpr int kPieces = 40'000;
  // Over the angle, where t = sqrt(degrees) tan(angle), the density is cos^(degrees - 1).
  const auto area = [](double angle, double degrees) {
    double sum = 0;
    for (int i = 0; i <= kPieces; ++i) {
      const double weight = i == 0 || i == kPieces ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * std::pow(std::cos(angle * i / kPieces), degrees - 1);
    }
    return sum * angle / kPieces;
  };
  for (const std::uint64_t degrees : {1, 2, 3, 4, 7, 8, 31, 32, 199, 200, 201, 202, 1000}) {
    for (const double level : {0.5, 0.8, 0.95, 0.999}) {
      const double n = static_cast<double>(degrees);
      const double t = *StudentQuantile(degrees, *Confidence::Of(level));
      EXPECT_NEAR(area(std::atan(t / std::sqrt(n)), n) / area(std::acos(-1.0) / 2, n), level, 1e-9) << degrees << " degrees";
    }
  }
}

TEST(StudentQuantile, HasNoAnswerWithoutDegreesAndApproachesTheNormalFromAbove) {
  const Confidence confidence = Confidence::Percent95();
  EXPECT_FALSE(StudentQuantile(0, confidence).has_value());
  double last = 13;
  for (std::uint64_t degrees = 1; degrees < 400; ++degrees) {
    const double t = *StudentQuantile(degrees, confidence);
    EXPECT_LT(t, last) << degrees;
    last = t;
  }
  EXPECT_GT(last, confidence.z());
  EXPECT_NEAR(*StudentQuantile(UINT64_MAX, confidence), confidence.z(), 1e-15);
}

}  // namespace
}  // namespace assay
