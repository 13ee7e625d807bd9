#include "assay/stats/samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "assay/stats/quantiles.h"

namespace assay {
namespace {

const Confidence kLevel = Confidence::Percent95();

// ?wilcox.test of R (Hollander and Wolfe, 1973, page 69): W = 35, one-sided p = 0.1272 (exact).
TEST(MannWhitney, HasTheDigitsOfR) {
  const std::vector<double> x = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
  const std::vector<double> y = {1.15, 0.88, 0.90, 0.74, 1.21};
  const RankTest test = MannWhitney(y, x);
  EXPECT_EQ(test.statistic, 35);
  EXPECT_EQ(test.higher, 0.7);
  EXPECT_FALSE(test.z.has_value());
  EXPECT_NEAR(test.p_value.p, 2 * 0.1272, 1e-4);
}

// Every way to deal the ranks to two arms.
TEST(MannWhitney, IsExactWithoutTies) {
  for (const std::size_t n1 : {1U, 2U, 4U}) {
    for (const std::size_t n2 : {1U, 3U, 5U}) {
      std::vector<bool> treated(n1 + n2, false);
      std::fill(treated.begin() + static_cast<std::ptrdiff_t>(n1), treated.end(), true);
      std::vector<double> statistics;
      do {
        double pairs = 0;
        double controls = 0;
        for (const bool is_treated : treated) is_treated ? pairs += controls : controls += 1;
        statistics.push_back(pairs);
      } while (std::next_permutation(treated.begin(), treated.end()));
      std::sort(treated.begin(), treated.end());
      do {
        std::vector<double> control;
        std::vector<double> treatment;
        for (std::size_t i = 0; i < treated.size(); ++i) (treated[i] ? treatment : control).push_back(static_cast<double>(i) * 1.5);
        const RankTest test = MannWhitney(control, treatment);
        const double smaller = std::min(test.statistic, static_cast<double>(n1 * n2) - test.statistic);
        const auto as_low = std::count_if(statistics.begin(), statistics.end(), [&](double u) { return u <= smaller; });
        EXPECT_NEAR(test.p_value.p, std::min(1.0, 2 * static_cast<double>(as_low) / static_cast<double>(statistics.size())), 1e-13);
      } while (std::next_permutation(treated.begin(), treated.end()));
    }
  }
}

TEST(MannWhitney, CountsTiesAsHalf) {
  const std::vector<double> a = {1, 2, 2, 3};
  const std::vector<double> b = {2, 2, 4};
  const RankTest test = MannWhitney(a, b);
  EXPECT_EQ(test.statistic, 1 + 0.5 * 2 + 1 + 0.5 * 2 + 4);
  ASSERT_TRUE(test.z.has_value());
  // 12/12 (8 - 60/42) and the correction of one half.
  EXPECT_NEAR(*test.z, (8 - 6 - 0.5) / std::sqrt(8 - 60.0 / 42), 1e-14);
  EXPECT_EQ(MannWhitney({}, b).gap, Gap::kNoData);
  const std::vector<double> same(3, 7);
  EXPECT_EQ(MannWhitney(same, same).gap, Gap::kNoVariance);
  EXPECT_EQ(MannWhitney(same, same).higher, 0.5);
}

TEST(QuantileOf, IsLinearBetweenNeighbours) {
  const std::vector<double> values = {1, 2, 4, 8};
  EXPECT_EQ(*QuantileOf(values, 0), 1);
  EXPECT_EQ(*QuantileOf(values, 1), 8);
  EXPECT_EQ(*QuantileOf(values, 0.5), 3);
  EXPECT_FALSE(QuantileOf({}, 0.5).has_value());
}

TEST(BootstrapDifference, FollowsFromItsSeedAndComesNearTheFormula) {
  std::vector<double> control(300);
  std::vector<double> treatment(200);
  for (std::size_t i = 0; i < control.size(); ++i) control[i] = static_cast<double>((i * 7919) % 1000) / 1000;
  for (std::size_t i = 0; i < treatment.size(); ++i) treatment[i] = 0.1 + static_cast<double>((i * 104'729) % 1000) / 1000;
  const Bootstrap first = BootstrapDifference(control, treatment, Compared::kMean, 0, 4000, 20'261'124, kLevel);
  const Bootstrap again = BootstrapDifference(control, treatment, Compared::kMean, 0, 4000, 20'261'124, kLevel);
  const Bootstrap other = BootstrapDifference(control, treatment, Compared::kMean, 0, 4000, 1, kLevel);
  EXPECT_EQ(first.interval.low, again.interval.low);
  EXPECT_NE(first.interval.low, other.interval.low);
  const double error = std::sqrt(1.0 / 12 / 300 + 1.0 / 12 / 200);
  EXPECT_NEAR(first.standard_error, error, 0.1 * error);
  EXPECT_NEAR(first.interval.low, first.estimate - 1.96 * error, 0.25 * error);
  EXPECT_NEAR(first.interval.high, first.estimate + 1.96 * error, 0.25 * error);
  const Bootstrap median = BootstrapDifference(control, treatment, Compared::kQuantile, 0.5, 1000, 3, kLevel);
  EXPECT_NEAR(median.estimate, 0.1, 0.05);
  EXPECT_LT(median.interval.low, median.estimate);
  EXPECT_GT(median.interval.high, median.estimate);
}

// A resample's quantile from counts is that of the resample written out: with all values the same but one, and at both ends.
TEST(BootstrapDifference, OfQuantilesReachesBothEnds) {
  const std::vector<double> control = {0, 0};
  const std::vector<double> treatment = {1, 5, 9};
  const Bootstrap highest = BootstrapDifference(control, treatment, Compared::kQuantile, 1, 500, 9, kLevel);
  EXPECT_EQ(highest.estimate, 9);
  EXPECT_EQ(highest.interval.high, 9);
  const Bootstrap lowest = BootstrapDifference(control, treatment, Compared::kQuantile, 0, 500, 9, kLevel);
  EXPECT_EQ(lowest.interval.low, 1);
  EXPECT_EQ(BootstrapDifference({}, treatment, Compared::kMean, 0, 10, 1, kLevel).gap, Gap::kNoData);
  EXPECT_EQ(BootstrapDifference(std::vector<double>{1}, treatment, Compared::kMean, 0, 10, 1, kLevel).gap, Gap::kTooFew);
}

TEST(Winsorise, SaysWhatItDid) {
  const std::vector<double> values = {1, 2, 3, 1000};
  const Winsorised cut = Winsorise(values, 2, 10);
  EXPECT_EQ(cut.before.mean, 251.5);
  EXPECT_EQ(cut.after.mean, 4.25);
  EXPECT_EQ(cut.raised, 1U);
  EXPECT_EQ(cut.lowered, 1U);
  EXPECT_EQ(Winsorise({}, 0, 1).before.n, 0U);
}

// By the definition, rank by rank, in extended precision.
TEST(RanksOfQuantile, AreTheWidestThatTheTailsAllow) {
  for (const std::uint64_t n : {1, 5, 20, 57, 200}) {
    for (const double q : {0.01, 0.5, 0.9}) {
      SCOPED_TRACE(testing::Message() << q << " of " << n);
      std::vector<long double> below(n + 2, 0);  // P(X <= k - 1)
      for (std::uint64_t k = 0; k <= n; ++k) {
        const auto kk = static_cast<long double>(k);
        const auto nn = static_cast<long double>(n);
        below[k + 1] = below[k] + std::exp(std::lgamma(nn + 1) - std::lgamma(kk + 1) - std::lgamma(nn - kk + 1) + kk * std::log(q) +
                                           (nn - kk) * std::log1p(-static_cast<long double>(q)));
      }
      std::optional<std::uint64_t> low;
      std::optional<std::uint64_t> high;
      for (std::uint64_t k = 1; k <= n; ++k) {
        if (below[k] <= 0.025L) low = k;
        if (!high && 1 - below[k] <= 0.025L) high = k;
      }
      const QuantileRanks ranks = RanksOfQuantile(n, q, kLevel);
      EXPECT_EQ(ranks.low, low);
      EXPECT_EQ(ranks.high, high);
      const long double expected = (high ? below[*high] : 1) - (low ? below[*low] : 0);
      EXPECT_NEAR(ranks.coverage, static_cast<double>(expected), 1e-12);
    }
  }
}

TEST(ArmOfQuantile, RefusesTooFewAndWidensByClusters) {
  EXPECT_EQ(ArmOfQuantile({36, 0.9, 1, 0, 2, 1}, kLevel).gap, Gap::kTooFew);
  EXPECT_EQ(ArmOfQuantile({37, 0.9, 1, 1, 1, 1}, kLevel).gap, Gap::kNoVariance);
  const QuantileArm arm = ArmOfQuantile({100, 0.5, 10, 8, 12, 4}, kLevel);
  EXPECT_NEAR(std::sqrt(arm.arm.variance / arm.arm.n), 2 * (12.0 - 8) / (2 * kLevel.z()), 1e-14);
  // Clusters of one observation each widen nothing: variance q (1 - q).
  EXPECT_NEAR(*ClusterInflation({1000, 0.9, 0.09, 1, 0, 0}), 1, 1e-12);
  // Of four that are all alike: four times.
  EXPECT_NEAR(*ClusterInflation({1000, 3.6, 16 * 0.09, 4, 0, 0}), 4, 1e-12);
}

}  // namespace
}  // namespace assay
