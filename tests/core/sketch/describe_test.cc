#include "assay/sketch/describe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "assay/sketch/ddsketch.h"
#include "assay/sketch/kll.h"
#include "core/sketch/sketch_samples.h"

namespace assay {
namespace {

struct Sample {
  std::string name;
  ByteBuffer bytes;
};

ByteBuffer Hll(std::uint32_t lg_k, std::uint64_t keys, HllPacking packing) {
  HllSketch sketch = *HllSketch::Create(lg_k);
  for (std::uint64_t key = 0; key < keys; ++key) sketch.AddInteger(key);
  return sketch.Serialize(packing);
}

ByteBuffer Kll(KllItem item, int n) {
  KllSketch sketch = *KllSketch::Create(item, 8, 1);
  for (int i = 0; i < n; ++i) sketch.Add(i * 0.37);
  return sketch.Serialize();
}

ByteBuffer Dd(std::initializer_list<double> numbers) {
  DdSketch sketch = *DdSketch::Create();
  for (const double number : numbers) sketch.Add(number);
  return sketch.Serialize();
}

// A small sketch of every kind.
std::vector<Sample> Samples() {
  std::vector<Sample> samples = {
      {"hll, empty", Hll(12, 0, HllPacking::kHll8)},
      {"hll, list", Hll(12, 5, HllPacking::kHll8)},
      {"hll, set", Hll(12, 20, HllPacking::kHll8)},
      {"hll, registers of 8 bits", Hll(5, 200, HllPacking::kHll8)},
      {"hll, registers of 4 bits", Hll(5, 3'000, HllPacking::kHll4)},
      {"kll, empty", Kll(KllItem::kFloat, 0)},
      {"kll, one float", Kll(KllItem::kFloat, 1)},
      {"kll, floats", Kll(KllItem::kFloat, 100)},
      {"kll, doubles", Kll(KllItem::kDouble, 100)},
      {"theta, exact", ByteList().U8(2).U8(3).U8(3).U16(0).U8(0x1a).U16(0x93cc).U64(2).U64(7).U64(9).bytes()},
      {"theta, packed", ByteList().U8(1).U8(4).U8(3).U8(8).U8(1).U8(0x1a).U16(0x93cc).U8(3).U8(1).U8(2).U8(3).bytes()},
      {"quantiles", ByteList().U8(2).U8(3).U8(8).U8(8).U16(2).U16(0).U64(5).F64(1).F64(9).F64(4).F64(5).F64(9).bytes()},
      {"t-digest",
       ByteList().U8(2).U8(1).U8(20).U16(100).U8(0).U16(0).U32(2).U32(1).F64(1).F64(9).F64(1).U64(1).F64(7).U64(5).F64(9).bytes()},
      {"ddsketch", Dd({-1, 0, 3, 4})},
      {"t-digest, original", ByteList().BigEndian().U32(1).F64(1).F64(9).F64(100).U32(2).F64(1).F64(1).F64(4).F64(8).bytes()},
  };
  if (std::filesystem::exists(ReferenceFolder())) {
    for (const auto& entry : std::filesystem::directory_iterator(ReferenceFolder())) {
      const std::string name = entry.path().filename().string();
      if (entry.path().extension() == ".sk") samples.push_back({name, ReferenceFile(name)});
    }
  }
  return samples;
}

bool IsRewritten(SketchKind kind) { return kind == SketchKind::kHll || kind == SketchKind::kKllFloat || kind == SketchKind::kKllDouble; }

void ExpectSaysTheSame(const SketchSummary& a, const SketchSummary& b, std::string_view name) {
  EXPECT_EQ(a.empty, b.empty) << name;
  EXPECT_EQ(a.k, b.k) << name;
  EXPECT_EQ(a.retained, b.retained) << name;
  EXPECT_EQ(a.count, b.count) << name;
  EXPECT_EQ(a.lower_bound, b.lower_bound) << name;
  EXPECT_EQ(a.upper_bound, b.upper_bound) << name;
  EXPECT_EQ(a.rank_error, b.rank_error) << name;
  EXPECT_EQ(a.min, b.min) << name;
  EXPECT_EQ(a.max, b.max) << name;
  EXPECT_EQ(a.quantiles, b.quantiles) << name;
}

// What can be said of any sketch.
void ExpectPlausible(const SketchSummary& summary, std::string_view name) {
  const bool counts_keys = summary.kind == SketchKind::kHll || summary.kind == SketchKind::kTheta;
  EXPECT_LE(summary.lower_bound, summary.upper_bound) << name;
  EXPECT_EQ(summary.quantiles.has_value(), !counts_keys && !summary.empty) << name;
  if (!summary.quantiles) return;
  EXPECT_EQ(summary.lower_bound, summary.count) << name;
  EXPECT_TRUE(std::is_sorted(summary.quantiles->begin(), summary.quantiles->end())) << name;
  EXPECT_GE(summary.quantiles->front(), *summary.min) << name;
  EXPECT_LE(summary.quantiles->back(), *summary.max) << name;
}

TEST(DescribeSketch, TellsTheKindsApart) {
  struct Case {
    std::string_view name;
    std::string_view kind;
    double count;
  };
  const std::vector<Sample> samples = Samples();
  for (const Case& c : {Case{"hll, empty", "hll", 0}, Case{"kll, empty", "kll double", 0}, Case{"kll, one float", "kll float", 1},
                        Case{"kll, floats", "kll float", 100}, Case{"kll, doubles", "kll double", 100}, Case{"theta, exact", "theta", 2},
                        Case{"theta, packed", "theta", 3}, Case{"quantiles", "quantiles", 5}, Case{"t-digest", "tdigest double", 7},
                        Case{"t-digest, original", "tdigest double", 5}, Case{"ddsketch", "ddsketch", 4}}) {
    const auto sample = std::find_if(samples.begin(), samples.end(), [&c](const Sample& s) { return s.name == c.name; });
    const Result<SketchSummary> summary = DescribeSketch(sample->bytes);
    ASSERT_TRUE(summary.ok()) << c.name << ": " << summary.status().message();
    EXPECT_EQ(SketchKindName(summary->kind), c.kind) << c.name;
    EXPECT_EQ(summary->count, c.count) << c.name;
  }
}

TEST(DescribeSketch, BoundsHoldTheEstimate) {
  const SketchSummary list = *DescribeSketch(Hll(8, 7, HllPacking::kHll8));
  EXPECT_EQ(list.lower_bound, 7);                 // datasketches-cpp asserts 7 and 7.000350 for one standard deviation
  EXPECT_NEAR(list.upper_bound, 7.000699, 1e-5);  // ours are two
  const SketchSummary registers = *DescribeSketch(Hll(8, 10'000, HllPacking::kHll4));
  EXPECT_NEAR(registers.count, 10089.1502113328, 1e-9);
  EXPECT_NEAR(registers.lower_bound, registers.count / (1 + 2 * 0.8325546 / 16), 1e-3);
  EXPECT_NEAR(registers.upper_bound, registers.count / (1 - 2 * 0.8325546 / 16), 1e-3);
  EXPECT_EQ(registers.k, 256U);
}

TEST(DescribeSketch, RefusesOtherKindsByName) {
  // Alpha, update Theta, union, tuple, frequent items, CPC, REQ, density.
  for (const unsigned family : {1U, 2U, 4U, 9U, 10U, 16U, 17U, 19U, 255U}) {
    const ByteBuffer bytes = ByteList().U8(1).U8(1).U8(family).U8(0).U64(0).bytes();
    EXPECT_EQ(DescribeSketch(bytes).status().code(), StatusCode::kUnimplemented) << family;
    EXPECT_EQ(RewriteSketch(bytes).status().code(), StatusCode::kUnimplemented) << family;
  }
  EXPECT_EQ(DescribeSketch(FromHex("00 00 00 00 00 00 00 00")).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(DescribeSketch({}).status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(RewriteSketch({}).status().code(), StatusCode::kDataLoss);
}

TEST(RewriteSketch, RewrittenSketchesSayTheSame) {
  for (const Sample& sample : Samples()) {
    const Result<SketchSummary> before = DescribeSketch(sample.bytes);
    ASSERT_TRUE(before.ok()) << sample.name << ": " << before.status().message();
    ExpectPlausible(*before, sample.name);
    for (const HllPacking packing : {HllPacking::kHll4, HllPacking::kHll8}) {
      const Result<ByteBuffer> bytes = RewriteSketch(sample.bytes, packing);
      if (!IsRewritten(before->kind)) {
        EXPECT_EQ(bytes.status().code(), StatusCode::kUnimplemented) << sample.name;
        continue;
      }
      ASSERT_TRUE(bytes.ok()) << sample.name << ": " << bytes.status().message();
      const Result<SketchSummary> after = DescribeSketch(*bytes);
      ASSERT_TRUE(after.ok()) << sample.name << ": " << after.status().message();
      ExpectSaysTheSame(*after, *before, sample.name);
    }
  }
}

TEST(DescribeSketch, TruncatedBytesAreRefused) {
  for (const Sample& sample : Samples()) {
    for (std::size_t size = 0; size < sample.bytes.size(); ++size) {
      // Of doubles, the first half of the items is as long as all of floats.
      const Result<SketchSummary> summary = DescribeSketch(ByteView(sample.bytes).first(size));
      if (summary.ok() && (summary->kind == SketchKind::kKllFloat || summary->kind == SketchKind::kTDigestFloat)) {
        const SketchKind whole = DescribeSketch(sample.bytes)->kind;
        EXPECT_TRUE(whole == SketchKind::kKllDouble || whole == SketchKind::kTDigestDouble) << sample.name << ", " << size << " bytes";
        continue;
      }
      EXPECT_EQ(summary.status().code(), StatusCode::kDataLoss) << sample.name << ", " << size << " bytes";
    }
  }
}

// Whatever the bytes: no crash, nothing out of bounds (the sanitizers watch), and what is read can be written and read again.
TEST(DescribeSketch, SurvivesAnyChangeOfBytes) {
  std::uint64_t random = 20'260'722;
  const auto next = [&random] { return Mix(random++); };
  for (const Sample& sample : Samples()) {
    const int rounds = sample.bytes.size() > 5'000 ? 100 : 4'000;
    for (int round = 0; round < rounds; ++round) {
      ByteBuffer bytes = sample.bytes;
      const std::uint64_t seed = random;
      for (std::uint64_t changes = 1 + next() % 4; changes > 0; --changes) {
        // Half of the changes in the header, where sizes are.
        const std::size_t range = next() % 2 == 0 ? std::min<std::size_t>(bytes.size(), 40) : bytes.size();
        bytes[next() % range] = next() % 3 == 0 ? 0xff : static_cast<std::uint8_t>(next());
      }
      const Result<SketchSummary> summary = DescribeSketch(bytes);
      if (!summary.ok() || !IsRewritten(summary->kind)) continue;
      const Result<ByteBuffer> rewritten = RewriteSketch(bytes, HllPacking::kHll4);
      ASSERT_TRUE(rewritten.ok()) << sample.name << ", seed " << seed;
      const Result<SketchSummary> again = DescribeSketch(*rewritten);
      ASSERT_TRUE(again.ok()) << sample.name << ", seed " << seed << ": " << again.status().message();
      ExpectSaysTheSame(*again, *summary, sample.name);
      if (HasFailure()) FAIL() << sample.name << ", seed " << seed;
    }
  }
}

}  // namespace
}  // namespace assay
