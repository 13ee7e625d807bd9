#include "assay/base/moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace assay {
namespace {

Moments Of(const std::vector<double>& values) {
  Moments moments;
  for (double x : values) moments.Add(x);
  return moments;
}

// Two passes in long double, the textbook definition: the oracle.
void ExpectDefinition(const Moments& moments, const std::vector<double>& values, double relative) {
  long double sum = 0;
  for (double x : values) sum += x;
  const long double mean = sum / static_cast<long double>(values.size());
  long double m2 = 0;
  for (double x : values) m2 += (x - mean) * (x - mean);
  ASSERT_EQ(moments.n, values.size());
  EXPECT_NEAR(moments.mean, static_cast<double>(mean), relative * std::fabs(static_cast<double>(mean)) + 1e-300);
  EXPECT_NEAR(moments.m2, static_cast<double>(m2), relative * static_cast<double>(m2) + 1e-300);
}

TEST(Moments, EmptyHasNeitherMeanNorVariance) {
  EXPECT_FALSE(Moments().Mean().has_value());
  EXPECT_FALSE(Moments().Variance().has_value());
}

TEST(Moments, OneObservationHasAMeanButNoVariance) {
  const Moments moments = Of({-3.5});
  EXPECT_EQ(moments.Mean(), -3.5);
  EXPECT_FALSE(moments.Variance().has_value());
}

TEST(Moments, KnownSmallSamples) {
  struct Case {
    const char* name;
    std::vector<double> values;
    double mean;
    double variance;
  };
  const Case cases[] = {
      {"two", {1, 3}, 2, 2},
      {"ties", {4, 4, 4, 4}, 4, 0},
      {"signed zeros", {0.0, -0.0}, 0, 0},
      {"even spread", {2, 4, 6, 8}, 5, 20.0 / 3},
      {"beyond exact integers", {9007199254740992.0, 9007199254740996.0}, 9007199254740994.0, 8},
  };
  for (const Case& c : cases) {
    const Moments moments = Of(c.values);
    EXPECT_DOUBLE_EQ(moments.Mean().value(), c.mean) << c.name;
    EXPECT_DOUBLE_EQ(moments.Variance().value(), c.variance) << c.name;
  }
}

// Sum of squares would give anything from negative to 1000 here: 1e18 has a spacing of 128.
TEST(Moments, KeepsUnitVarianceBesideAMeanOfABillion) {
  std::vector<double> values;
  for (int i = 0; i < 10'000; ++i) values.push_back(1e9 + (i % 2 == 0 ? 1.0 : -1.0));
  const Moments moments = Of(values);
  EXPECT_NEAR(moments.Mean().value(), 1e9, 1e-6);
  EXPECT_NEAR(moments.Variance().value(), 10'000.0 / 9'999.0, 1e-9);
}

TEST(Moments, MergingWithEmptyChangesNothing) {
  const Moments some = Of({1, 2, 4});
  Moments left = some;
  left.Merge(Moments());
  Moments right;
  right.Merge(some);
  for (const Moments& moments : {left, right}) {
    EXPECT_EQ(moments.n, some.n);
    EXPECT_EQ(moments.mean, some.mean);
    EXPECT_EQ(moments.m2, some.m2);
  }
}

TEST(Moments, MergingWithEmptyDoesNotOverflow) {
  for (Moments moments : {Of({1e200}), Moments()}) {
    moments.Merge(moments.n == 0 ? Of({1e200}) : Moments());
    moments.Merge(Moments());
    EXPECT_EQ(moments.mean, 1e200);
    EXPECT_EQ(moments.m2, 0);
  }
}

TEST(Moments, AnyGroupingOfMergesAgreesWithTheDefinition) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    std::vector<double> all;
    std::vector<Moments> parts(1 + random() % 9);
    for (Moments& part : parts) {
      const std::size_t size = random() % 40;  // empty parts among them
      for (std::size_t i = 0; i < size; ++i) {
        const double x = 1e6 + static_cast<double>(random() >> 11) * 0x1p-43;
        part.Add(x);
        all.push_back(x);
      }
    }
    if (all.empty()) continue;
    Moments forward;
    for (const Moments& part : parts) forward.Merge(part);
    Moments backward;
    for (std::size_t i = parts.size(); i-- > 0;) {
      Moments part = parts[i];
      part.Merge(backward);
      backward = part;
    }
    ExpectDefinition(forward, all, 1e-12);
    ExpectDefinition(backward, all, 1e-12);
    ExpectDefinition(Of(all), all, 1e-12);
  }
}

}  // namespace
}  // namespace assay
