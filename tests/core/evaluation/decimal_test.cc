#include "assay/evaluation/decimal.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

namespace assay {
namespace {

std::string Decimal(std::uint64_t value) {
  char room[20];
  const std::size_t first = WriteDecimal(value, room);
  return {room + first, sizeof(room) - first};
}

TEST(WriteDecimal, AgreesWithTheStandardLibrary) {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{9}, std::uint64_t{10}, std::uint64_t{100}, std::uint64_t{4294967295},
                                    std::uint64_t{9007199254740991}, std::numeric_limits<std::uint64_t>::max()}) {
    EXPECT_EQ(Decimal(value), std::to_string(value));
  }
  constexpr std::uint64_t kSeed = 61;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t value = random() >> (random() % 64);
    ASSERT_EQ(Decimal(value), std::to_string(value)) << "seed " << kSeed;
  }
}

TEST(WriteDecimal, FillsRoomThatIsJustLargeEnough) {
  char room[10];
  EXPECT_EQ(WriteDecimal(4294967295, room), 0U);
  EXPECT_EQ(std::string(room, sizeof(room)), "4294967295");
}

}  // namespace
}  // namespace assay
