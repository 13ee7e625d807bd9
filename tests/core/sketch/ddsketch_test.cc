#include "assay/sketch/ddsketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "core/sketch/sketch_samples.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kSmallest = std::numeric_limits<double>::min();

DdSketch Of(const std::vector<double>& numbers, std::uint32_t max_buckets = DdSketch::kDefaultMaxBuckets) {
  DdSketch sketch = *DdSketch::Create(max_buckets);
  for (const double number : numbers) sketch.Add(number);
  return sketch;
}

// Four shapes: latencies, a balance around 0, few values, all magnitudes.
std::vector<double> Sample(std::uint64_t seed, std::size_t n) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < n; ++i) {
    const double u = Uniform(Mix(seed) + i);
    switch (seed % 4) {
      case 0: numbers.push_back(std::exp(6 * u)); break;
      case 1: numbers.push_back(1000 * (u - 0.5)); break;
      case 2: numbers.push_back(std::floor(5 * u)); break;
      default: numbers.push_back((u < 0.3 ? -1 : 1) * std::ldexp(1 + u, static_cast<int>(Mix(seed + i) % 600) - 300));
    }
  }
  return numbers;
}

TEST(DdSketch, AnEmptySketchHasNoAnswers) {
  const DdSketch sketch = *DdSketch::Create();
  EXPECT_EQ(sketch.count(), 0U);
  EXPECT_EQ(*sketch.Quantile(0.5), std::nullopt);
  EXPECT_EQ(sketch.ToHistogram().min, std::nullopt);
  EXPECT_EQ(sketch.scale(), DdSketch::kMaxScale);
}

TEST(DdSketch, OneNumberIsEveryQuantile) {
  for (const double number : {0.0, 1.0, -1.0, 3.7, -1e-300, kLargest, -kLargest, kSmallest, 5e-324}) {
    const DdSketch sketch = Of({number});
    for (const double rank : {0.0, 0.3, 1.0}) EXPECT_EQ(**sketch.Quantile(rank), number);
  }
}

