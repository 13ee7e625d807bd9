#include "assay/behavior/ordered_lists.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <vector>

#include "assay/behavior/duration_lists.h"

namespace assay {
namespace {

std::vector<std::int64_t> Of(const OrderedLists& lists, std::uint32_t list) { return {lists[list].begin(), lists[list].end()}; }

TEST(OrderedLists, AreEmptyAtFirst) {
  OrderedLists lists;
  EXPECT_TRUE(lists[0].empty());
  lists.Settle();
  EXPECT_TRUE(lists[1'000'000].empty());
  EXPECT_EQ(lists.MemoryBytes(), 0U);
}

TEST(OrderedLists, KeepEqualNumbersApartAndTakeBackOneOfThem) {
  OrderedLists lists;
  for (const std::int64_t value : {5, 5, -1, 5}) lists.Add(3, value);
  EXPECT_EQ(Of(lists, 3), (std::vector<std::int64_t>{5, 5, -1, 5}));
  lists.Settle();
  EXPECT_EQ(Of(lists, 3), (std::vector<std::int64_t>{-1, 5, 5, 5}));
  lists.Remove(3, 5);
  lists.Remove(3, -1);
  lists.Settle();
  EXPECT_EQ(Of(lists, 3), (std::vector<std::int64_t>{5, 5}));
  EXPECT_TRUE(lists[2].empty());
}

TEST(OrderedLists, TakeBackWhatWasAddedSinceTheyWereSettled) {
  OrderedLists lists;
  lists.Add(0, std::numeric_limits<std::int64_t>::max());
  lists.Add(0, std::numeric_limits<std::int64_t>::min());
  lists.Remove(0, std::numeric_limits<std::int64_t>::max());
  lists.Settle();
  EXPECT_EQ(Of(lists, 0), std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min()});
}

TEST(OrderedLists, HoldWhatMultisetsHold) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    OrderedLists lists;
    std::map<std::uint32_t, std::vector<std::int64_t>> expected;
    for (int settles = 0; settles < 5; ++settles) {
      for (std::uint64_t changes = random() % 60; changes > 0; --changes) {
        const auto list = static_cast<std::uint32_t>(random() % 3);
        std::vector<std::int64_t>& own = expected[list];
        if (random() % 3 == 0 && !own.empty()) {
          std::swap(own[random() % own.size()], own.back());
          lists.Remove(list, own.back());
          own.pop_back();
        } else {
          own.push_back(static_cast<std::int64_t>(random() % 20));
          lists.Add(list, own.back());
        }
      }
      lists.Settle();
      for (auto& [list, own] : expected) {
        std::sort(own.begin(), own.end());
        ASSERT_EQ(Of(lists, list), own);
      }
    }
  }
}

// Also where doubles no longer hold every sum: the mean of durations must not depend on the order that they came in.
TEST(DurationLists, TellTheSameSettledAndNotWhateverTheOrder) {
  std::mt19937_64 random(12);
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    const DurationMs widest = DurationMs{1} << (1 + random() % 54);
    std::vector<double> expected;
    DurationLists lists;
    DurationLists live;
    for (std::uint64_t i = 1 + random() % 700; i > 0; --i) {
      const auto duration = static_cast<DurationMs>(random() % static_cast<std::uint64_t>(widest));
      const auto other = static_cast<DurationMs>(random() % static_cast<std::uint64_t>(widest));
      expected.push_back(static_cast<double>(duration));
      lists.Add(2, duration);
      live.Add(2, duration);
      live.Add(2, other);
      if (random() % 50 == 0) live.Settle();
      live.Remove(2, other);
    }
    std::shuffle(expected.begin(), expected.end(), random);
    live.Settle();
    const TimeStats stats = SummarizeTimes(expected);
    for (const TimeStats& each : {lists.Of(2), live.Of(2)}) {
      ASSERT_EQ(each.count, stats.count);
      ASSERT_EQ(each.mean_ms, stats.mean_ms);
      ASSERT_EQ(each.median_ms, stats.median_ms);
      ASSERT_EQ(each.p90_ms, stats.p90_ms);
      ASSERT_EQ(each.histogram, stats.histogram);
    }
    ASSERT_EQ(live.Of(1).count, 0U);
  }
}

}  // namespace
}  // namespace assay
