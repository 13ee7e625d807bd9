#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "assay/sketch/ddsketch.h"
#include "core/sketch/sketch_samples.h"

namespace assay {
namespace {

DdSketch Of(const std::vector<double>& numbers, std::uint32_t max_buckets = DdSketch::kDefaultMaxBuckets) {
  DdSketch sketch = *DdSketch::Create(max_buckets);
  for (const double number : numbers) sketch.Add(number);
  return sketch;
}

// The fields of opentelemetry/proto/metrics/v1/metrics.proto, written by hand: count 4, sum 5, scale 6, zero_count 7, positive 8, negative 9,
// min 12, max 13; in buckets offset 1 and bucket_counts 2.
ByteList Point(std::uint64_t count) { return ByteList().U8(0x21).U64(count); }

TEST(DdSketchBytes, AreADataPointOfOtlp) {
  ExponentialHistogram histogram;
  histogram.scale = -1;  // base 4: (1/4, 1] is index -1, (1, 4] 0
  histogram.count = 303;
  histogram.zero_count = 1;
  histogram.min = -3;
  histogram.max = 4;
  histogram.positive = {-1, {1, 300}};
  histogram.negative = {0, {1}};
  const ByteBuffer expected = Point(303)
                                  .U8(0x61)
                                  .F64(-3)
                                  .U8(0x69)
                                  .F64(4)
                                  .U8(0x30)
                                  .U8(1)  // zigzag of -1
                                  .U8(0x39)
                                  .U64(1)
                                  .U8(0x42)
                                  .U8(7)
                                  .U8(0x08)
                                  .U8(1)
                                  .U8(0x12)
                                  .U8(3)
                                  .U8(1)
                                  .U8(0xac)  // 300
                                  .U8(0x02)
                                  .U8(0x4a)
                                  .U8(5)
                                  .U8(0x08)
                                  .U8(0)
                                  .U8(0x12)
                                  .U8(1)
                                  .U8(1)
                                  .bytes();
  const DdSketch sketch = *DdSketch::FromHistogram(histogram);
  EXPECT_EQ(sketch.Serialize(), expected);
  EXPECT_TRUE(*DdSketch::Deserialize(expected) == sketch);
}

TEST(DdSketchBytes, ComeBackTheSame) {
  std::vector<double> spread;
  for (std::uint64_t i = 0; i < 2'000; ++i)
    spread.push_back((i % 3 == 0 ? -1 : 1) * std::ldexp(1 + Uniform(i), static_cast<int>(i % 600) - 300));
  for (const std::vector<double>& numbers : {std::vector<double>{}, {0}, {1}, {-1}, {0, 1e-300, 1e300}, spread}) {
    const DdSketch sketch = Of(numbers);
    const ByteBuffer bytes = sketch.Serialize();
    const Result<DdSketch> read = DdSketch::Deserialize(bytes);
    ASSERT_TRUE(read.ok()) << numbers.size();
    EXPECT_TRUE(*read == sketch) << numbers.size();
    EXPECT_EQ(read->Serialize(), bytes) << numbers.size();
    EXPECT_GE(bytes[0], DdSketch::kFirstByte);
  }
}

TEST(DdSketchBytes, TimesAreIgnoredCountsMayComeOneByOneAndFieldsInAnyOrder) {
  const ByteBuffer bytes = ByteList()
                               .U8(0x11)
                               .U64(17)
                               .U8(0x19)
                               .U64(18)
                               .U8(0x42)
                               .U8(6)
                               .U8(0x10)
                               .U8(2)
                               .U8(0x10)
                               .U8(1)
                               .U8(0x08)
                               .U8(2)  // offset 1
                               .U8(0x30)
                               .U8(0)
                               .U8(0x21)
                               .U64(3)
                               .bytes();
  const Result<DdSketch> sketch = DdSketch::Deserialize(bytes);
  ASSERT_TRUE(sketch.ok());
  EXPECT_EQ(sketch->ToHistogram().positive, (ExponentialBuckets{1, {2, 1}}));
  EXPECT_EQ(sketch->count(), 3U);
}

TEST(DdSketchBytes, RefusesWhatIsNoSuchPoint) {
  struct Case {
    const char* name;
    ByteBuffer bytes;
  };
  const Case cases[] = {
      {"a count that is not the sum", Point(2).bytes()},
      {"an unknown field", Point(0).U8(0x0a).U8(0).bytes()},
      {"an unknown field of buckets", Point(0).U8(0x42).U8(2).U8(0x18).U8(0).bytes()},
      {"a scale that no sketch has", Point(0).U8(0x30).U8(100).bytes()},
      {"buckets longer than the bytes", Point(0).U8(0x42).U8(9).U8(0x08).bytes()},
      {"counts longer than the buckets", Point(0).U8(0x42).U8(2).U8(0x12).U8(9).bytes()},
      {"a number without an end", Point(0).U8(0x30).U8(0x80).bytes()},
      {"a sum that is not finite", Point(0).U8(0x29).F64(INFINITY).bytes()},
      {"an index that no number has",
       Point(1).U8(0x42).U8(9).U8(0x08).U8(0xff).U8(0xff).U8(0xff).U8(0xff).U8(0x0f).U8(0x12).U8(1).U8(1).bytes()},
  };
  for (const Case& c : cases) EXPECT_EQ(DdSketch::Deserialize(c.bytes).status().code(), StatusCode::kDataLoss) << c.name;
  const ByteBuffer whole = Of({1, 2, -7, 0}).Serialize();
  for (std::size_t size = 1; size < whole.size(); ++size) {
    EXPECT_EQ(DdSketch::Deserialize(ByteView(whole).first(size)).status().code(), StatusCode::kDataLoss) << size;
  }
}

}  // namespace
}  // namespace assay
