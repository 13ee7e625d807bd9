#include "assay/monitor/ewma.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace assay {
namespace {

// `n` normal numbers of mean 50 and deviation 4 (Box and Muller, 1958).
std::vector<double> Noise(std::uint64_t seed, std::size_t n) {
  std::mt19937_64 random(seed);
  std::vector<double> values;
  while (values.size() < n) {
    const double u = (static_cast<double>(random() >> 11) + 1) * 0x1p-53;
    const double v = static_cast<double>(random() >> 11) * 0x1p-53;
    values.push_back(50 + 4 * std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * v));
  }
  return values;
}

std::vector<EwmaPoint> Chart(const std::vector<double>& series, const EwmaOptions& options) {
  const Result<std::vector<EwmaPoint>> points = EwmaChart(series, options);
  EXPECT_TRUE(points.ok()) << points.status().message();
  return points.ok() ? *points : std::vector<EwmaPoint>();
}

double FalseAlarmShare(std::size_t warm_up, std::uint64_t seeds, std::size_t points_per_seed) {
  std::size_t alarms = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    for (const EwmaPoint& point : Chart(Noise(seed, warm_up + points_per_seed), {0.2, 2.86, warm_up})) alarms += point.anomalous ? 1U : 0U;
  }
  return static_cast<double>(alarms) / static_cast<double>(seeds * points_per_seed);
}

// By hand: the warm-up {10, 12, 14, 16, 18} has median 14 and median deviation 2, so s = 2.965204437; lambda 0.5, limit 3.
TEST(EwmaChart, FollowsTheFormulaOnASmallSeries) {
  const std::vector<EwmaPoint> points = Chart({18, 10, 14, 12, 16, /* chart: */ 14, 22, 30}, {0.5, 3, 5});
  ASSERT_EQ(points.size(), 3U);
  const double s = 2 * 1.482602218505602;
  const double margins[] = {3 * s * std::sqrt(0.25), 3 * s * std::sqrt(0.3125), 3 * s * std::sqrt(0.328125)};
  const double smoothed[] = {14, 18, 24};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(points[i].expected, 14) << i;
    EXPECT_DOUBLE_EQ(points[i].smoothed, smoothed[i]) << i;
    EXPECT_NEAR(points[i].low, 14 - margins[i], 1e-12) << i;
    EXPECT_NEAR(points[i].high, 14 + margins[i], 1e-12) << i;
    EXPECT_EQ(points[i].anomalous, i == 2) << i;  // the margins are 4.45, 4.97, 5.10
  }
}

// A point is outside with P(|Z| > 2.86) = 0.42 %; learning from a finite warm-up adds to it.
TEST(EwmaChart, FalseAlarmsOnWhiteNoiseAreAsRareAsStated) {
  const double well_learnt = FalseAlarmShare(2'000, 200, 500);
  EXPECT_GE(well_learnt, 0.003);
  EXPECT_LE(well_learnt, 0.006);
  EXPECT_LE(FalseAlarmShare(100, 400, 250), 0.03);
}

// Average run lengths to detection for settled limits and known spread, by Crowder's integral equation (Gauss-Legendre, 60 nodes): 9.80
// points for one deviation, 3.59 for two. The learnt spread blurs that a little; 2,000 points of warm-up keep it small.
TEST(EwmaChart, FindsAStepWithinTheStatedDelay) {
  struct Case {
    double deviations;
    double mean_delay;
    double tolerance;
    std::size_t nearly_always_within;
  };
  for (const Case& c : {Case{1, 9.8, 1.2, 40}, Case{2, 3.6, 0.4, 10}, Case{-2, 3.6, 0.4, 10}}) {
    constexpr std::uint64_t kSeeds = 400;
    constexpr std::size_t kWarmUp = 2'000;
    constexpr std::size_t kInControl = 50;  // points until the limits have settled
    double delays = 0;
    std::size_t late = 0;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      std::vector<double> series = Noise(seed, kWarmUp + 200);
      for (std::size_t i = kWarmUp + kInControl; i < series.size(); ++i) series[i] += 4 * c.deviations;
      const std::vector<EwmaPoint> points = Chart(series, {0.2, 2.86, kWarmUp});
      std::size_t found = kInControl;
      while (found < points.size() && !points[found].anomalous) ++found;
      const std::size_t delay = found + 1 - kInControl;
      delays += static_cast<double>(delay);
      late += delay > c.nearly_always_within ? 1U : 0U;
    }
    EXPECT_NEAR(delays / kSeeds, c.mean_delay, c.tolerance) << c.deviations << " deviations, seeds 1.." << kSeeds;
    EXPECT_LE(late, kSeeds / 50) << c.deviations;
  }
}

