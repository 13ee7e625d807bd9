#include "assay/evaluation/exposure.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <random>
#include <set>
#include <vector>

#include "assay/hash/xxh.h"

namespace assay {
namespace {

TEST(ExposureKey, IsTheHashOfItsWrittenForm) {
  EXPECT_EQ(ExposureKey({"button_test", 7, "user-17", "a"}), Xxh64("exposure\x1F"
                                                                   "button_test\x1F"
                                                                   "7\x1F"
                                                                   "user-17"));
  EXPECT_EQ(ExposureKey({"e", 4294967295, "", "a"}), Xxh64("exposure\x1F"
                                                           "e\x1F"
                                                           "4294967295\x1F"));
}

TEST(ExposureKey, DependsOnExperimentVersionAndUnitButNotOnVariant) {
  const std::uint64_t key = ExposureKey({"e1", 1, "u1", "a"});
  EXPECT_EQ(ExposureKey({"e1", 1, "u1", "b"}), key);
  EXPECT_NE(ExposureKey({"e2", 1, "u1", "a"}), key);
  EXPECT_NE(ExposureKey({"e1", 2, "u1", "a"}), key);
  EXPECT_NE(ExposureKey({"e1", 1, "u2", "a"}), key);
  EXPECT_NE(ExposureKey({"e", 11, "u1", "a"}), ExposureKey({"e1", 1, "u1", "a"}));
}

TEST(ExposureDedup, RemembersWhatWasInserted) {
  ExposureDedup dedup;
  EXPECT_FALSE(dedup.Contains(5));
  EXPECT_TRUE(dedup.Insert(5));
  EXPECT_TRUE(dedup.Contains(5));
  EXPECT_FALSE(dedup.Insert(5));
  EXPECT_TRUE(dedup.Insert(6));
}

TEST(ExposureDedup, RemembersTheKeyZero) {
  ExposureDedup dedup;
  EXPECT_FALSE(dedup.Contains(0));
  EXPECT_TRUE(dedup.Insert(0));
  EXPECT_FALSE(dedup.Insert(0));
}

TEST(ExposureDedup, ForgetsTheOlderHalfAtTheCap) {
  ExposureDedup dedup(8);
  for (std::uint64_t key = 1; key <= 8; ++key) EXPECT_TRUE(dedup.Insert(key));
  for (std::uint64_t key = 1; key <= 8; ++key) EXPECT_TRUE(dedup.Contains(key)) << key;
  EXPECT_TRUE(dedup.Insert(9));
  for (std::uint64_t key = 1; key <= 4; ++key) EXPECT_FALSE(dedup.Contains(key)) << key;
  for (std::uint64_t key = 5; key <= 9; ++key) EXPECT_TRUE(dedup.Contains(key)) << key;
}

TEST(ExposureDedup, AlwaysKnowsTheLastHalfOfItsCapacityInConstantMemory) {
  constexpr std::uint64_t kSeed = 41;
  for (const std::uint32_t capacity : {0U, 1U, 2U, 4U, 100U, 128U, 4096U}) {
    std::mt19937_64 random(kSeed);
    ExposureDedup dedup(capacity);
    const std::size_t memory = dedup.MemoryBytes();
    const std::size_t half = capacity < 2 ? 1 : capacity / 2;
    std::deque<std::uint64_t> last;
    std::set<std::uint64_t> ever;
    for (int i = 0; i < 20000; ++i) {
      // Multiples of a large power of two: all keys want the same place, so long probes and wrapping are exercised too.
      const std::uint64_t key = capacity <= 128 && i % 3 == 0 ? random() << 40 : random();
      const bool is_new = dedup.Insert(key);
      ASSERT_TRUE(is_new || ever.count(key) == 1) << "an unseen key was dropped; seed " << kSeed << ", capacity " << capacity;
      ever.insert(key);
      if (is_new) last.push_back(key);
      if (last.size() > half) last.pop_front();
      if (i % 97 != 0) continue;
      for (const std::uint64_t recent : last) ASSERT_TRUE(dedup.Contains(recent)) << "seed " << kSeed << ", capacity " << capacity;
    }
    EXPECT_EQ(dedup.MemoryBytes(), memory) << "capacity " << capacity;
  }
}

TEST(ExposureDedup, ClampsItsCapacity) {
  EXPECT_EQ(ExposureDedup(0).MemoryBytes(), ExposureDedup(2).MemoryBytes());
  EXPECT_EQ(ExposureDedup(100).MemoryBytes(), ExposureDedup(128).MemoryBytes());
  EXPECT_EQ(ExposureDedup().MemoryBytes(), 2U * 4096 * 8);
}

}  // namespace
}  // namespace assay
