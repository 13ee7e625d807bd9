#include "assay/sketch/tdigest.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "core/sketch/sketch_samples.h"

namespace assay {
namespace {

constexpr std::uint8_t kEmpty = 1, kSingleValue = 2;

ByteList Header(int longs, int flags) { return ByteList().U8(longs).U8(1).U8(20).U16(100).U8(flags).U16(0); }

struct DigestCase {
  std::string_view name;
  ByteBuffer bytes;
  std::uint64_t n;
  bool has_floats;
};

// 1, 2, 3 and six numbers around 10 with the maximum 20, in all the ways there are.
TEST(TDigest, ReadsEveryFormat) {
  const DigestCase cases[] = {
      {"doubles", Header(2, 0).U32(4).U32(0).F64(1).F64(20).F64(1).U64(1).F64(2).U64(1).F64(3).U64(1).F64(10).U64(6).bytes(), 9, false},
      {"doubles, some only buffered", Header(2, 4).U32(2).U32(2).F64(1).F64(20).F64(2).U64(1).F64(10).U64(6).F64(3).F64(1).bytes(), 9,
       false},
      {"floats", Header(2, 0).U32(4).U32(0).F32(1).F32(20).F32(1).U32(1).F32(2).U32(1).F32(3).U32(1).F32(10).U32(6).bytes(), 9, true},
      {"floats, some only buffered", Header(2, 0).U32(3).U32(1).F32(1).F32(20).F32(1).U32(1).F32(2).U32(1).F32(10).U32(6).F32(3).bytes(), 9,
       true},
      {"original, doubles",
       ByteList().BigEndian().U32(1).F64(1).F64(20).F64(100).U32(4).F64(1).F64(1).F64(1).F64(2).F64(1).F64(3).F64(6).F64(10).bytes(), 9,
       false},
      {"original, floats",
       ByteList()
           .BigEndian()
           .U32(2)
           .F64(1)
           .F64(20)
           .F32(100)
           .U16(210)
           .U16(1'050)
           .U16(4)
           .F32(1)
           .F32(1)
           .F32(1)
           .F32(2)
           .F32(1)
           .F32(3)
           .F32(6)
           .F32(10)
           .bytes(),
       9, true},
  };
  for (const DigestCase& c : cases) {
    const Result<TDigest> digest = ReadTDigest(c.bytes);
    ASSERT_TRUE(digest.ok()) << c.name << ": " << digest.status().message();
    EXPECT_EQ(digest->n, c.n) << c.name;
    EXPECT_EQ(digest->k, 100U) << c.name;
    EXPECT_EQ(digest->has_floats, c.has_floats) << c.name;
    EXPECT_EQ(digest->min, 1) << c.name;
    EXPECT_EQ(digest->max, 20) << c.name;
    ASSERT_EQ(digest->centroids.size(), 4U) << c.name;
    EXPECT_EQ(digest->Quantile(0), 1) << c.name;
    EXPECT_EQ(digest->Quantile(1.5 / 9), 2) << c.name;
    EXPECT_EQ(digest->Quantile(2.5 / 9), 3) << c.name;
    EXPECT_EQ(digest->Quantile(4.5 / 9), 6.5) << c.name;  // halfway from 3, which ends at 3, to 10, which stands at 6
    EXPECT_EQ(digest->Quantile(7.0 / 9), 15) << c.name;   // halfway from 10 to the maximum, which stands at 8
    EXPECT_EQ(digest->Quantile(1), 20) << c.name;
    EXPECT_EQ(digest->Rank(0.5), 0) << c.name;
    EXPECT_EQ(digest->Rank(2), 1.5 / 9) << c.name;
    EXPECT_EQ(digest->Rank(10), 6.0 / 9) << c.name;
    EXPECT_EQ(digest->Rank(15), 7.0 / 9) << c.name;
    EXPECT_EQ(digest->Rank(20), 1 - 0.5 / 9) << c.name;
    EXPECT_EQ(digest->Rank(21), 1) << c.name;
    for (std::size_t size = 0; size < c.bytes.size(); ++size) {
      if (c.name.starts_with("doubles") && size == 16 + (c.bytes.size() - 16) / 2) continue;  // as long as a digest of floats
      EXPECT_EQ(ReadTDigest(ByteView(c.bytes).first(size)).status().code(), StatusCode::kDataLoss) << c.name << ", " << size << " bytes";
    }
  }
}

TEST(TDigest, EmptyAndSingleOnesHaveShortForms) {
  EXPECT_EQ(ReadTDigest(Header(1, kEmpty).bytes())->n, 0U);
  for (const ByteBuffer& bytes : {Header(1, kSingleValue).F64(-2.5).bytes(), Header(1, kSingleValue).F32(-2.5F).bytes()}) {
    const Result<TDigest> digest = ReadTDigest(bytes);
    ASSERT_TRUE(digest.ok()) << digest.status().message();
    EXPECT_EQ(digest->n, 1U);
    EXPECT_EQ(digest->min, -2.5);
    EXPECT_EQ(digest->max, -2.5);
    EXPECT_EQ(digest->Quantile(0.5), -2.5);
    EXPECT_EQ(digest->Rank(-2.5), 0.5);
  }
}

TEST(TDigest, RefusesBytesThatContradictThemselves) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto original = [](double k, std::uint32_t count) { return ByteList().BigEndian().U32(1).F64(1).F64(2).F64(k).U32(count); };
  struct Corruption {
    std::string_view name;
    ByteBuffer bytes;
  };
  const Corruption cases[] = {
      {"version 2", ByteList().U8(1).U8(2).U8(20).U16(100).U8(kEmpty).U16(0).bytes()},
      {"preamble", Header(2, kEmpty).bytes()},
      {"k 9", ByteList().U8(1).U8(1).U8(20).U16(9).U8(kEmpty).U16(0).bytes()},
      {"empty and longer", Header(1, kEmpty).U8(0).bytes()},
      {"2^32 - 1 centroids", Header(2, 0).U32(0xffffffff).U32(0xffffffff).F64(1).F64(2).bytes()},
      {"no centroids", Header(2, 0).U64(0).F64(1).F64(2).bytes()},
      {"weight 0", Header(2, 0).U32(1).U32(0).F64(1).F64(2).F64(1).U64(0).bytes()},
      {"weight 2^64 - 1", Header(2, 0).U32(1).U32(0).F64(1).F64(2).F64(1).U64(~std::uint64_t{0}).bytes()},
      {"mean NaN", Header(2, 0).U32(1).U32(0).F64(1).F64(2).F64(nan).U64(1).bytes()},
      {"mean above the maximum", Header(2, 0).U32(1).U32(0).F64(1).F64(2).F64(3).U64(1).bytes()},
      {"a buffered NaN", Header(2, 0).U32(0).U32(1).F64(1).F64(2).F64(nan).bytes()},
      {"a single NaN", Header(1, kSingleValue).F64(nan).bytes()},
      {"original of type 3", ByteList().BigEndian().U32(3).F64(1).F64(2).F64(100).U32(0).bytes()},
      {"original, k 5", original(5, 0).bytes()},
      {"original, k NaN", original(nan, 0).bytes()},
      {"original, 2^32 - 1 centroids", original(100, 0xffffffff).F64(1).F64(1).bytes()},
      {"original, weight below 1", original(100, 1).F64(0.5).F64(1).bytes()},
      {"original, weight infinite", original(100, 1).F64(std::numeric_limits<double>::infinity()).F64(1).bytes()},
      {"original, longer", original(100, 1).F64(1).F64(1).U8(0).bytes()},
  };
  for (const Corruption& c : cases) EXPECT_EQ(ReadTDigest(c.bytes).status().code(), StatusCode::kDataLoss) << c.name;
}

// What the reference libraries assert of these files: the numbers 0 to 9999.
TEST(TDigest, ReadsTheReferenceFiles) {
  for (const std::string name : {"tdigest_ref_k100_n10000_double.sk", "tdigest_ref_k100_n10000_float.sk"}) {
    const ByteBuffer bytes = ReferenceFile(name);
    if (bytes.empty()) GTEST_SKIP() << "shared/conformance is not there: the reference files are not ours to publish";
    const Result<TDigest> digest = ReadTDigest(bytes);
    ASSERT_TRUE(digest.ok()) << name << ": " << digest.status().message();
    EXPECT_EQ(digest->k, 100U) << name;
    EXPECT_EQ(digest->n, 10'000U) << name;
    EXPECT_EQ(digest->min, 0) << name;
    EXPECT_EQ(digest->max, 9'999) << name;
    EXPECT_NEAR(digest->Rank(0), 0, 1e-4) << name;
    EXPECT_NEAR(digest->Rank(2'500), 0.25, 1e-4) << name;
    EXPECT_NEAR(digest->Rank(5'000), 0.5, 1e-4) << name;
    EXPECT_NEAR(digest->Rank(7'500), 0.75, 1e-4) << name;
    EXPECT_EQ(digest->Rank(10'000), 1) << name;
    double last = -1;
    for (int percent = 0; percent <= 100; ++percent) {
      const double number = digest->Quantile(percent / 100.0);
      EXPECT_NEAR(number, percent * 100.0, 10) << name;
      EXPECT_GE(number, last) << name;
      last = number;
      EXPECT_NEAR(digest->Rank(number), percent / 100.0, 1.1e-4) << name << ", " << percent;
    }
  }
}

}  // namespace
}  // namespace assay
