#include "assay/sketch/hll.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include "core/sketch/sketch_samples.h"

namespace assay {
namespace {

HllSketch Make(std::uint32_t lg_k) { return *HllSketch::Create(lg_k); }

// The keys [first, last) of one seed.
HllSketch Of(std::uint32_t lg_k, std::uint64_t seed, std::uint64_t first, std::uint64_t last) {
  HllSketch sketch = Make(lg_k);
  for (std::uint64_t key = first; key < last; ++key) sketch.AddInteger(Mix(Mix(seed) + key));
  return sketch;
}

TEST(Hll, EmptyIsExactlyZero) {
  const HllSketch sketch = Make(HllSketch::kDefaultLgK);
  EXPECT_TRUE(sketch.empty());
  EXPECT_EQ(sketch.Estimate(), 0);
}

TEST(Hll, OneKeyIsOneHoweverOftenItComes) {
  for (std::uint32_t lg_k : {4U, 12U, 21U}) {
    HllSketch sketch = Make(lg_k);
    for (int i = 0; i < 1000; ++i) sketch.Add("kund\xc3\xb6-1");
    EXPECT_FALSE(sketch.empty()) << lg_k;
    EXPECT_EQ(sketch.Estimate(), 1) << lg_k;
  }
}

TEST(Hll, RefusesSizesItCannotKeepItsPromiseFor) {
  for (std::uint32_t lg_k : {0U, 3U, 22U, 64U, 0xffff'ffffU}) {
    EXPECT_EQ(HllSketch::Create(lg_k).status().code(), StatusCode::kInvalidArgument) << lg_k;
  }
}

// datasketches-cpp, hll/test/ToFromByteArrayTest.cpp, quotes what Java estimates for the first integers at lg_k 8: from a list, from a set,
// and from registers with the order of the keys.
TEST(Hll, EstimatesAreThoseOfTheReferenceLibrary) {
  HllSketch sketch = Make(8);
  for (std::uint64_t key = 0; key < 10'000; ++key) {
    if (key == 7) {
      EXPECT_NEAR(sketch.Estimate(), 7.000000104308129, 1e-14);
    } else if (key == 24) {
      EXPECT_NEAR(sketch.Estimate(), 24.00000137090692, 1e-13);
    }
    sketch.AddInteger(key);
  }
  EXPECT_NEAR(sketch.Estimate(), 10089.1502113328, 1e-9);
}

TEST(Hll, KeysOfEachTypeAreTheReferenceLibrarysKeys) {
  HllSketch doubles = Make(12);
  HllSketch bits = Make(12);
  for (const double key : {1.5, -1.5, 1e300}) {
    doubles.AddDouble(key);
    bits.AddInteger(std::bit_cast<std::uint64_t>(key));
  }
  doubles.AddDouble(0.0);
  doubles.AddDouble(-0.0);
  bits.AddInteger(0);
  doubles.AddDouble(std::numeric_limits<double>::quiet_NaN());
  doubles.AddDouble(-std::numeric_limits<double>::quiet_NaN());
  bits.AddInteger(0x7ff8000000000000U);
  EXPECT_TRUE(doubles == bits);
  EXPECT_EQ(doubles.Retained(), 5U);

  HllSketch texts = Make(12);
  texts.Add("");  // ignored, as there
  EXPECT_TRUE(texts.empty());
  texts.Add("12345678");
  HllSketch same_bytes = Make(12);
  same_bytes.AddInteger(0x3837363534333231U);
  EXPECT_TRUE(texts == same_bytes);
}

// Where DataSketches goes from coupons to registers.
TEST(Hll, KeysAreCountedOneByOneUntilRegistersTakeLess) {
  struct Case {
    std::uint32_t lg_k;
    std::uint64_t most;
  };
  for (const Case& c : {Case{4, 7}, Case{7, 7}, Case{8, 24}, Case{12, 384}, Case{14, 1'536}}) {
    EXPECT_NEAR(Of(c.lg_k, 1, 0, c.most).Estimate(), static_cast<double>(c.most), 0.01) << c.lg_k;
    EXPECT_EQ(Of(c.lg_k, 1, 0, c.most).Serialize()[7] & 3, c.most < 8 ? 0 : 1) << c.lg_k;
    EXPECT_EQ(Of(c.lg_k, 1, 0, c.most + 1).Serialize()[7] & 3, 2) << c.lg_k;
  }
}

TEST(Hll, MergingPartsInAnyOrderIsTheSketchOfTheWhole) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const HllSketch a = Of(9, seed, 0, 700);
    const HllSketch b = Of(9, seed, 500, 9'000);  // overlaps a
    const HllSketch c = Of(9, seed, 20'000, 20'003);
    HllSketch left = a;  // (a + b) + c
    ASSERT_TRUE(left.Merge(b).ok());
    ASSERT_TRUE(left.Merge(c).ok());
    HllSketch right = c;  // (c + b) + a
    ASSERT_TRUE(right.Merge(b).ok());
    ASSERT_TRUE(right.Merge(a).ok());
    HllSketch nested = b;  // a + (b + c)
    ASSERT_TRUE(nested.Merge(c).ok());
    HllSketch outer = a;
    ASSERT_TRUE(outer.Merge(nested).ok());
    HllSketch whole = Of(9, seed, 0, 9'000);
    for (std::uint64_t key = 20'000; key < 20'003; ++key) whole.AddInteger(Mix(Mix(seed) + key));
    EXPECT_TRUE(left == right) << "seed " << seed;
    EXPECT_TRUE(left == outer) << "seed " << seed;
    EXPECT_TRUE(left == whole) << "seed " << seed;
    ASSERT_TRUE(left.Merge(whole).ok());
    EXPECT_TRUE(left == whole) << "seed " << seed << ": merging what is already in";
  }
}

TEST(Hll, MergingWithEmptyChangesNothing) {
  HllSketch some = Of(8, 3, 0, 100);
  const HllSketch before = some;
  ASSERT_TRUE(some.Merge(Make(8)).ok());
  EXPECT_TRUE(some == before);
}

TEST(Hll, SketchesOfDifferentSizesDoNotMerge) {
  HllSketch small = Of(8, 3, 0, 100);
  const HllSketch before = small;
  EXPECT_EQ(small.Merge(Make(9)).code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(small == before);
}

TEST(Hll, MergedBytesDoNotDependOnTheOrder) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    // Coupons and coupons that stay coupons, that become registers, and registers.
    for (const std::uint64_t keys : {5U, 20U, 60U, 5'000U}) {
      const HllSketch a = Of(9, seed, 0, keys);
      const HllSketch b = Of(9, seed, keys / 2, 2 * keys);
      const HllSketch c = Of(9, seed, 10'000, 10'000 + keys / 3);
      HllSketch left = a;
      ASSERT_TRUE(left.Merge(b).ok() && left.Merge(c).ok());
      HllSketch nested = c;
      ASSERT_TRUE(nested.Merge(b).ok());
      HllSketch right = Make(9);  // merging into an empty one is copying
      ASSERT_TRUE(right.Merge(nested).ok() && right.Merge(a).ok());
      EXPECT_EQ(left.Serialize(), right.Serialize()) << "seed " << seed << ", keys " << keys;
      EXPECT_EQ(left.Estimate(), right.Estimate()) << "seed " << seed << ", keys " << keys;
    }
  }
}

// The claim of the header. Over n independent sketches the root mean square error estimates the standard error with a relative
// uncertainty of 1/sqrt(2 n) = 5 %, and the mean error the bias with one of error/sqrt(n): three of each are allowed, plus the
// published excess of the constant for few registers (1.08 at 16, within 2 % of 1.04 from 64 on).
TEST(Hll, ErrorIsTheStatedOneAndWithoutBiasOverTheRange) {
  struct Case {
    std::uint32_t lg_k;
    std::uint64_t keys;
    bool merged;
  };
  // 2.5 keys per register (160, 2,560, 10,240) is where the classic estimator is biased.
  for (const Case& c : {Case{4, 1'000, false}, Case{4, 1'000, true}, Case{6, 10, true}, Case{6, 160, false}, Case{6, 160, true},
                        Case{6, 20'000, true}, Case{10, 500, true}, Case{10, 2'560, false}, Case{10, 2'560, true}, Case{10, 30'000, false},
                        Case{10, 30'000, true}, Case{12, 10'240, false}, Case{12, 10'240, true}}) {
    double sum = 0;
    double squares = 0;
    double stated = 0;
    const std::uint64_t seeds = c.lg_k == 4 ? 2'000 : 200;  // few registers have errors of heavy tails
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      HllSketch sketch = Of(c.lg_k, seed, 0, c.merged ? c.keys / 2 : c.keys);
      if (c.merged) {
        ASSERT_TRUE(sketch.Merge(Of(c.lg_k, seed, c.keys / 2, c.keys)).ok());
      }
      const double error = sketch.Estimate() / static_cast<double>(c.keys) - 1;
      sum += error;
      squares += error * error;
      stated = sketch.RelativeStandardError();
    }
    const auto n = static_cast<double>(seeds);
    EXPECT_NEAR(stated, (c.merged ? 1.04 : std::sqrt(std::log(2.0))) / std::sqrt(std::ldexp(1.0, static_cast<int>(c.lg_k))), 1e-15);
    EXPECT_LE(std::sqrt(squares / n), stated * 1.2) << "lg_k " << c.lg_k << ", keys " << c.keys << ", merged " << c.merged;
    EXPECT_LE(std::fabs(sum / n), 3 * stated / std::sqrt(n)) << "lg_k " << c.lg_k << ", keys " << c.keys << ", merged " << c.merged;
  }
}

TEST(Hll, LargerSketchesErrLess) {
  double last = 1;
  for (std::uint32_t lg_k = HllSketch::kMinLgK; lg_k <= HllSketch::kMaxLgK; ++lg_k) {
    const double stated = Of(lg_k, 1, 0, std::max(8U, 1U << lg_k >> 3)).RelativeStandardError();  // enough for registers
    EXPECT_LT(stated, last) << lg_k;
    last = stated;
  }
}

TEST(Hll, EstimateHasTheSameBitsOnEveryPlatform) {
  std::uint64_t digest = 0xcbf29ce484222325U;  // FNV-1a over the estimates' bit patterns
  for (std::uint64_t keys : {1U, 10U, 1'000U, 100'000U}) {
    for (const bool merged : {false, true}) {
      HllSketch sketch = Of(11, 5, 0, keys);
      if (merged) {
        ASSERT_TRUE(sketch.Merge(Of(11, 6, 0, keys)).ok());
      }
      const std::uint64_t bits = std::bit_cast<std::uint64_t>(sketch.Estimate());
      for (int shift = 0; shift < 64; shift += 8) digest = (digest ^ ((bits >> shift) & 0xff)) * 0x100000001b3U;
    }
  }
  EXPECT_EQ(digest, 17059313326422064591U);
}

}  // namespace
}  // namespace assay
