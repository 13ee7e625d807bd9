#include "assay/sketch/quantiles.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string_view>

#include "core/sketch/sketch_samples.h"

namespace assay {
namespace {

constexpr std::uint8_t kEmpty = 4, kCompact = 8;

// A sketch of k = 2: numbers 1, 2, ... seven of them loose or in levels as n says (n / 4 in bits), with the minimum 1 and the maximum 99.
ByteList Start(int longs, int version, int flags, std::uint64_t n) {
  ByteList bytes = ByteList().U8(longs).U8(version).U8(8).U8(flags).U16(2).U16(0).U64(n).F64(1).F64(99);
  if (version == 1) bytes.U64(64);
  return bytes;
}

TEST(Quantiles, ReadsEveryVersionCompactOrNot) {
  struct Case {
    std::string_view name;
    ByteBuffer bytes;
    std::uint64_t n;
    double median;  // inclusive
  };
  // n = 11: three loose; 11 / 4 = binary 10, so nothing in level 0 and two numbers of weight 4 in level 1.
  const Case cases[] = {
      {"1, loose numbers", Start(5, 1, 0, 3).F64(3).F64(1).F64(2).bytes(), 3, 2},
      {"1, levels", Start(5, 1, 0, 11).F64(50).F64(60).F64(1).F64(0).F64(0).F64(0).F64(7).F64(8).bytes(), 11, 8},
      {"2", Start(2, 2, 0, 11).F64(50).F64(60).F64(1).F64(7).F64(8).bytes(), 11, 8},
      {"3, compact", Start(2, 3, kCompact, 11).F64(50).F64(60).F64(1).F64(7).F64(8).bytes(), 11, 8},
      {"3, not compact", Start(2, 3, 0, 11).F64(50).F64(60).F64(1).F64(0).F64(0).F64(0).F64(7).F64(8).bytes(), 11, 8},
  };
  for (const Case& c : cases) {
    const Result<QuantilesSketch> sketch = ReadQuantiles(c.bytes);
    ASSERT_TRUE(sketch.ok()) << c.name << ": " << sketch.status().message();
    EXPECT_EQ(sketch->n, c.n) << c.name;
    EXPECT_EQ(sketch->k, 2U) << c.name;
    EXPECT_EQ(sketch->min, 1) << c.name;
    EXPECT_EQ(sketch->max, 99) << c.name;
    EXPECT_EQ(SortedView(sketch->items).Quantile(0.5, true), c.median) << c.name;
    EXPECT_EQ(SortedView(sketch->items).Rank(99, true), 1) << c.name;
    for (std::size_t size = 0; size < c.bytes.size(); ++size) {
      EXPECT_EQ(ReadQuantiles(ByteView(c.bytes).first(size)).status().code(), StatusCode::kDataLoss) << c.name << ", " << size << " bytes";
    }
  }
}

TEST(Quantiles, EmptySketchesAreTheirHeader) {
  for (const int version : {1, 2, 3}) {
    const Result<QuantilesSketch> sketch = ReadQuantiles(ByteList().U8(1).U8(version).U8(8).U8(kEmpty).U16(128).U16(0).bytes());
    ASSERT_TRUE(sketch.ok()) << version << ": " << sketch.status().message();
    EXPECT_EQ(sketch->n, 0U);
    EXPECT_EQ(sketch->k, 128U);
  }
}

TEST(Quantiles, RefusesBytesThatContradictThemselves) {
  struct Corruption {
    std::string_view name;
    ByteBuffer bytes;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Corruption cases[] = {
      {"version 0", Start(2, 0, kCompact, 1).F64(1).bytes()},
      {"version 4", Start(2, 4, kCompact, 1).F64(1).bytes()},
      {"preamble", Start(5, 3, kCompact, 1).F64(1).bytes()},
      {"k 3", ByteList().U8(2).U8(3).U8(8).U8(kCompact).U16(3).U16(0).U64(1).F64(1).F64(1).F64(1).bytes()},
      {"k 0", ByteList().U8(1).U8(3).U8(8).U8(kEmpty).U16(0).U16(0).bytes()},
      {"n 0", Start(2, 3, kCompact, 0).bytes()},
      {"n 2^63", Start(2, 3, kCompact, std::uint64_t{1} << 63).F64(1).F64(2).bytes()},
      {"longer", Start(2, 3, kCompact, 1).F64(1).U8(0).bytes()},
      {"NaN", Start(2, 3, kCompact, 1).F64(nan).bytes()},
      {"below the minimum", Start(2, 3, kCompact, 1).F64(0.5).bytes()},
      {"level out of order", Start(2, 3, kCompact, 4).F64(8).F64(7).bytes()},
  };
  for (const Corruption& c : cases) EXPECT_EQ(ReadQuantiles(c.bytes).status().code(), StatusCode::kDataLoss) << c.name;
}

// datasketches-cpp, quantiles_compatibility_test.cpp: the median of Java's file, by the exclusive rule, is 501.
TEST(Quantiles, ReadsTheReferenceFile) {
  const ByteBuffer bytes = ReferenceFile("Qk128_n1000_v0.8.3.sk");
  if (bytes.empty()) GTEST_SKIP() << "shared/conformance is not there: the reference files are not ours to publish";
  const Result<QuantilesSketch> sketch = ReadQuantiles(bytes);
  ASSERT_TRUE(sketch.ok()) << sketch.status().message();
  EXPECT_EQ(sketch->serial_version, 3U);
  EXPECT_EQ(sketch->k, 128U);
  EXPECT_EQ(sketch->n, 1'000U);
  EXPECT_EQ(sketch->min, 1);
  EXPECT_EQ(sketch->max, 1'000);
  EXPECT_EQ(sketch->items.size(), 488U);  // 232 loose and two levels
  EXPECT_EQ(SortedView(sketch->items).Quantile(0.5, false), 501);
  EXPECT_NEAR(sketch->NormalizedRankError(), 0.0141, 1e-4);
}

}  // namespace
}  // namespace assay
