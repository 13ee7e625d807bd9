#include "assay/stats/quantile_sequence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "assay/stats/elementary.h"
#include "assay/stats/mixture_boundary.h"
#include "core/stats/random_numbers.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> From(double first, std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), first);
  return values;
}

TEST(QuantileSequence, CoinsAgreeWithConfseq) {
  struct Case {
    std::uint64_t successes, trials;
    double best_sample, low, high;
  };
  const Case cases[] = {{700, 1000, 100, 0.651629, 0.745949},
                        {15, 50, 50, 0.129556, 0.511896},
                        {5, 50, 50, 0.013021, 0.269264},
                        {1, 50, 50, 0, 0.13489},
                        {1, 2, 50, 0, 1},
                        {100, 200, 1, 0.328923, 0.671076},
                        {0, 1, 50, 0, 1},
                        {1, 1, 50, 0, 1},
                        {0, 0, 50, 0, 1}};
  for (const Case& c : cases) {
    const Result<Interval> interval = BernoulliSequence(c.successes, c.trials, {0.5, c.best_sample, 0.05}, 0.05);
    ASSERT_TRUE(interval.ok());
    EXPECT_NEAR(interval->low, c.low, 2e-6) << c.successes << '/' << c.trials;
    EXPECT_NEAR(interval->high, c.high, 2e-6) << c.successes << '/' << c.trials;
  }
}

TEST(QuantileSequence, StitchedBoundsAgreeWithConfseq) {
  EXPECT_NEAR(*DoubleStitchingBound(1000, {0.5, 100, 0.05}, 0.05), 68.62803, 1e-5);
  EXPECT_NEAR(*DoubleStitchingBound(1000, {0.9, 100, 0.05}, 0.05), 43.72119, 1e-5);
  EXPECT_NEAR(*DoubleStitchingBound(1000, {0.1, 100, 0.05}, 0.05), 59.96521, 1e-5);
  EXPECT_NEAR(*DistributionSequenceBound(1000, 0.05, 100, 0.85), 0.08204769, 1e-6);
  EXPECT_EQ(*DistributionSequenceBound(99, 0.05, 100, 0.85), kInfinity);
}

TEST(QuantileSequence, TwoSamplesAgreeWithConfseq) {
  struct Case {
    double first_of_b, quantile, p;
  };
  const Case cases[] = {{71, 0.5, 0.814704}, {86, 0.5, 0.0838055}, {101, 0.5, 0.0054947}, {56, 0.9, 0.0340463}};
  const std::vector<double> a = From(1, 1000);
  for (const Case& c : cases) {
    const std::vector<double> b = From(c.first_of_b, 1000);
    const QuantileTuning tuning{c.quantile, 100, 0.05};
    EXPECT_NEAR(QuantileSequenceTest(a, b, tuning)->p, c.p, 1e-5 * c.p + 1e-7) << c.first_of_b;
    EXPECT_EQ(QuantileSequenceTest(b, a, tuning)->log_p, QuantileSequenceTest(a, b, tuning)->log_p) << c.first_of_b;
  }
}

TEST(QuantileSequence, TestIsTheLeastEvidenceOverAllHypotheticalQuantiles) {
  RandomNumbers random(3);
  for (int round = 0; round < 40; ++round) {
    std::vector<double> samples[2];
    for (std::vector<double>& sample : samples) {
      const int size = 1 + static_cast<int>(60 * random.Uniform());
      for (int i = 0; i < size; ++i) sample.push_back(std::floor(8 * random.Uniform()) + (&sample == &samples[1] ? round % 5 : 0));
      std::ranges::sort(sample);
    }
    const QuantileTuning tuning{0.1 + 0.2 * (round % 5), 20, 0.05};
    const Result<MixtureBoundary> mixture =
        MixtureBoundary::BetaBinomial(tuning.quantile * (1 - tuning.quantile) * 20, 0.05, tuning.quantile, 1 - tuning.quantile, false);
    double least = kInfinity;
    for (double x = -1; x <= 14; x += 0.5) {  // every value and every gap between values
      double sum = 0;
      for (const std::vector<double>& sample : samples) {
        const double n = static_cast<double>(sample.size());
        const auto below = static_cast<double>(std::ranges::lower_bound(sample, x) - sample.begin());
        const auto up_to = static_cast<double>(std::ranges::upper_bound(sample, x) - sample.begin());
        double best = kInfinity;
        for (int step = 0; step <= 2000; ++step) {
          const double count = below + (up_to - below) * step / 2000;
          best = std::min(best, mixture->LogEvidence(count - n * tuning.quantile, tuning.quantile * (1 - tuning.quantile) * n));
        }
        sum += best;
      }
      least = std::min(least, sum);
    }
    EXPECT_NEAR(QuantileSequenceTest(samples[0], samples[1], tuning)->log_p, std::min(0.0, -least), 1e-3) << round;
  }
}

