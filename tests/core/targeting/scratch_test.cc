#include "assay/targeting/scratch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "assay/targeting/value.h"

namespace assay {
namespace {

TEST(Scratch, GivesValuesAsTheirConstructorMakesThem) {
  Scratch scratch;
  std::memset(scratch.Make<char>(4000).data(), 0xAB, 4000);
  scratch.Reset();  // the same memory again
  for (const Value& value : scratch.Make<Value>(100)) {
    EXPECT_TRUE(value.is(ValueType::kNull));
    EXPECT_EQ(value.size, 0U);
  }
}

TEST(Scratch, GivesNothingForNothing) {
  Scratch scratch;
  EXPECT_TRUE(scratch.Make<Value>(0).empty());
  EXPECT_EQ(scratch.Make<char>(kMaxScratchBytes).size(), kMaxScratchBytes);
  EXPECT_TRUE(scratch.Make<Value>(0).empty());
}

TEST(Scratch, RefusesCountsWhoseBytesOverflow) {
  Scratch scratch;
  for (const std::size_t count : {kMaxScratchBytes / sizeof(Value) + 1, std::numeric_limits<std::size_t>::max() / sizeof(Value) + 2,
                                  std::numeric_limits<std::size_t>::max()}) {
    EXPECT_TRUE(scratch.Make<Value>(count).empty()) << count;
  }
  EXPECT_TRUE(scratch.Make<char>(kMaxScratchBytes + 1).empty());
  EXPECT_EQ(scratch.Make<char>(1).size(), 1U);
}

TEST(Scratch, EndsAtItsCapAndStillHasRoomForLess) {
  Scratch scratch;
  ASSERT_EQ(scratch.Make<char>(kMaxScratchBytes - 16).size(), kMaxScratchBytes - 16);
  EXPECT_TRUE(scratch.Make<char>(17).empty());
  EXPECT_EQ(scratch.Make<char>(9).size(), 9U);  // rounded up to 16
  EXPECT_TRUE(scratch.Make<char>(1).empty());
}

TEST(Scratch, CountsSmallPiecesToo) {
  Scratch scratch;
  std::size_t pieces = 0;
  while (!scratch.Make<char>(1).empty()) ++pieces;
  EXPECT_EQ(pieces, kMaxScratchBytes / 8);
  EXPECT_TRUE(scratch.Make<char>(1).empty());
}

TEST(Scratch, GivesEverythingAgainAfterAReset) {
  Scratch scratch;
  for (int time = 0; time < 3; ++time) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{4096}, std::size_t{4097}, std::size_t{100'000}}) {
      EXPECT_EQ(scratch.Make<char>(size).size(), size) << size;
    }
    EXPECT_TRUE(scratch.Make<char>(kMaxScratchBytes).empty());
    scratch.Reset();
    EXPECT_EQ(scratch.Make<char>(kMaxScratchBytes).size(), kMaxScratchBytes);
    scratch.Reset();
    scratch.Reset();
  }
}

// Pieces of many sizes, each filled with its own number, all looked at only at the end: none moved, none overlaps another.
TEST(Scratch, KeepsWhatItHandedOut) {
  constexpr std::uint64_t kSeed = 7;
  std::mt19937_64 random(kSeed);
  Scratch scratch;
  for (int time = 0; time < 5; ++time) {
    std::vector<std::span<std::uint64_t>> pieces;
    for (;;) {
      const std::size_t count = 1 + random() % (random() % 8 == 0 ? 2000 : 40);
      const std::span<std::uint64_t> piece = scratch.Make<std::uint64_t>(count);
      if (piece.empty()) break;
      ASSERT_EQ(reinterpret_cast<std::uintptr_t>(piece.data()) % 8, 0U);
      std::fill(piece.begin(), piece.end(), pieces.size());
      pieces.push_back(piece);
      const std::span<char> text = scratch.Make<char>(1 + random() % 30);  // what follows is aligned again
      std::fill(text.begin(), text.end(), 'x');
    }
    EXPECT_GT(pieces.size(), 100U);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      ASSERT_TRUE(std::all_of(pieces[i].begin(), pieces[i].end(), [i](std::uint64_t one) { return one == i; }))
          << "seed " << kSeed << ", time " << time << ", piece " << i;
    }
    scratch.Reset();
  }
}

}  // namespace
}  // namespace assay
