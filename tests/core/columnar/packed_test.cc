#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "assay/columnar/packed_ints.h"
#include "assay/columnar/packed_numbers.h"

namespace assay {
namespace {

template <typename T>
void ExpectSame(const std::vector<T>& values) {
  const PackedInts packed{std::span<const T>(values)};
  ASSERT_EQ(packed.size(), values.size());
  std::vector<T> unpacked(values.size());
  packed.Unpack(unpacked.data());
  EXPECT_EQ(unpacked, values);
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(static_cast<T>(packed.At(i)), values[i]) << i;
}

void ExpectSameBits(const std::vector<double>& values) {
  const PackedNumbers packed{std::span<const double>(values)};
  ASSERT_EQ(packed.size(), values.size());
  std::vector<double> unpacked(values.size());
  packed.Unpack(unpacked.data());
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_EQ(std::bit_cast<std::uint64_t>(unpacked[i]), std::bit_cast<std::uint64_t>(values[i])) << values[i];
    ASSERT_EQ(std::bit_cast<std::uint64_t>(packed.At(i)), std::bit_cast<std::uint64_t>(values[i])) << values[i];
  }
}

TEST(PackedInts, GiveBackListsOfEveryWidthAndLength) {
  std::mt19937_64 random(1);
  for (unsigned width = 0; width <= 56; ++width) {
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{7}, PackedInts::kBlockValues, PackedInts::kBlockValues + 1, std::size_t{5000}}) {
      std::vector<std::int64_t> values(size);
      const std::int64_t base = static_cast<std::int64_t>(random() >> 8) - (std::int64_t{1} << 54);
      for (std::int64_t& value : values) value = base + static_cast<std::int64_t>(width == 0 ? 0 : random() >> (64 - width));
      ExpectSame(values);
    }
  }
}

TEST(PackedInts, GiveBackIdsUpToTheGreatest) {
  ExpectSame<std::uint32_t>({0, 0xffffffff, 1, 0xfffffffe});
  ExpectSame<std::uint32_t>({0xffffffff, 0xffffffff});
  ExpectSame<std::uint32_t>({});
}

TEST(PackedInts, TakeTheBitsThatTheRangeNeeds) {
  std::vector<std::int64_t> values(PackedInts::kBlockValues);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1'000'000'000'000 + static_cast<std::int64_t>(i % 16);
  EXPECT_LT(PackedInts{std::span<const std::int64_t>(values)}.MemoryBytes(), values.size() / 2 + 64);
}

TEST(PackedNumbers, GiveBackDecimalsAndOthersBitForBit) {
  std::mt19937_64 random(2);
  for (int decimals = 0; decimals <= 8; ++decimals) {
    std::vector<double> values(3000);
    for (double& value : values) value = std::round(static_cast<double>(random() % 100'000'000) - 5e7) / std::pow(10.0, decimals) + 0.0;
    ExpectSameBits(values);
  }
  std::vector<double> any(3000);
  for (double& value : any) {
    do value = std::bit_cast<double>(random());
    while (!std::isfinite(value) || value == 0);
  }
  ExpectSameBits(any);
  ExpectSameBits({0, 9007199254740991.0, -9007199254740991.0});
  ExpectSameBits({9007199254740992.0, 1});
  ExpectSameBits({std::numeric_limits<double>::max(), std::numeric_limits<double>::denorm_min(), 0.1 + 0.2});
  ExpectSameBits({});
}

TEST(PackedNumbers, TakeLittleForPrices) {
  std::vector<double> prices(1024);
  for (std::size_t i = 0; i < prices.size(); ++i) prices[i] = static_cast<double>(i) / 100;
  EXPECT_LT(PackedNumbers{std::span<const double>(prices)}.MemoryBytes(), prices.size() * 2);
}

}  // namespace
}  // namespace assay