TEST(QuantileSequence, RanksAreThoseThatTheEvidenceAllows) {
  for (const double quantile : {0.05, 0.5, 0.9}) {
    for (const std::uint64_t n : {0U, 1U, 5U, 37U, 400U}) {
      const QuantileTuning tuning{quantile, 50, 0.05};
      const Result<QuantileRanks> ranks = QuantileSequenceRanks(n, tuning, 0.05);
      ASSERT_TRUE(ranks.ok());
      const Result<MixtureBoundary> mixture =
          MixtureBoundary::BetaBinomial(quantile * (1 - quantile) * 50, 0.05, quantile, 1 - quantile, false);
      std::uint64_t low = n + 1;
      std::uint64_t high = 0;
      for (std::uint64_t count = 0; count <= n; ++count) {
        const double size = static_cast<double>(n);
        const double s = static_cast<double>(count) - size * quantile;
        if (n > 0 && mixture->LogEvidence(s, quantile * (1 - quantile) * size) >= -Log(0.05)) continue;
        low = std::min(low, count);
        high = std::max(high, count);
      }
      EXPECT_EQ(ranks->low.value_or(0), low) << quantile << ' ' << n;
      EXPECT_EQ(ranks->high.value_or(n + 1), high + 1) << quantile << ' ' << n;
    }
  }
}

TEST(QuantileSequence, BoundsTheMedianAtAllTimes) {
  RandomNumbers random(5);
  const QuantileTuning tuning{0.5, 100, 0.05};
  std::vector<QuantileRanks> ranks;
  for (std::uint64_t n = 0; n <= 300; ++n) ranks.push_back(*QuantileSequenceRanks(n, tuning, 0.05));
  int wrong = 0;
  for (int stream = 0; stream < 1000; ++stream) {
    std::uint64_t below = 0;  // the true median is 1/2
    bool missed = false;
    for (std::size_t n = 1; n <= 300; ++n) {
      below += random.Coin(0.5);
      missed = missed || (ranks[n].low && *ranks[n].low > below) || (ranks[n].high && *ranks[n].high <= below);
    }
    wrong += missed;
  }
  EXPECT_LE(wrong, 50 + 14);
}

TEST(QuantileSequence, AnswersAtTheEdges) {
  const QuantileTuning tuning;
  const std::vector<double> none;
  const std::vector<double> one = {1};
  EXPECT_EQ(QuantileSequenceTest(none, one, tuning)->p, 1);
  EXPECT_EQ(QuantileSequenceTest(one, one, tuning)->p, 1);
  EXPECT_EQ(QuantileSequenceDifference(none, one, tuning, 0.05)->high, kInfinity);
  const std::vector<double> same(1000, 3);
  EXPECT_EQ(QuantileSequenceDifference(same, same, tuning, 0.05)->low, 0);
  EXPECT_EQ(QuantileSequenceDifference(same, same, tuning, 0.05)->high, 0);
  EXPECT_EQ(QuantileSequenceTest(same, same, tuning)->p, 1);
  EXPECT_FALSE(QuantileSequenceTest(std::vector<double>{2, 1}, one, tuning).ok());
  EXPECT_FALSE(QuantileSequenceTest(std::vector<double>{std::nan("")}, one, tuning).ok());
  EXPECT_FALSE(QuantileSequenceRanks(10, {0, 100, 0.05}, 0.05).ok());
  EXPECT_FALSE(QuantileSequenceRanks(10, {0.5, 0, 0.05}, 0.05).ok());
  EXPECT_FALSE(BernoulliSequence(2, 1, tuning, 0.05).ok());
  EXPECT_FALSE(BernoulliSequence(1, 1, tuning, 0).ok());
  EXPECT_FALSE(DoubleStitchingBound(0, tuning, 0.05).ok());
  EXPECT_FALSE(DistributionSequenceBound(100, 0.05, 100, 0.5).ok());
}

}  // namespace
}  // namespace assay
