#include "assay/stats/srm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace assay {
namespace {

struct Case {
  const char* name;
  std::vector<std::uint64_t> observed;
  std::vector<double> weights;
  double chi_squared;
  std::uint32_t degrees;
  double p;
  double log_p;
};

TEST(SampleRatio, AgreesWithTheReferenceEngines) {
  // "R": chisq.test of R 4.2.2. The others: Pearson's formula in mpmath 1.2.1 with 60 digits, zero-weight arms dropped.
  const Case cases[] = {
      {"exact split", {500, 500}, {0.5, 0.5}, 0, 1, 1, 0},
      {"uneven", {1000, 1200}, {0.5, 0.5}, 18.181818181818183, 1, 2.0078656124264847e-05, -10.815853191462823},
      {"three arms", {310, 98, 206}, {0.5, 0.17, 0.33}, 0.47566293322185316, 2, 0.788335540759065, -0.23783146661092658},
      {"large", {821588, 815482}, {0.5, 0.5}, 22.77436884189436, 1, 1.8217928726191873e-06, -13.215689446917377},
      {"a billion", {500000000, 500200000}, {0.5, 0.5}, 39.992001599680066, 1, 2.550048980109243e-10, -22.089738363068612},
      {"closed arm stays empty", {5000, 5250, 0}, {0.5, 0.5, 0}, 6.097560975609756, 1, 0.013536859346243506, -4.302338992152072},
      {"one arm gets everybody", {0, 10}, {0.5, 0.5}, 10, 1, 0.0015654022580025497, -6.459612454150122},
      {"p underflows", {1000000, 2000000}, {0.5, 0.5}, 333333.3333333333, 1, 0, -166673.25091015393},
      {"R: three equal shares", {20, 15, 25}, {1, 1, 1}, 2.5, 2, 0.2865047968601901, -1.25},
      {"R: five shares", {89, 37, 30, 28, 2}, {0.4, 0.2, 0.2, 0.15, 0.05}, 9.990143369175627, 4, 0.04059404334478121, -3.204133938784026},
      {"weights in any unit", {1000, 1200}, {3, 3}, 18.181818181818183, 1, 2.0078656124264847e-05, -10.815853191462823},
  };
  for (const Case& c : cases) {
    const auto result = TestSampleRatio(c.observed, c.weights);
    ASSERT_TRUE(result.ok()) << c.name;
    ASSERT_TRUE(result->has_value()) << c.name;
    const SampleRatioTest& test = **result;
    EXPECT_FALSE(test.zero_weight_observed) << c.name;
    EXPECT_NEAR(test.chi_squared.value(), c.chi_squared, 1e-11 * c.chi_squared) << c.name;
    EXPECT_EQ(test.degrees, c.degrees) << c.name;
    EXPECT_NEAR(test.p_value.p, c.p, 1e-10 * c.p) << c.name;
    EXPECT_NEAR(test.p_value.log_p, c.log_p, 1e-10 * std::fabs(c.log_p)) << c.name;
  }
}

TEST(SampleRatio, UsersInAnArmThatShouldGetNobodyAreImpossible) {
  const auto result = TestSampleRatio(std::vector<std::uint64_t>{5000, 5000, 1}, std::vector<double>{1, 1, 0});
  ASSERT_TRUE(result.ok());
  ASSERT_TRUE(result->has_value());
  EXPECT_TRUE((*result)->zero_weight_observed);
  EXPECT_FALSE((*result)->chi_squared.has_value());
  EXPECT_EQ((*result)->p_value.p, 0);
  EXPECT_EQ((*result)->p_value.log_p, -std::numeric_limits<double>::infinity());
}

TEST(SampleRatio, HasNoAnswerWithoutUsersOrWithOneOpenArm) {
  struct Empty {
    const char* name;
    std::vector<std::uint64_t> observed;
    std::vector<double> weights;
  };
  const Empty cases[] = {
      {"no users", {0, 0}, {1, 1}},
      {"one arm", {10}, {1}},
      {"one open arm", {10, 0}, {1, 0}},
  };
  for (const Empty& c : cases) {
    const auto result = TestSampleRatio(c.observed, c.weights);
    ASSERT_TRUE(result.ok()) << c.name;
    EXPECT_FALSE(result->has_value()) << c.name;
  }
}

TEST(SampleRatio, RefusesWeightsThatAreNoShares) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double largest = std::numeric_limits<double>::max();
  struct Bad {
    const char* name;
    std::vector<std::uint64_t> observed;
    std::vector<double> weights;
  };
  const Bad cases[] = {
      {"no arms", {}, {}},
      {"lengths differ", {1, 2}, {1}},
      {"negative", {1, 2}, {1, -1}},
      {"NaN", {1, 2}, {1, std::numeric_limits<double>::quiet_NaN()}},
      {"infinite", {1, 2}, {1, infinity}},
      {"sum overflows", {1, 2}, {largest, largest}},
      {"all zero", {1, 2}, {0, 0}},
      {"vanishing share", {1, 2}, {1, 1e-300}},
      {"too many users", {std::uint64_t{1} << 53, 1}, {1, 1}},
      {"users overflow", {~std::uint64_t{0}, 2}, {1, 1}},
  };
  for (const Bad& c : cases) {
    EXPECT_EQ(TestSampleRatio(c.observed, c.weights).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

}  // namespace
}  // namespace assay