TEST(EwmaChart, OutliersInTheWarmUpDoNotBlindIt) {
  std::vector<double> series = Noise(5, 240);
  for (std::size_t i = 0; i < 200; i += 7) series[i] = 10'000;  // a seventh of the warm-up
  for (std::size_t i = 200; i < series.size(); ++i) series[i] += 12;
  const std::vector<EwmaPoint> points = Chart(series, {0.2, 2.86, 200});
  EXPECT_NEAR(points.front().expected, 50, 2);
  EXPECT_TRUE(points[9].anomalous);
}

TEST(EwmaChart, AConstantSeriesIsNormalAndAnyChangeOfItIsNot) {
  for (double level : {0.1, -7.3, 0.0, 1e150}) {
    std::vector<double> series(20, level);
    for (const EwmaPoint& point : Chart(series, {0.3, 3, 10})) {
      EXPECT_FALSE(point.anomalous) << level;
      EXPECT_EQ(point.low, level);
      EXPECT_EQ(point.high, level);
    }
    series.back() = level == 0 ? 1e-9 : level * 0.999;
    EXPECT_TRUE(Chart(series, {0.3, 3, 10}).back().anomalous) << level;
  }
}

TEST(EwmaChart, AMostlyConstantWarmUpFallsBackToTheStandardDeviation) {
  // Eight zeros and two tens: the median deviation is 0, the sample deviation sqrt(160 / 9).
  const std::vector<EwmaPoint> points = Chart({0, 0, 0, 0, 10, 0, 0, 0, 0, 10, /* chart: */ 0}, {1, 3, 10});
  EXPECT_NEAR(points[0].high, 3 * std::sqrt(160.0 / 9), 1e-12);
  EXPECT_FALSE(points[0].anomalous);
}

TEST(EwmaChart, LambdaOneIsAChartOfSinglePoints) {
  std::vector<double> series = Noise(8, 300);
  const std::vector<EwmaPoint> points = Chart(series, {1, 3, 100});
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_DOUBLE_EQ(points[i].smoothed, series[100 + i]) << i;
    EXPECT_EQ(points[i].high, points[0].high) << i;
  }
}

TEST(EwmaChart, AWarmUpAsLongAsTheSeriesLeavesNoPoints) { EXPECT_TRUE(Chart({1, 2, 3}, {0.2, 3, 3}).empty()); }

TEST(EwmaChart, RefusesWhatItCannotChart) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> good{1, 2, 3, 4};
  struct Case {
    const char* name;
    std::vector<double> series;
    EwmaOptions options;
    StatusCode code;
  };
  const Case cases[] = {
      {"lambda 0", good, {0, 3, 2}, StatusCode::kInvalidArgument},
      {"lambda above 1", good, {1.1, 3, 2}, StatusCode::kInvalidArgument},
      {"lambda NaN", good, {nan, 3, 2}, StatusCode::kInvalidArgument},
      {"limit 0", good, {0.2, 0, 2}, StatusCode::kInvalidArgument},
      {"limit infinite", good, {0.2, infinity, 2}, StatusCode::kInvalidArgument},
      {"limit NaN", good, {0.2, nan, 2}, StatusCode::kInvalidArgument},
      {"warm-up of one", good, {0.2, 3, 1}, StatusCode::kInvalidArgument},
      {"NaN in the series", {1, 2, nan}, {0.2, 3, 2}, StatusCode::kInvalidArgument},
      {"infinity in the series", {1, 2, -infinity}, {0.2, 3, 2}, StatusCode::kInvalidArgument},
      {"value too large", {1, 2, 1e151}, {0.2, 3, 2}, StatusCode::kInvalidArgument},
      {"series too short", good, {0.2, 3, 5}, StatusCode::kFailedPrecondition},
      {"empty series", {}, {0.2, 3, 2}, StatusCode::kFailedPrecondition},
  };
  for (const Case& c : cases) EXPECT_EQ(EwmaChart(c.series, c.options).status().code(), c.code) << c.name;
}

}  // namespace
}  // namespace assay
