#include "assay/aggregate/distinct_counter.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <vector>

namespace assay {
namespace {

// Rows whose keys walk through 700 buckets, more than a stamp byte can tell apart, in three ways of counting.
TEST(DistinctCounter, StampsAndPairsAndAMixOfBothGiveTheSameNumbers) {
  constexpr std::uint64_t kSeed = 3;
  constexpr std::uint32_t kUniverse = 40;
  constexpr std::uint32_t kKeys = 4;
  std::mt19937_64 random(kSeed);
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> slot_of;  // (key, bucket)
  std::vector<std::set<std::uint32_t>> oracle;
  DistinctCounter stamps(kUniverse, RowOrder::kSlotsAdvance);
  DistinctCounter pairs(kUniverse, RowOrder::kAny);
  DistinctCounter two_keys_stamped(kUniverse, RowOrder::kSlotsAdvance, 2 * kUniverse);
  std::uint32_t bucket = 0;
  for (int batch = 0; batch < 100; ++batch) {
    std::vector<std::uint32_t> slots, keys, ids;
    for (int i = 0; i < 200; ++i) {
      if (random() % 28 == 0) ++bucket;
      const auto key = static_cast<std::uint32_t>(random() % kKeys);
      const auto id = static_cast<std::uint32_t>(random() % (kUniverse + 1));  // the last stands for none
      const auto [at, is_new] = slot_of.try_emplace({key, bucket}, static_cast<std::uint32_t>(slot_of.size()));
      if (is_new) oracle.emplace_back();
      if (id < kUniverse) oracle[at->second].insert(id);
      slots.push_back(at->second);
      keys.push_back(key);
      ids.push_back(id);
    }
    const auto slot_count = static_cast<std::uint32_t>(oracle.size());
    for (DistinctCounter* counter : {&stamps, &pairs, &two_keys_stamped}) counter->Add(slots, keys, ids, slot_count, kKeys);
  }
  ASSERT_GT(bucket, 600U);
  std::vector<std::uint64_t> expected;
  for (const auto& ids : oracle) expected.push_back(ids.size());
  const auto slot_count = static_cast<std::uint32_t>(oracle.size());
  EXPECT_EQ(stamps.Finish(slot_count), expected) << "seed " << kSeed;
  EXPECT_EQ(pairs.Finish(slot_count), expected) << "seed " << kSeed;
  EXPECT_EQ(two_keys_stamped.Finish(slot_count), expected) << "seed " << kSeed;
}

// A stamp is a byte: after 255 buckets its values come round again, and an id seen that long ago must not look like one seen just now.
TEST(DistinctCounter, AnIdThatReturnsAfterManyBucketsIsCountedAgain) {
  for (const std::uint32_t gap : {1, 254, 255, 256, 257, 509, 510, 511, 512}) {
    DistinctCounter counter(3, RowOrder::kSlotsAdvance);
    for (std::uint32_t bucket = 0; bucket <= gap; ++bucket) {
      std::vector<std::uint32_t> ids = {1, 1};
      if (bucket == 0 || bucket == gap) ids.push_back(0);  // away in between
      if (bucket == gap) ids.push_back(2);                 // never seen before
      const std::vector<std::uint32_t> slots(ids.size(), bucket);
      const std::vector<std::uint32_t> keys(ids.size(), 0);
      counter.Add(slots, keys, ids, bucket + 1, 1);
    }
    std::vector<std::uint64_t> expected(gap + 1, 1);
    expected[0] = 2;
    expected[gap] = 3;
    EXPECT_EQ(counter.Finish(gap + 1), expected) << gap;
  }
}

TEST(DistinctCounter, GroupedIdsAreCountedByTheLastOneOfTheirSlot) {
  DistinctCounter counter(10, RowOrder::kIdsGrouped);
  const std::vector<std::uint32_t> keys(8, 0);
  counter.Add(std::vector<std::uint32_t>{0, 0, 1, 0, 1, 1, 0, 1}, keys, std::vector<std::uint32_t>{3, 3, 3, 4, 3, 5, 10, 9}, 2, 1);
  counter.Add(std::vector<std::uint32_t>{1, 2}, std::vector<std::uint32_t>{0, 0}, std::vector<std::uint32_t>{9, 9}, 3, 1);
  EXPECT_EQ(counter.Finish(4), (std::vector<std::uint64_t>{2, 3, 1, 0}));  // 10 stands for none
}

TEST(DistinctCounter, NothingAddedIsZeroEverywhere) {
  DistinctCounter counter(10, RowOrder::kSlotsAdvance);
  EXPECT_EQ(counter.Finish(3), (std::vector<std::uint64_t>{0, 0, 0}));
}

}  // namespace
}  // namespace assay
