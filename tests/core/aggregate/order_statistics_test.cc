#include "assay/aggregate/order_statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace assay {
namespace {

TEST(OrderStatistics, AgreeWithASort) {
  constexpr std::uint64_t kSeed = 99;
  std::mt19937_64 random(kSeed);
  // Shapes that stress the intervals: spread evenly, heavy ties, many magnitudes of both signs, one far outlier, all equal.
  const auto value = [&](int shape) -> double {
    const double unit = static_cast<double>(random() >> 11) / 9007199254740992.0;
    switch (shape) {
      case 0: return unit;
      case 1: return static_cast<double>(random() % 5);
      case 2: return std::ldexp(unit - 0.5, static_cast<int>(random() % 2000) - 1000);
      case 3: return random() % 1000 == 0 ? 1e300 : 1 + unit * 1e-9;
      default: return -3.25;
    }
  };
  for (const std::size_t size : {1, 2, 3, 511, 512, 513, 5000}) {
    for (int shape = 0; shape < 5; ++shape) {
      std::vector<double> values(size);
      for (double& x : values) x = value(shape);
      std::vector<double> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      std::vector<std::size_t> ranks;
      for (int i = 0; i < 7; ++i) ranks.push_back(random() % size);
      ranks.push_back(0);
      ranks.push_back(size - 1);
      std::sort(ranks.begin(), ranks.end());
      const std::vector<double> found = OrderStatistics(values, ranks);
      ASSERT_EQ(found.size(), ranks.size());
      for (std::size_t i = 0; i < ranks.size(); ++i) {
        ASSERT_EQ(found[i], sorted[ranks[i]]) << "seed " << kSeed << " size " << size << " shape " << shape << " rank " << ranks[i];
      }
    }
  }
}

TEST(OrderStatistics, NoRankNeedsNoValue) { EXPECT_TRUE(OrderStatistics({}, {}).empty()); }

TEST(Quantiles, FollowDefinitionSeven) {
  struct Case {
    const char* name;
    std::vector<double> values;
    double p;
    double expected;  // R 4.2: quantile(values, p, type = 7)
  };
  const Case cases[] = {
      {"one value", {42}, 0.9, 42},
      {"two values", {1, 2}, 0.25, 1.25},
      {"least", {5, 1, 3}, 0, 1},
      {"greatest", {5, 1, 3}, 1, 5},
      {"median of an even number", {4, 1, 3, 2}, 0.5, 2.5},
      {"median of an odd number", {9, 1, 5}, 0.5, 5},
      {"between ranks", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.9, 9.1},
      {"ties", {2, 2, 2, 7}, 0.5, 2},
      {"negative", {-1, -2, -3, -4}, 0.75, -1.75},
      {"huge values of both signs", {-1.7e308, 1.7e308}, 0.5, 0},
  };
  for (const Case& c : cases) {
    const std::vector<double> found = Quantiles(c.values, std::vector<double>{c.p});
    EXPECT_DOUBLE_EQ(found.at(0), c.expected) << c.name;
  }
}

TEST(Quantiles, AnswerInTheOrderOfTheProbabilities) {
  const std::vector<double> values = {1, 2, 3, 4, 5};
  EXPECT_EQ(Quantiles(values, std::vector<double>{0.75, 0, 0.75, 0.5}), (std::vector<double>{4, 1, 4, 3}));
}

}  // namespace
}  // namespace assay
