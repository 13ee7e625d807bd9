#include "assay/strings/arena.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace assay {
namespace {

struct Pair {
  char letter = 'x';
  double number = 0.5;
};

TEST(Arena, MakesValuesAsTheirTypeDoes) {
  Arena arena;
  for (const Pair& pair : arena.Make<Pair>(1000)) {
    ASSERT_EQ(pair.letter, 'x');
    ASSERT_EQ(pair.number, 0.5);
  }
  for (const std::uint8_t byte : arena.Make<std::uint8_t>(10000)) ASSERT_EQ(byte, 0);
}

TEST(Arena, MakesNothingOutOfNothing) {
  Arena arena;
  EXPECT_TRUE(arena.Make<Pair>(0).empty());
  static_cast<void>(arena.Make<char>(4096));  // a block that is full
  EXPECT_TRUE(arena.Make<Pair>(0).empty());
}

// Arrays of many sizes, below and above a block's: each keeps its place and its bytes while others are made, and none overlaps another.
TEST(Arena, NeverMovesOrSharesWhatItMade) {
  constexpr std::uint64_t kSeed = 11;
  std::mt19937_64 random(kSeed);
  Arena arena;
  std::vector<std::span<std::uint8_t>> arrays;
  for (int i = 0; i < 2000; ++i) {
    arrays.push_back(arena.Make<std::uint8_t>(random() % (i % 50 == 0 ? 20000 : 200)));
    ASSERT_EQ(reinterpret_cast<std::uintptr_t>(arrays.back().data()) % 8, 0U) << "seed " << kSeed << ", array " << i;
    std::fill(arrays.back().begin(), arrays.back().end(), static_cast<std::uint8_t>(i));
  }
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    for (const std::uint8_t byte : arrays[i]) ASSERT_EQ(byte, static_cast<std::uint8_t>(i)) << "seed " << kSeed << ", array " << i;
  }
}

TEST(Arena, KeepsWhatItMadeWhenItIsMoved) {
  Arena first;
  const std::span<int> numbers = first.Make<int>(3);
  std::fill(numbers.begin(), numbers.end(), 7);
  Arena second = std::move(first);
  first = Arena();
  static_cast<void>(first.Make<int>(1000));
  std::fill_n(second.Make<int>(1000).begin(), 1000, 1);
  for (const int number : numbers) EXPECT_EQ(number, 7);
}

}  // namespace
}  // namespace assay
