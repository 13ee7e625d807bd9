#include "assay/engine/sketch_request.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "assay/sketch/describe.h"

namespace assay {
namespace {

std::vector<double> NumbersIn(const ByteBuffer& bytes) {
  std::vector<double> numbers(bytes.size() / sizeof(double));
  std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return numbers;
}

TEST(SummarizeSketch, WritesWhatIsKnownAndNotANumberForTheRest) {
  Result<HllSketch> sketch = HllSketch::Create(8);
  ASSERT_TRUE(sketch.ok());
  for (const char* key : {"a", "b", "ü", "b"}) sketch->Add(key);
  const ByteBuffer bytes = sketch->Serialize(HllPacking::kHll8);
  const Result<ByteBuffer> summary = SummarizeSketch(bytes);
  ASSERT_TRUE(summary.ok());
  const std::vector<double> numbers = NumbersIn(*summary);
  ASSERT_EQ(numbers.size(), 12 + kSummaryRanks.size());
  EXPECT_EQ(numbers[0], static_cast<double>(SketchKind::kHll));
  EXPECT_EQ(numbers[2], 256);
  EXPECT_EQ(numbers[3], 0);
  EXPECT_NEAR(numbers[5], 3, 0.01);
  EXPECT_LE(numbers[6], numbers[5]);
  EXPECT_GE(numbers[7], numbers[5]);
  for (std::size_t i = 9; i < 11 + kSummaryRanks.size(); ++i) EXPECT_TRUE(std::isnan(numbers[i])) << i;
  EXPECT_EQ(numbers.back(), 0);
}

// Each with its length before it.
ByteBuffer RequestOf(const std::vector<ByteBuffer>& sketches) {
  ByteBuffer request;
  for (const ByteBuffer& sketch : sketches) {
    for (unsigned shift = 0; shift < 32; shift += 8) request.push_back(static_cast<std::uint8_t>(sketch.size() >> shift));
    request.insert(request.end(), sketch.begin(), sketch.end());
  }
  return request;
}

TEST(MergeRequest, MergesWhatIsInItAndRefusesWhatEndsEarly) {
  HllSketch a = *HllSketch::Create();
  HllSketch b = *HllSketch::Create();
  a.Add("x");
  b.Add("y");
  const ByteBuffer request = RequestOf({a.Serialize(), b.Serialize()});
  ASSERT_TRUE(a.Merge(b).ok());
  const Result<ByteBuffer> merged = AnswerMergeRequest(request);
  ASSERT_TRUE(merged.ok());
  EXPECT_EQ(*merged, a.Serialize());
  EXPECT_EQ(AnswerMergeRequest(ByteView()).status().code(), StatusCode::kInvalidArgument);
  for (std::size_t size = 1; size < request.size(); ++size) {
    const bool is_whole = size == 4 + b.Serialize().size();
    EXPECT_EQ(AnswerMergeRequest(ByteView(request).first(size)).ok(), is_whole) << size;
  }
}

TEST(SummarizeSketch, RefusesWhatIsNoSketch) { EXPECT_EQ(SummarizeSketch(ByteView()).status().code(), StatusCode::kDataLoss); }

}  // namespace
}  // namespace assay
