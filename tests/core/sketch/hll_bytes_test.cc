#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "assay/sketch/hll.h"
#include "core/sketch/sketch_samples.h"

namespace assay {
namespace {

constexpr std::uint8_t kEmpty = 4, kCompact = 8, kOutOfOrder = 16;
constexpr std::uint8_t kList = 0, kSet = 1, kRegisters = 2;
constexpr std::uint8_t kFourBits = 0 << 2, kSixBits = 1 << 2, kEightBits = 2 << 2;

HllSketch OfIntegers(std::uint32_t lg_k, std::uint64_t keys) {
  HllSketch sketch = *HllSketch::Create(lg_k);
  for (std::uint64_t key = 0; key < keys; ++key) sketch.AddInteger(key);
  return sketch;
}

std::uint32_t Coupon(std::uint32_t slot, std::uint32_t value) { return value << 26 | slot; }

ByteList Header(int ints, int lg_k, int lg_table, int flags, int count, int mode) {
  return ByteList().U8(ints).U8(1).U8(7).U8(lg_k).U8(lg_table).U8(flags).U8(count).U8(mode);
}

// The registers 0, 1, ... of a sketch of lg_k 4, read from its bytes with one byte each.
std::vector<int> Registers(const HllSketch& sketch) {
  const ByteBuffer bytes = sketch.Serialize(HllPacking::kHll8);
  return {bytes.begin() + 40, bytes.end()};
}

TEST(HllBytes, AnEmptySketchIsItsHeader) {
  const ByteBuffer bytes = HllSketch::Create(12)->Serialize();
  EXPECT_EQ(bytes, Header(2, 12, 3, kEmpty | kCompact, 0, kList | kEightBits).bytes());
  EXPECT_TRUE(HllSketch::Deserialize(bytes)->empty());
}

// datasketches-cpp, hll/test/ToFromByteArrayTest.cpp, on Java's bytes for the integers below 10,000 at lg_k 8: lowest register 3, once; the
// sum of inverse powers 4.50775146484375; the estimate 10089.1502113328.
TEST(HllBytes, HeadersOfRegistersAreTheReferenceLibrarys) {
  const HllSketch sketch = OfIntegers(8, 10'000);
  const ByteBuffer four = sketch.Serialize(HllPacking::kHll4);
  const ByteList expected =
      Header(10, 8, 0, kCompact, 3, kRegisters | kFourBits).F64(sketch.Estimate()).F64(4.50775146484375).F64(0).U32(1).U32(0);
  ASSERT_EQ(four.size(), 40U + 128U);
  EXPECT_EQ(ByteBuffer(four.begin(), four.begin() + 40), expected.bytes());
  const ByteBuffer eight = sketch.Serialize(HllPacking::kHll8);
  EXPECT_EQ(eight.size(), 40U + 256U);
  EXPECT_EQ(eight[6], 0);   // without an offset
  EXPECT_EQ(eight[32], 0);  // registers at 0
}

TEST(HllBytes, WhatIsWrittenReadsBackTheSame) {
  for (std::uint32_t lg_k = 4; lg_k <= 13; ++lg_k) {
    for (const std::uint64_t keys : {0U, 1U, 3U, 7U, 8U, 24U, 25U, 100U, 1'000U, 30'000U}) {
      for (const HllPacking packing : {HllPacking::kHll4, HllPacking::kHll8}) {
        const HllSketch sketch = OfIntegers(lg_k, keys);
        const ByteBuffer bytes = sketch.Serialize(packing);
        const Result<HllSketch> read = HllSketch::Deserialize(bytes);
        ASSERT_TRUE(read.ok()) << read.status().message() << ": lg_k " << lg_k << ", keys " << keys;
        EXPECT_TRUE(*read == sketch) << "lg_k " << lg_k << ", keys " << keys;
        EXPECT_EQ(read->Estimate(), sketch.Estimate()) << "lg_k " << lg_k << ", keys " << keys;
        EXPECT_EQ(read->Serialize(packing), bytes) << "lg_k " << lg_k << ", keys " << keys;
      }
    }
  }
}

// Keys that come after reading count as if there had been no break.
TEST(HllBytes, AStreamGoesOnWhereItWasWritten) {
  for (const std::uint64_t pause : {5U, 20U, 400U, 3'000U}) {
    HllSketch sketch = *HllSketch::Deserialize(OfIntegers(10, pause).Serialize(HllPacking::kHll4));
    for (std::uint64_t key = pause; key < 6'000; ++key) sketch.AddInteger(key);
    const HllSketch whole = OfIntegers(10, 6'000);
    EXPECT_TRUE(sketch == whole) << pause;
    EXPECT_NEAR(sketch.Estimate(), whole.Estimate(), 0.1 * whole.RelativeStandardError() * whole.Estimate()) << pause;
  }
}

TEST(HllBytes, MergedSketchesSayThatTheirOrderIsLost) {
  HllSketch merged = OfIntegers(9, 4'000);
  EXPECT_EQ(merged.Serialize()[5], kCompact);
  HllSketch other = *HllSketch::Create(9);
  for (std::uint64_t key = 3'000; key < 7'000; ++key) other.AddInteger(key);
  ASSERT_TRUE(merged.Merge(other).ok());
  const ByteBuffer bytes = merged.Serialize();
  EXPECT_EQ(bytes[5], kCompact | kOutOfOrder);
  EXPECT_EQ(HllSketch::Deserialize(bytes)->Estimate(), merged.Estimate());
}

TEST(HllBytes, ListsAreReadCompactAndUpdatable) {
  const std::uint32_t a = Coupon(5, 1), b = Coupon(0x3ffffff, 63), c = Coupon(0, 2);
  const ByteList compact = Header(2, 12, 3, kCompact, 3, kList | kSixBits).U32(a).U32(b).U32(c);
  ByteList updatable = Header(2, 12, 3, 0, 3, kList | kFourBits).U32(a).U32(b).U32(c);
  for (int i = 3; i < 8; ++i) updatable.U32(0);
  for (const ByteList& list : {compact, updatable}) {
    const Result<HllSketch> sketch = HllSketch::Deserialize(list.bytes());
    ASSERT_TRUE(sketch.ok()) << sketch.status().message();
    EXPECT_EQ(sketch->Retained(), 3U);
    EXPECT_NEAR(sketch->Estimate(), 3, 1e-6);
  }
}

TEST(HllBytes, SetsAreReadCompactAndUpdatable) {
  ByteList compact = Header(3, 10, 5, kCompact, 0, kSet | kEightBits).U32(9);
  ByteList updatable = Header(3, 10, 5, 0, 0, kSet | kEightBits).U32(9);
  for (std::uint32_t i = 0; i < 32; ++i) {
    const bool used = i % 3 == 0 && i < 27;
    updatable.U32(used ? Coupon(i, 1 + i) : 0);
    if (used) compact.U32(Coupon(i, 1 + i));
  }
  const Result<HllSketch> first = HllSketch::Deserialize(compact.bytes());
  const Result<HllSketch> second = HllSketch::Deserialize(updatable.bytes());
  ASSERT_TRUE(first.ok() && second.ok()) << first.status().message() << second.status().message();
  EXPECT_EQ(first->Retained(), 9U);
  EXPECT_TRUE(*first == *second);
  EXPECT_EQ(first->Serialize(), second->Serialize());
}

ByteList RegistersHeader(int lg_table, int flags, int lowest, int packing, std::uint32_t exceptions) {
  return Header(10, 4, lg_table, flags, lowest, kRegisters | packing).F64(1234.5).F64(0).F64(0).U32(0).U32(exceptions);
}

TEST(HllBytes, RegistersOfFourBitsHaveALowestValueAndExceptions) {
  // Slots 0 to 15: nibbles 0, 1, ... 14 above 3, and 15: look among the exceptions.
  for (const bool compact : {true, false}) {
    ByteList bytes = RegistersHeader(2, compact ? kCompact : 0, 3, kFourBits, 1);
    for (unsigned even = 0; even < 16; even += 2) bytes.U8(even | (even + 1) << 4);
    if (!compact) bytes.U32(0).U32(0);
    bytes.U32(Coupon(15, 40));
    if (!compact) bytes.U32(0);
    const Result<HllSketch> sketch = HllSketch::Deserialize(bytes.bytes());
    ASSERT_TRUE(sketch.ok()) << sketch.status().message();
    EXPECT_EQ(Registers(*sketch), (std::vector<int>{3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 40}));
    EXPECT_EQ(sketch->Estimate(), 1234.5);
    EXPECT_EQ(*HllSketch::Deserialize(sketch->Serialize(HllPacking::kHll4)), *sketch);
  }
}

TEST(HllBytes, RegistersOfSixBitsAreReadAcrossBytes) {
  ByteList bytes = RegistersHeader(0, kCompact, 0, kSixBits, 0);
  std::vector<int> expected;
  std::uint64_t bits = 0;
  for (int slot = 0; slot < 16; ++slot) {
    expected.push_back(slot * 4 + 3);
    bits |= std::uint64_t(expected.back()) << (slot % 4 * 6);
    if (slot % 4 == 3) {
      bytes.Number(bits, 3);
      bits = 0;
    }
  }
  bytes.U8(0);  // one byte more, so that two can always be read
  const Result<HllSketch> sketch = HllSketch::Deserialize(bytes.bytes());
  ASSERT_TRUE(sketch.ok()) << sketch.status().message();
  EXPECT_EQ(Registers(*sketch), expected);
}

// Values far apart, as keys would hardly make them: 2^-value from both sums, and exceptions in the written bytes.
TEST(HllBytes, ExtremeRegistersAreKept) {
  ByteList bytes = RegistersHeader(0, kCompact | kOutOfOrder, 0, kEightBits, 0);
  for (const int value : {0, 63, 15, 14, 31, 32, 1, 62, 0, 0, 0, 0, 0, 0, 0, 0}) bytes.U8(static_cast<unsigned>(value));
  const Result<HllSketch> sketch = HllSketch::Deserialize(bytes.bytes());
  ASSERT_TRUE(sketch.ok()) << sketch.status().message();
  EXPECT_EQ(sketch->Retained(), 7U);
  const ByteBuffer four = sketch->Serialize(HllPacking::kHll4);
  EXPECT_EQ(four.size(), 40U + 8U + 5U * 4U);  // 63, 15, 31, 32, 62
  EXPECT_EQ(four[4], 3);                       // a table of 8 for them
  EXPECT_EQ(*HllSketch::Deserialize(four), *sketch);

  ByteList full = RegistersHeader(0, kCompact | kOutOfOrder, 0, kEightBits, 0);
  for (int i = 0; i < 16; ++i) full.U8(63);
  EXPECT_TRUE(std::isinf(HllSketch::Deserialize(full.bytes())->Estimate()));
}

struct Corruption {
  std::string_view name;
  ByteBuffer bytes;
};

TEST(HllBytes, RefusesBytesThatContradictThemselves) {
  const std::uint32_t coupon = Coupon(1, 1);
  ByteList nibbles = RegistersHeader(2, kCompact, 0, kFourBits, 1);
  for (int i = 0; i < 8; ++i) nibbles.U8(i == 0 ? 0x0f : 0x11);
  const auto with_exception = [&](std::uint32_t exception) { return ByteList(nibbles).U32(exception).bytes(); };
  ByteList high = RegistersHeader(0, kCompact, 0, kEightBits, 0);
  for (int i = 0; i < 16; ++i) high.U8(64);
  ByteList not_a_number =
      Header(10, 4, 0, kCompact, 0, kRegisters | kEightBits).F64(std::numeric_limits<double>::quiet_NaN()).F64(0).F64(0).U64(0);
  for (int i = 0; i < 16; ++i) not_a_number.U8(1);
  const Corruption cases[] = {
      {"serial version", ByteList().U8(2).U8(2).U8(7).U8(12).U8(3).U8(12).U16(0).bytes()},
      {"lg_k too low", Header(2, 3, 3, kEmpty | kCompact, 0, kList).bytes()},
      {"lg_k too high", Header(2, 22, 3, kEmpty | kCompact, 0, kList).bytes()},
      {"mode 3", Header(2, 12, 3, kEmpty | kCompact, 0, 3).bytes()},
      {"preamble of another mode", Header(3, 12, 3, kEmpty | kCompact, 0, kList).bytes()},
      {"packing 3", RegistersHeader(0, kCompact, 0, 3 << 2, 0).bytes()},
      {"list of 9", Header(2, 12, 3, kCompact, 9, kList).bytes()},
      {"empty with coupons", Header(2, 12, 3, kEmpty | kCompact, 1, kList).U32(coupon).bytes()},
      {"not empty without coupons", Header(2, 12, 3, kCompact, 0, kList).bytes()},
      {"coupon without a value", Header(2, 12, 3, kCompact, 1, kList).U32(77).bytes()},
      {"coupon 0", Header(2, 12, 3, kCompact, 1, kList).U32(0).bytes()},
      {"a coupon twice", Header(2, 12, 3, kCompact, 2, kList).U32(coupon).U32(coupon).bytes()},
      {"longer than the list", Header(2, 12, 3, kCompact, 1, kList).U32(coupon).U8(0).bytes()},
      {"set of a small sketch", Header(3, 7, 5, kCompact, 0, kSet).U32(1).U32(coupon).bytes()},
      {"set of 2^32 - 1", Header(3, 12, 5, kCompact, 0, kSet).U32(0xffffffff).U32(coupon).bytes()},
      {"table of 2^31", Header(3, 12, 31, 0, 0, kSet).U32(1).U32(coupon).bytes()},
      {"exception below 15", with_exception(Coupon(0, 14))},
      {"exception of another slot", with_exception(Coupon(1, 20))},
      {"exception missing", with_exception(0)},
      {"exceptions of one byte registers", RegistersHeader(0, kCompact, 0, kEightBits, 1).bytes()},
      {"2^32 - 1 exceptions", RegistersHeader(2, kCompact, 0, kFourBits, 0xffffffff).bytes()},
      {"register 64", high.bytes()},
      {"estimate not a number", not_a_number.bytes()},
  };
  for (const Corruption& c : cases) EXPECT_EQ(HllSketch::Deserialize(c.bytes).status().code(), StatusCode::kDataLoss) << c.name;
}

}  // namespace
}  // namespace assay
