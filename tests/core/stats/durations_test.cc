#include "assay/stats/durations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace assay {
namespace {

Moments Logs(std::initializer_list<double> durations) { return LogMoments(std::vector<double>(durations)); }

TEST(GeometricMean, AgreesWithAWorkedExample) {
  // ln 1, ln 10, ln 100: mean ln 10, standard deviation ln 10, t of 2 degrees 4.302652729749464.
  const std::optional<Estimate> mean = GeometricMean(Logs({100, 1, 10}), Confidence::Percent95());
  ASSERT_TRUE(mean.has_value() && mean->interval.has_value());
  const double margin = 4.302652729749464 * std::log(10.0) / std::sqrt(3.0);
  EXPECT_NEAR(mean->value, 10, 1e-13);
  EXPECT_NEAR(mean->interval->low, 10 * std::exp(-margin), 1e-11);
  EXPECT_NEAR(mean->interval->high, 10 * std::exp(margin), 1e-6);
}

TEST(GeometricMean, TakesNothingForLessThanAMillisecondAndOneForNoInterval) {
  const Confidence confidence = Confidence::Percent95();
  EXPECT_FALSE(GeometricMean(Moments(), confidence).has_value());
  EXPECT_FALSE(GeometricMean(Logs({7}), confidence)->interval.has_value());
  EXPECT_NEAR(GeometricMean(Logs({7}), confidence)->value, 7, 1e-14);
  EXPECT_NEAR(GeometricMean(Logs({0, 4}), confidence)->value, 2, 1e-14);
  EXPECT_EQ(GeometricMean(Logs({0, 0}), confidence)->interval->high, 1);
}

TEST(GeometricMeanChange, IsWelchsIntervalOnTheLogarithms) {
  const Confidence confidence = Confidence::Percent95();
  const Moments before = Logs({10, 20, 40, 80});
  const Moments after = Logs({5, 10, 20, 40});
  const std::optional<Estimate> change = GeometricMeanChange(before, after, confidence);
  ASSERT_TRUE(change.has_value() && change->interval.has_value());
  // Equal variances and sizes: 6 degrees, t = 2.446911851.
  const double margin = 2.446911851 * std::sqrt(2 * *before.Variance() / 4);
  EXPECT_NEAR(change->value, -0.5, 1e-14);
  EXPECT_NEAR(change->interval->low, 0.5 * std::exp(-margin) - 1, 1e-9);
  EXPECT_NEAR(change->interval->high, 0.5 * std::exp(margin) - 1, 1e-8);

  EXPECT_FALSE(GeometricMeanChange(Moments(), after, confidence).has_value());
  EXPECT_FALSE(GeometricMeanChange(before, Logs({3}), confidence)->interval.has_value());
  EXPECT_FALSE(GeometricMeanChange(Logs({3, 3}), Logs({4, 4}), confidence)->interval.has_value()) << "neither varies";
}

// Against the sum of the binomial's terms.
TEST(MedianInterval, IsTheNarrowestThatTheBinomialAllows) {
  for (const double level : {0.5, 0.9, 0.95, 0.99}) {
    const Confidence confidence = *Confidence::Of(level);
    EXPECT_FALSE(MedianInterval(0, confidence).has_value());
    for (std::uint64_t n = 1; n <= 400; ++n) {
      double term = std::pow(0.5, static_cast<double>(n));
      double sum = term;
      std::optional<std::uint64_t> low;
      for (std::uint64_t at = 0; sum <= (1 - level) / 2; ++at) {
        low = at;
        term *= static_cast<double>(n - at) / static_cast<double>(at + 1);
        sum += term;
      }
      const std::optional<MedianPlaces> places = MedianInterval(n, confidence);
      ASSERT_EQ(places.has_value(), low.has_value()) << "n " << n << " level " << level;
      if (!places.has_value()) continue;
      EXPECT_EQ(places->low, *low) << "n " << n << " level " << level;
      EXPECT_EQ(places->high, n - 1 - *low) << "n " << n << " level " << level;
    }
  }
  const std::optional<MedianPlaces> million = MedianInterval(1'000'000, Confidence::Percent95());
  EXPECT_NEAR(static_cast<double>(million->low), 500'000 - 1.96 * 500, 2);
}

// 95 % intervals hold what they promise on skewed task times; the budget is three standard errors of 4,000 samples and what a discrete
// distribution adds.
TEST(DurationIntervals, CoverTheMedianOfLogNormalTimes) {
  constexpr std::uint64_t kSeed = 20'100'415;
  constexpr int kSamples = 4'000;
  std::mt19937_64 random(kSeed);
  std::lognormal_distribution<double> times(std::log(30'000.0), 0.8);
  for (const std::size_t n : {6U, 12U, 40U}) {
    int by_mean = 0;
    int by_order = 0;
    for (int i = 0; i < kSamples; ++i) {
      std::vector<double> sample(n);
      for (double& time : sample) time = times(random);
      std::sort(sample.begin(), sample.end());
      const Interval mean = *GeometricMean(LogMoments(sample), Confidence::Percent95())->interval;
      by_mean += mean.low <= 30'000 && 30'000 <= mean.high ? 1 : 0;
      const MedianPlaces places = *MedianInterval(n, Confidence::Percent95());
      by_order += sample[places.low] <= 30'000 && 30'000 <= sample[places.high] ? 1 : 0;
    }
    EXPECT_NEAR(by_mean / double{kSamples}, 0.95, 0.0105) << "seed " << kSeed << " n " << n;
    EXPECT_GE(by_order / double{kSamples}, 0.95 - 0.0105) << "seed " << kSeed << " n " << n;
  }
}

}  // namespace
}  // namespace assay