TEST(DdSketch, RefusesWhatIsOutOfRange) {
  for (const std::uint32_t buckets : {0U, 3U, 65'537U})
    EXPECT_EQ(DdSketch::Create(buckets).status().code(), StatusCode::kInvalidArgument) << buckets;
  for (const double rank : {-0.1, 1.1, kNan}) EXPECT_EQ(Of({1}).Quantile(rank).status().code(), StatusCode::kInvalidArgument) << rank;
}

TEST(DdSketch, NumbersWithoutABucketAreNotCounted) {
  EXPECT_EQ(Of({kNan, kInfinity, -kInfinity}).count(), 0U);
  EXPECT_TRUE(Of({kNan, 1, kInfinity}) == Of({1}));
}

// The mapping of OpenTelemetry's data model: bucket i of scale s holds (2^(i 2^-s), 2^((i + 1) 2^-s)].
TEST(DdSketch, BucketsAreOpenTelemetrys) {
  struct Case {
    std::int32_t scale;
    double number;
    std::int32_t index;
  };
  for (const Case& c :
       {Case{0, 1, -1},          Case{0, 1.5, 0},       Case{0, 2, 0},          Case{0, 2.5, 1},           Case{0, 4, 1},
        Case{0, 0.5, -2},        Case{0, 0.75, -1},     Case{1, 1, -1},         Case{1, 1.41, 0},          Case{1, 1.42, 1},
        Case{1, 2, 1},           Case{3, 2, 7},         Case{3, 1.09, 0},       Case{3, 1.1, 1},           Case{-1, 1, -1},
        Case{-1, 4, 0},          Case{-1, 4.5, 1},      Case{-1, 0.25, -2},     Case{-1, 0.26, -1},        Case{-10, kLargest, 0},
        Case{-10, 1, -1},        Case{-10, 5e-324, -2}, Case{20, 2, 1'048'575}, Case{20, 0.5, -1'048'577}, Case{4, 1e6, 318},
        Case{4, 5e-324, -17'185}}) {
    ExponentialHistogram empty;
    empty.scale = c.scale;
    DdSketch sketch = *DdSketch::FromHistogram(empty);
    sketch.Add(c.number);
    EXPECT_EQ(sketch.ToHistogram().positive.offset, c.index) << "scale " << c.scale << ", number " << c.number;
    EXPECT_EQ(sketch.ToHistogram().positive.counts, (std::vector<std::uint64_t>{1}));
    sketch.Add(-c.number);
    EXPECT_EQ(sketch.ToHistogram().negative, sketch.ToHistogram().positive);
  }
}

// Independent of the squaring: against log2, except within its rounding of a bound.
TEST(DdSketch, BucketsAgreeWithTheLogarithm) {
  for (const std::int32_t scale : {-3, 0, 1, 5, 12, 20}) {
    for (std::uint64_t i = 0; i < 2'000; ++i) {
      const double number = std::ldexp(1 + Uniform(i), static_cast<int>(Mix(i) % 200) - 100);
      ExponentialHistogram empty;
      empty.scale = scale;
      DdSketch sketch = *DdSketch::FromHistogram(empty);
      sketch.Add(number);
      const double position = std::log2(number) * std::ldexp(1, scale);
      if (std::fabs(position - std::round(position)) < 1e-6) continue;
      EXPECT_EQ(sketch.ToHistogram().positive.offset, std::ceil(position) - 1) << "scale " << scale << ", number " << number;
    }
  }
}

TEST(DdSketch, QuantilesAreWithinTheStatedError) {
  for (std::uint64_t seed = 0; seed < 240; ++seed) {
    std::vector<double> numbers = Sample(seed, 1 + seed * 3);
    const DdSketch sketch = Of(numbers, seed % 3 == 0 ? 20 : DdSketch::kDefaultMaxBuckets);
    std::sort(numbers.begin(), numbers.end());
    EXPECT_EQ(**sketch.Quantile(0), numbers.front());
    EXPECT_EQ(**sketch.Quantile(1), numbers.back());
    for (int percent = 0; percent <= 100; ++percent) {
      const double rank = percent / 100.0;
      const double exact = numbers[static_cast<std::size_t>(std::floor(rank * static_cast<double>(numbers.size() - 1)))];
      const double got = **sketch.Quantile(rank);
      ASSERT_LE(std::fabs(got - exact), sketch.RelativeError() * std::fabs(exact) * (1 + 1e-9)) << "seed " << seed << ", rank " << rank;
    }
  }
}

TEST(DdSketch, BucketsStayWithinTheirNumberAndTheErrorIsTheDocumentedOne) {
  const DdSketch decade = Of({1, 10});
  EXPECT_EQ(decade.scale(), 5);
  EXPECT_NEAR(decade.RelativeError(), 0.011, 5e-4);
  const DdSketch five_decades = Of({1, 1e5});
  EXPECT_EQ(five_decades.scale(), 3);
  EXPECT_NEAR(five_decades.RelativeError(), 0.043, 5e-4);
  const DdSketch all = Of({kLargest, 5e-324, -kLargest, -5e-324, 0}, DdSketch::kMinMaxBuckets);
  EXPECT_LE(all.ToHistogram().positive.counts.size(), DdSketch::kMinMaxBuckets);
  EXPECT_EQ(all.ToHistogram().zero_count, 1U);
  EXPECT_GE(all.scale(), DdSketch::kMinScale);
}

TEST(DdSketch, ABucketMoreThanFitsHalvesTheScale) {
  ExponentialHistogram histogram;
  histogram.positive = {10, {1, 1, 1, 1}};
  histogram.count = 4;
  EXPECT_EQ(DdSketch::FromHistogram(histogram, 4)->scale(), 0);
  histogram.positive = {11, {1, 1, 1, 1, 1}};
  histogram.count = 5;
  const ExponentialHistogram coarse = DdSketch::FromHistogram(histogram, 4)->ToHistogram();
  EXPECT_EQ(coarse.scale, -1);
  EXPECT_EQ(coarse.positive, (ExponentialBuckets{5, {1, 2, 2}}));
  histogram.positive = {-5, {1, 1, 1, 1, 1}};
  EXPECT_EQ(DdSketch::FromHistogram(histogram, 4)->ToHistogram().positive, (ExponentialBuckets{-3, {1, 2, 2}}));
}

TEST(DdSketch, MergingPartsInAnyOrderIsTheSketchOfTheWhole) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const std::vector<double> first = Sample(seed, 50), second = Sample(seed + 1, 300), third = Sample(seed + 2, 5);
    std::vector<double> numbers = first;
    numbers.insert(numbers.end(), second.begin(), second.end());
    numbers.insert(numbers.end(), third.begin(), third.end());
    const DdSketch whole = Of(numbers);
    DdSketch left = Of(first);
    ASSERT_TRUE(left.Merge(Of(second)).ok() && left.Merge(Of(third)).ok());
    DdSketch nested = Of(third);
    ASSERT_TRUE(nested.Merge(Of(second)).ok() && nested.Merge(Of({})).ok());
    DdSketch right = *DdSketch::Create();
    ASSERT_TRUE(right.Merge(nested).ok() && right.Merge(Of(first)).ok());
    EXPECT_TRUE(left == whole) << "seed " << seed;
    EXPECT_TRUE(right == whole) << "seed " << seed;
    const double size = std::fabs(left.ToHistogram().max.value()) + std::fabs(left.ToHistogram().min.value());
    EXPECT_NEAR(left.ToHistogram().sum, whole.ToHistogram().sum, 1e-12 * size * 355) << "seed " << seed;
  }
}

TEST(DdSketch, MergesWithItselfAndNotWithOtherSizes) {
  DdSketch sketch = Of({1, 2, 3, -4, 0});
  ASSERT_TRUE(sketch.Merge(sketch).ok());
  EXPECT_TRUE(sketch == Of({1, 2, 3, -4, 0, 1, 2, 3, -4, 0}));
  EXPECT_EQ(sketch.Merge(*DdSketch::Create(20)).code(), StatusCode::kInvalidArgument);
  ExponentialHistogram many;
  many.zero_count = many.count = DdSketch::kMaxCount;
  EXPECT_EQ(sketch.Merge(*DdSketch::FromHistogram(many)).code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(sketch.count(), 10U);
}

TEST(DdSketch, AHistogramComesBackTheSame) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const DdSketch sketch = Of(Sample(seed, 500));
    const Result<DdSketch> read = DdSketch::FromHistogram(sketch.ToHistogram());
    ASSERT_TRUE(read.ok()) << read.status().message();
    EXPECT_TRUE(*read == sketch) << "seed " << seed;
    EXPECT_EQ(read->ToHistogram().sum, sketch.ToHistogram().sum);
  }
}

TEST(DdSketch, WithoutExtremesTheEndsOfTheBucketsTakeTheirPlace) {
  ExponentialHistogram histogram;
  histogram.positive = {1, {0, 3, 0}};  // (4, 8]
  histogram.negative = {-1, {2}};       // [-1, -0.5)
  histogram.count = 5;
  const ExponentialHistogram both = DdSketch::FromHistogram(histogram)->ToHistogram();
  EXPECT_EQ(both.min, -1);
  EXPECT_EQ(both.max, 8);
  EXPECT_EQ(both.positive, (ExponentialBuckets{2, {3}}));
  histogram.negative.counts.clear();
  histogram.count = 3;
  EXPECT_EQ(DdSketch::FromHistogram(histogram)->ToHistogram().min, 4);
}

TEST(DdSketch, RefusesHistogramsThatContradictThemselves) {
  ExponentialHistogram good;
  good.positive = {0, {1, 2}};
  good.count = 4;
  good.zero_count = 1;
  ASSERT_TRUE(DdSketch::FromHistogram(good).ok());
  struct Corruption {
    std::string_view name;
    void (*corrupt)(ExponentialHistogram&);
  };
  const Corruption cases[] = {
      {"scale too high", [](ExponentialHistogram& h) { h.scale = 21; }},
      {"scale too low", [](ExponentialHistogram& h) { h.scale = -11; }},
      {"count", [](ExponentialHistogram& h) { h.count = 5; }},
      {"index too high", [](ExponentialHistogram& h) { h.positive.offset = 1'024; }},
      {"index too low", [](ExponentialHistogram& h) { h.negative = {-1'080, {1}}, h.count = 5; }},
      {"index at the end of int32", [](ExponentialHistogram& h) { h.positive.offset = std::numeric_limits<std::int32_t>::max(); }},
      {"counts that overflow", [](ExponentialHistogram& h) { h.positive.counts = {~std::uint64_t{0}, 4}; }},
      {"zeros that overflow", [](ExponentialHistogram& h) { h.zero_count = ~std::uint64_t{0}; }},
      {"minimum NaN", [](ExponentialHistogram& h) { h.min = kNan; }},
      {"maximum infinite", [](ExponentialHistogram& h) { h.max = kInfinity; }},
      {"minimum above maximum", [](ExponentialHistogram& h) { h.min = 3, h.max = 2; }},
  };
  for (const Corruption& c : cases) {
    ExponentialHistogram histogram = good;
    c.corrupt(histogram);
    EXPECT_EQ(DdSketch::FromHistogram(histogram).status().code(), StatusCode::kInvalidArgument) << c.name;
  }
}

}  // namespace
}  // namespace assay
