#include "assay/behavior/time_stats.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace assay {
namespace {

TEST(TimeStats, NoObservationIsAbsentAndNotZero) {
  const TimeStats stats = SummarizeTimes({});
  EXPECT_EQ(stats.count, 0U);
  EXPECT_FALSE(stats.mean_ms.has_value());
  EXPECT_FALSE(stats.median_ms.has_value());
  EXPECT_FALSE(stats.p90_ms.has_value());
  EXPECT_EQ(std::accumulate(stats.histogram.begin(), stats.histogram.end(), std::uint64_t{0}), 0U);
}

TEST(TimeStats, OneObservationIsItsOwnSummary) {
  const std::vector<double> times = {0};
  const TimeStats stats = SummarizeTimes(times);
  EXPECT_EQ(stats.count, 1U);
  EXPECT_EQ(stats.mean_ms, 0.0);
  EXPECT_EQ(stats.median_ms, 0.0);
  EXPECT_EQ(stats.p90_ms, 0.0);
  EXPECT_EQ(stats.histogram[0], 1U);
}

TEST(TimeStats, EdgesAreAscendingAndBinsAreHalfOpen) {
  EXPECT_TRUE(std::is_sorted(kTimeStatsEdgesMs.begin(), kTimeStatsEdgesMs.end()));
  for (std::size_t bin = 0; bin < kTimeStatsEdgesMs.size(); ++bin) {
    const auto edge = static_cast<double>(kTimeStatsEdgesMs[bin]);
    EXPECT_EQ(SummarizeTimes(std::vector<double>{edge}).histogram[bin], 1U) << edge;
    EXPECT_EQ(SummarizeTimes(std::vector<double>{edge + 0.5}).histogram[bin], 1U) << edge;
    EXPECT_EQ(bin == 0 ? 1U : SummarizeTimes(std::vector<double>{edge - 1}).histogram[bin - 1], 1U) << edge;
  }
  EXPECT_EQ(SummarizeTimes(std::vector<double>{1.7e16}).histogram.back(), 1U);
}

TEST(TimeStats, AgreesWithTheDefinition) {
  constexpr std::uint64_t kSeed = 17;
  std::mt19937_64 random(kSeed);
  for (const std::size_t size : {2, 3, 10, 999, 4000}) {
    std::vector<double> times(size);
    for (double& time : times) time = static_cast<double>(random() % (std::uint64_t{1} << (random() % 34)));
    const TimeStats stats = SummarizeTimes(times);
    std::sort(times.begin(), times.end());
    const auto quantile = [&](double p) {
      const double position = static_cast<double>(size - 1) * p;
      const auto lower = static_cast<std::size_t>(position);
      const double next = times[std::min(lower + 1, size - 1)];
      return times[lower] + (position - static_cast<double>(lower)) * (next - times[lower]);
    };
    EXPECT_EQ(stats.count, size) << "seed " << kSeed;
    EXPECT_EQ(stats.mean_ms, std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(size)) << "seed " << kSeed;
    EXPECT_EQ(stats.median_ms, quantile(0.5)) << "seed " << kSeed;
    EXPECT_EQ(stats.p90_ms, quantile(0.9)) << "seed " << kSeed;
    for (std::size_t bin = 0; bin < stats.histogram.size(); ++bin) {
      const auto in_bin = std::count_if(times.begin(), times.end(), [&](double time) {
        const bool below_next = bin + 1 == kTimeStatsEdgesMs.size() || time < static_cast<double>(kTimeStatsEdgesMs[bin + 1]);
        return time >= static_cast<double>(kTimeStatsEdgesMs[bin]) && below_next;
      });
      EXPECT_EQ(stats.histogram[bin], static_cast<std::uint64_t>(in_bin)) << "seed " << kSeed << " bin " << bin;
    }
  }
}

TEST(GroupedTimes, SplitsByGroupAndLeavesOutForeignGroups) {
  GroupedTimes times;
  times.Add(2, 10);
  times.Add(0, 1);
  times.Add(2, 30);
  times.Add(7, 1000);
  EXPECT_EQ(times.Total().count, 4U);
  const std::vector<TimeStats> split = times.Split(3);
  ASSERT_EQ(split.size(), 3U);
  EXPECT_EQ(split[0].median_ms, 1.0);
  EXPECT_EQ(split[1].count, 0U);
  EXPECT_EQ(split[2].mean_ms, 20.0);
  times.Regroup([](std::uint32_t group) { return group == 7 ? 1U : 9U; });
  EXPECT_EQ(times.Split(3)[1].mean_ms, 1000.0);
}

}  // namespace
}  // namespace assay
