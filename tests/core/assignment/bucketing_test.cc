#include "assay/assignment/bucketing.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

namespace assay {
namespace {

using Weights = std::vector<std::uint32_t>;
using Slots = std::vector<Slot>;

constexpr std::uint32_t kTotals[] = {1, 2, 3, 7, 100, 1000, 10000, 1000000, 0x40000000, kMaxWeightSum - 1, kMaxWeightSum};
constexpr std::uint32_t kLastHash = 0xFFFFFFFF;

TEST(Bucket, CoversTheWholeRangeAndNothingElse) {
  for (const std::uint32_t total : kTotals) {
    EXPECT_EQ(Bucket(0, total), 0U) << "total " << total;
    EXPECT_EQ(Bucket(kLastHash, total), total - 1) << "total " << total;
  }
}

TEST(Bucket, ChangesExactlyWhereHashTimesTotalReachesTheNextMultiple) {
  constexpr std::uint64_t kSeed = 11;
  std::mt19937_64 random(kSeed);
  for (const std::uint32_t total : kTotals) {
    for (int i = 0; i < 200; ++i) {
      const auto bucket = static_cast<std::uint32_t>(random() % total);
      const std::uint64_t first = ((std::uint64_t{bucket} << 32) + total - 1) / total;  // ceil(bucket * 2^32 / total)
      ASSERT_EQ(Bucket(static_cast<std::uint32_t>(first), total), bucket) << "seed " << kSeed << ", total " << total;
      if (bucket == 0) continue;
      ASSERT_EQ(Bucket(static_cast<std::uint32_t>(first - 1), total), bucket - 1) << "seed " << kSeed << ", total " << total;
    }
  }
}

struct VariationCase {
  const char* name;
  Weights weights;
  std::uint32_t hash;
  std::size_t variation;
};

TEST(ChooseVariation, ChoosesByCumulativeWeight) {
  const VariationCase cases[] = {
      {"SingleFirstHash", {1}, 0, 0},
      {"SingleLastHash", {1}, kLastHash, 0},
      {"HalfBelow", {1, 1}, 0x7FFFFFFF, 0},
      {"HalfAt", {1, 1}, 0x80000000, 1},
      {"HalfInPercentBelow", {50, 50}, 0x7FFFFFFF, 0},
      {"HalfInPercentAt", {50, 50}, 0x80000000, 1},
      {"ZeroFirst", {0, 1}, 0, 1},
      {"ZeroInTheMiddle", {1, 0, 1}, 0x80000000, 2},
      {"ZeroLast", {1, 0}, kLastHash, 0},
      {"LargestWeightBelow", {kMaxWeightSum - 1, 1}, 0, 0},
      {"LargestWeightLast", {kMaxWeightSum - 1, 1}, kLastHash, 1},
      {"LargestSumInOne", {kMaxWeightSum}, kLastHash, 0},
      {"QuarterEdgeBelow", {1, 3}, 0x3FFFFFFF, 0},
      {"QuarterEdgeAt", {1, 3}, 0x40000000, 1},
  };
  for (const VariationCase& c : cases) {
    const Result<std::size_t> chosen = ChooseVariation(c.hash, c.weights);
    ASSERT_TRUE(chosen.ok()) << c.name;
    EXPECT_EQ(*chosen, c.variation) << c.name;
  }
}

TEST(ChooseVariation, RefusesWeightsWithoutAnswer) {
  EXPECT_EQ(ChooseVariation(0, Weights{}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ChooseVariation(0, Weights{0, 0}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ChooseVariation(0, Weights{kMaxWeightSum, 1}).status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(ChooseVariation(0, Weights{kLastHash, kLastHash}).status().code(), StatusCode::kResourceExhausted);
}

TEST(ChooseVariation, NeverChoosesZeroWeights) {
  constexpr std::uint64_t kSeed = 12;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 20000; ++i) {
    Weights weights(1 + random() % 6);
    for (std::uint32_t& weight : weights) weight = random() % 2 == 0 ? 0 : static_cast<std::uint32_t>(random() % 1000);
    const Result<std::size_t> chosen = ChooseVariation(static_cast<std::uint32_t>(random()), weights);
    if (!chosen.ok()) continue;  // all are zero
    ASSERT_GT(weights[*chosen], 0U) << "seed " << kSeed << ", case " << i;
  }
}

// Slots of random lengths and gaps over [0, total), and what each bucket should get, by writing it down bucket for bucket.
struct RandomSlots {
  Slots slots;
  std::vector<std::optional<std::uint32_t>> owner;

  explicit RandomSlots(std::mt19937_64& random) : owner(1 + random() % 200) {
    for (std::uint32_t at = 0; at < owner.size();) {
      const auto end = static_cast<std::uint32_t>(at + 1 + random() % 20);
      if (end > owner.size()) break;
      if (random() % 3 != 0) {
        slots.push_back({at, end, static_cast<std::uint32_t>(random() % 4)});
        for (std::uint32_t bucket = at; bucket < end; ++bucket) owner[bucket] = slots.back().variant;
      }
      at = end;
    }
  }
};

TEST(ChooseSlot, FindsTheOwnerOfEveryBucket) {
  constexpr std::uint64_t kSeed = 13;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 500; ++i) {
    const RandomSlots expected(random);
    const auto total = static_cast<std::uint32_t>(expected.owner.size());
    ASSERT_EQ(ValidateSlots(expected.slots, total).ok(), !expected.slots.empty()) << "seed " << kSeed << ", case " << i;
    for (std::uint32_t bucket = 0; bucket < total; ++bucket) {
      ASSERT_EQ(ChooseSlot(bucket, expected.slots), expected.owner[bucket]) << "seed " << kSeed << ", case " << i << ", bucket " << bucket;
    }
  }
}

TEST(ChooseSlot, GivesNothingWithoutSlots) { EXPECT_EQ(ChooseSlot(0, {}), std::nullopt); }

TEST(ChooseSlot, AgreesWithWeightsWhenSlotsAreTheirSums) {
  constexpr std::uint64_t kSeed = 14;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 5000; ++i) {
    Weights weights(1 + random() % 5);
    for (std::uint32_t& weight : weights) weight = static_cast<std::uint32_t>(random() % 400000000);
    Slots slots;
    std::uint32_t total = 0;
    for (std::uint32_t v = 0; v < weights.size(); total += weights[v++]) {
      if (weights[v] != 0) slots.push_back({total, total + weights[v], v});
    }
    const auto hash = static_cast<std::uint32_t>(random());
    const Result<std::size_t> expected = ChooseVariation(hash, weights);
    ASSERT_TRUE(expected.ok() && ValidateSlots(slots, total).ok()) << "seed " << kSeed << ", case " << i;
    ASSERT_EQ(ChooseSlot(Bucket(hash, total), slots), *expected) << "seed " << kSeed << ", case " << i;
  }
}

struct SlotsCase {
  const char* name;
  Slots slots;
  std::uint32_t total;
  bool valid;
};

TEST(ValidateSlots, AcceptsOnlyAscendingDisjointSlotsInsideTheTotal) {
  const SlotsCase cases[] = {
      {"Whole", {{0, 100, 0}}, 100, true},
      {"Halves", {{0, 50, 0}, {50, 100, 1}}, 100, true},
      {"GapsEverywhere", {{10, 20, 0}, {30, 40, 1}}, 100, true},
      {"OneVariantTwice", {{0, 1, 0}, {1, 2, 1}, {2, 3, 0}}, 3, true},
      {"LargestTotal", {{0, kMaxWeightSum, 0}}, kMaxWeightSum, true},
      {"TotalZero", {{0, 1, 0}}, 0, false},
      {"TotalTooLarge", {{0, 1, 0}}, kMaxWeightSum + 1, false},
      {"NoSlots", {}, 100, false},
      {"EmptySlot", {{5, 5, 0}}, 100, false},
      {"Backwards", {{6, 5, 0}}, 100, false},
      {"Overlap", {{0, 51, 0}, {50, 100, 1}}, 100, false},
      {"Descending", {{50, 100, 0}, {0, 50, 1}}, 100, false},
      {"BeyondTotal", {{0, 101, 0}}, 100, false},
      {"SecondBeyondTotal", {{0, 50, 0}, {50, kLastHash, 1}}, 100, false},
  };
  for (const SlotsCase& c : cases) {
    const Status status = ValidateSlots(c.slots, c.total);
    EXPECT_EQ(status.code(), c.valid ? StatusCode::kOk : StatusCode::kInvalidArgument) << c.name;
  }
}

}  // namespace
}  // namespace assay
