#include "assay/sketch/theta.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/sketch/sketch_samples.h"

namespace assay {
namespace {

constexpr std::uint8_t kOrdered = 16;
constexpr std::uint64_t kOne = (std::uint64_t{1} << 63) - 1;
constexpr std::uint64_t kHalf = std::uint64_t{1} << 62;
constexpr unsigned kSeedHash = 0x93cc;  // of seed 9001

ByteList Header(int longs, int version, int flags) { return ByteList().U8(longs).U8(version).U8(3).U16(0).U8(flags).U16(kSeedHash); }

// Version 4 of these hashes, in order.
ByteList Packed(const std::vector<std::uint64_t>& hashes, unsigned bits, bool has_theta, std::uint64_t theta) {
  ByteList bytes = ByteList().U8(has_theta ? 2 : 1).U8(4).U8(3).U8(bits).U8(1).U8(kOrdered).U16(kSeedHash);
  if (has_theta) bytes.U64(theta);
  bytes.U8(hashes.size());
  std::string digits;
  std::uint64_t last = 0;
  for (const std::uint64_t hash : hashes) {
    for (unsigned bit = bits; bit-- > 0;) digits += (hash - last) >> bit & 1 ? '1' : '0';
    last = hash;
  }
  digits.resize((digits.size() + 7) / 8 * 8, '0');
  for (std::size_t i = 0; i < digits.size(); i += 8) bytes.U8(std::stoul(digits.substr(i, 8), nullptr, 2));
  return bytes;
}

struct ThetaCase {
  std::string_view name;
  ByteBuffer bytes;
  bool empty;
  std::uint32_t retained;
  double theta;
};

TEST(Theta, ReadsEveryVersion) {
  const ThetaCase cases[] = {
      {"1, empty: as Java wrote it", FromHex("03 01 03 00 00 1e 00 00 00 00 00 00 00 00 00 00 ff ff ff ff ff ff ff 7f"), true, 0, 1},
      {"1, exact", Header(3, 1, 0x1a).U32(2).U32(0).U64(kOne).U64(5).U64(7).bytes(), false, 2, 1},
      {"1, estimating", Header(3, 1, 0x1a).U32(2).U32(0).U64(kHalf).U64(5).U64(7).bytes(), false, 2, 0.5},
      {"2, empty: as Java wrote it", FromHex("01 02 03 00 00 1e cc 93"), true, 0, 1},
      {"2, exact", Header(2, 2, 0x1a).U32(3).U32(0).U64(5).U64(7).U64(9).bytes(), false, 3, 1},
      {"2, estimating", Header(3, 2, 0x1a).U32(1).U32(0).U64(kHalf).U64(5).bytes(), false, 1, 0.5},
      {"3, empty", Header(1, 3, 0x1e).bytes(), true, 0, 1},
      {"3, one key", Header(1, 3, 0x3a).U64(77).bytes(), false, 1, 1},
      {"3, exact, not in order", Header(2, 3, 0x0a).U32(2).U32(0).U64(9).U64(5).bytes(), false, 2, 1},
      {"3, estimating", Header(3, 3, 0x1a).U32(2).U32(0).U64(kHalf).U64(5).U64(7).bytes(), false, 2, 0.5},
      {"3, estimating without a hash", Header(3, 3, 0x1a).U32(0).U32(0).U64(kHalf).bytes(), false, 0, 0.5},
      {"3, empty of a sampling sketch", Header(3, 3, 0x1e).U32(0).U32(0).U64(kHalf).bytes(), true, 0, 1},
      {"4, exact", Packed({5, 7, 1'000}, 10, false, kOne).bytes(), false, 3, 1},
      {"4, estimating", Packed({1, 2, 3, 1'000'000, 1'000'001, 1'000'007, 1'000'008, 1'000'020, 1'000'021}, 20, true, kHalf).bytes(), false,
       9, 0.5},
      {"4, hashes of 63 bits", Packed({std::uint64_t{1} << 62, kOne - 1}, 63, false, kOne).bytes(), false, 2, 1},
  };
  for (const ThetaCase& c : cases) {
    const Result<ThetaSketch> sketch = ReadTheta(c.bytes);
    ASSERT_TRUE(sketch.ok()) << c.name << ": " << sketch.status().message();
    EXPECT_EQ(sketch->empty, c.empty) << c.name;
    EXPECT_EQ(sketch->retained, c.retained) << c.name;
    EXPECT_EQ(sketch->theta, c.theta) << c.name;
    EXPECT_EQ(sketch->serial_version, c.bytes[1]) << c.name;
    EXPECT_EQ(sketch->Estimate(), c.retained / c.theta) << c.name;
    EXPECT_LE(sketch->LowerBound(2), sketch->Estimate()) << c.name;
    EXPECT_GE(sketch->UpperBound(2), sketch->Estimate()) << c.name;
    EXPECT_EQ(sketch->UpperBound(2) > sketch->LowerBound(2), c.theta < 1) << c.name;
    for (std::size_t size = 0; size < c.bytes.size(); ++size) {
      EXPECT_EQ(ReadTheta(ByteView(c.bytes).first(size)).status().code(), StatusCode::kDataLoss) << c.name << ", " << size << " bytes";
    }
  }
}

// What datasketches-cpp asserts of Java's file, which holds the integers below 8192.
void ExpectReferenceLibrarysBounds(const ThetaSketch& sketch) {
  EXPECT_NEAR(sketch.Estimate(), 8166.25234614053, 1e-8);
  EXPECT_NEAR(sketch.LowerBound(2), 7996.956955317471, 1e-8);
  EXPECT_NEAR(sketch.UpperBound(2), 8339.090301078124, 1e-8);
}

TEST(Theta, EstimatesAndBoundsAreTheReferenceLibrarys) {
  ThetaSketch sketch;
  sketch.empty = false;
  sketch.retained = 4342;
  sketch.theta = 0.531700444213199;
  ExpectReferenceLibrarysBounds(sketch);
}

TEST(Theta, ReadsTheReferenceFilesOfOldVersions) {
  for (const std::string name : {"theta_compact_estimation_from_java_v1.sk", "theta_compact_estimation_from_java_v2.sk"}) {
    const ByteBuffer bytes = ReferenceFile(name);
    if (bytes.empty()) GTEST_SKIP() << "shared/conformance is not there: the reference files are not ours to publish";
    const Result<ThetaSketch> read = ReadTheta(bytes);
    ASSERT_TRUE(read.ok()) << name << ": " << read.status().message();
    EXPECT_EQ(read->retained, 4342U) << name;
    EXPECT_NEAR(read->theta, 0.531700444213199, 1e-15) << name;
    SCOPED_TRACE(name);
    ExpectReferenceLibrarysBounds(*read);
  }
}

TEST(Theta, RefusesBytesThatContradictThemselves) {
  struct Corruption {
    std::string_view name;
    ByteBuffer bytes;
  };
  const Corruption cases[] = {
      {"version 0", Header(3, 0, 0).U64(0).U64(kOne).bytes()},
      {"version 5", Header(3, 5, 0).U64(0).U64(kOne).bytes()},
      {"family of an update sketch", ByteList().U8(3).U8(3).U8(2).U8(0).U32(0).U64(0).U64(kOne).bytes()},
      {"no preamble", Header(0, 3, 0x1e).bytes()},
      {"preamble of 4", Header(4, 3, 0x1a).U64(0).U64(kOne).U64(0).bytes()},
      {"version 1 with a short preamble", Header(1, 1, 0x1e).bytes()},
      {"theta 0", Header(3, 3, 0x1a).U64(0).U64(0).bytes()},
      {"theta above 1", Header(3, 3, 0x1a).U64(0).U64(~std::uint64_t{0}).bytes()},
      {"2^32 - 1 hashes", Header(3, 3, 0x1a).U64(0xffffffff).U64(kHalf).U64(5).bytes()},
      {"hash 0", Header(2, 3, 0x0a).U64(1).U64(0).bytes()},
      {"hash not below theta", Header(3, 3, 0x0a).U64(1).U64(kHalf).U64(kHalf).bytes()},
      {"not in order", Header(2, 3, 0x1a).U64(2).U64(7).U64(5).bytes()},
      {"a hash twice", Header(2, 3, 0x1a).U64(2).U64(7).U64(7).bytes()},
      {"packed hash not below theta", Packed({5, kHalf}, 63, true, kHalf).bytes()},
      {"packed hash twice", Packed({5, 5}, 10, false, kOne).bytes()},
      {"packed in 0 bits", Packed({}, 0, false, kOne).bytes()},
      {"packed in 64 bits", ByteList().U8(1).U8(4).U8(3).U8(64).U8(1).U8(kOrdered).U16(0).U8(1).U64(5).bytes()},
      {"packed count of 9 bytes", ByteList().U8(1).U8(4).U8(3).U8(8).U8(9).U8(kOrdered).U16(0).U64(1).U64(5).bytes()},
  };
  for (const Corruption& c : cases) EXPECT_EQ(ReadTheta(c.bytes).status().code(), StatusCode::kDataLoss) << c.name;
}

// Keys of uniform hashes, of which those below theta are kept: the bounds of two deviations hold in 95.4 % of all cases. Of 400 seeds 5 %
// more than that fail with probability 1e-6.
TEST(Theta, BoundsHoldAsOftenAsTheySay) {
  for (const std::uint64_t keys : {30U, 300U, 3'000U}) {
    int failures = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
      ThetaSketch sketch;
      sketch.theta = 0.25;
      for (std::uint64_t key = 0; key < keys; ++key) sketch.retained += Uniform(Mix(seed) + key) < sketch.theta;
      failures += sketch.LowerBound(2) > static_cast<double>(keys) || sketch.UpperBound(2) < static_cast<double>(keys);
    }
    EXPECT_LE(failures, 400 * (1 - 0.954 + 0.05)) << keys;
  }
}

}  // namespace
}  // namespace assay
