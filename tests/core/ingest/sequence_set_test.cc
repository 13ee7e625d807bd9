#include "assay/ingest/sequence_set.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

namespace assay {
namespace {

using Intervals = std::vector<SequenceInterval>;

Intervals Held(const SequenceSet& set) { return {set.intervals().begin(), set.intervals().end()}; }

TEST(SequenceSet, AnEmptySetMissesEverything) {
  const SequenceSet set;
  EXPECT_EQ(set.Missing({3, 7}), (Intervals{{3, 7}}));
  EXPECT_TRUE(set.Missing({3, 3}).empty());
}

TEST(SequenceSet, ContiguousBatchesStayOneInterval) {
  SequenceSet set;
  for (std::uint64_t first = 0; first < 1000; first += 10) set.Add({first, first + 10});
  EXPECT_EQ(Held(set), (Intervals{{0, 1000}}));
}

TEST(SequenceSet, ALateBatchClosesTheGap) {
  SequenceSet set;
  set.Add({0, 10});
  set.Add({20, 30});
  EXPECT_EQ(set.Missing({5, 25}), (Intervals{{10, 20}}));
  set.Add({10, 20});
  EXPECT_EQ(Held(set), (Intervals{{0, 30}}));
}

TEST(SequenceSet, AnEmptyIntervalAddsNothing) {
  SequenceSet set;
  set.Add({5, 5});
  EXPECT_TRUE(set.intervals().empty());
}

TEST(SequenceSet, AgreesWithASetOfNumbers) {
  constexpr std::uint64_t kSeed = 7;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 500; ++round) {
    SequenceSet set;
    std::set<std::uint64_t> oracle;
    for (int step = 0; step < 20; ++step) {
      const std::uint64_t start = random() % 60;
      const std::uint64_t end = start + random() % 12;
      Intervals missing;
      for (std::uint64_t number = start; number < end; ++number) {
        if (oracle.count(number) != 0) continue;
        if (!missing.empty() && missing.back().end == number)
          ++missing.back().end;
        else
          missing.push_back({number, number + 1});
      }
      ASSERT_EQ(set.Missing({start, end}), missing) << "seed " << kSeed << " round " << round << " step " << step;
      set.Add({start, end});
      for (std::uint64_t number = start; number < end; ++number) oracle.insert(number);
      Intervals held;
      for (const std::uint64_t number : oracle) {
        if (!held.empty() && held.back().end == number)
          ++held.back().end;
        else
          held.push_back({number, number + 1});
      }
      ASSERT_EQ(Held(set), held) << "seed " << kSeed << " round " << round << " step " << step;
    }
  }
}

}  // namespace
}  // namespace assay
