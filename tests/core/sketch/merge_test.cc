#include "assay/sketch/merge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "assay/sketch/ddsketch.h"
#include "assay/sketch/hll.h"
#include "assay/sketch/kll.h"
#include "core/sketch/sketch_samples.h"

namespace assay {
namespace {

Result<ByteBuffer> MergeAll(const std::vector<ByteBuffer>& sketches) {
  const std::vector<ByteView> views(sketches.begin(), sketches.end());
  return MergeSketches(views);
}

ByteBuffer Hll(std::uint64_t from, std::uint64_t to, std::uint32_t lg_k = 10) {
  HllSketch sketch = *HllSketch::Create(lg_k);
  for (std::uint64_t key = from; key < to; ++key) sketch.AddInteger(key);
  return sketch.Serialize();
}

ByteBuffer Dd(std::uint64_t from, std::uint64_t to) {
  DdSketch sketch = *DdSketch::Create();
  for (std::uint64_t i = from; i < to; ++i) sketch.Add(1 + 1000 * Uniform(i));
  return sketch.Serialize();
}

ByteBuffer Kll(std::uint64_t from, std::uint64_t to, KllItem item = KllItem::kDouble) {
  KllSketch sketch = *KllSketch::Create(item);
  for (std::uint64_t i = from; i < to; ++i) sketch.Add(Uniform(i));
  return sketch.Serialize();
}

TEST(MergeSketches, PartsInAnyOrderAndGroupingAreTheWhole) {
  for (const std::uint64_t size : {3U, 60U, 5'000U}) {
    const auto third = [&](std::uint64_t part) { return size * part / 3; };
    for (const bool hll : {true, false}) {
      const auto part = [&](std::uint64_t i) { return hll ? Hll(third(i), third(i + 1)) : Dd(third(i), third(i + 1)); };
      const ByteBuffer left = *MergeAll({*MergeAll({part(0), part(1)}), part(2)});
      const ByteBuffer right = *MergeAll({part(0), *MergeAll({part(2), part(1)})});
      const ByteBuffer flat = *MergeAll({part(2), part(0), part(1)});
      if (hll) {
        const HllSketch whole = *HllSketch::Deserialize(Hll(0, size));
        for (const ByteBuffer& merged : {left, right, flat}) EXPECT_TRUE(*HllSketch::Deserialize(merged) == whole) << size;
        EXPECT_EQ(left, right) << size;
        EXPECT_EQ(left, flat) << size;
      } else {
        const DdSketch whole = *DdSketch::Deserialize(Dd(0, size));
        for (const ByteBuffer& merged : {left, right, flat}) EXPECT_TRUE(*DdSketch::Deserialize(merged) == whole) << size;
      }
    }
    EXPECT_EQ(KllSketch::Deserialize(*MergeAll({Kll(0, size), Kll(size, 2 * size)}))->n(), 2 * size);
  }
}

TEST(MergeSketches, OneIsItselfWrittenAgain) {
  EXPECT_EQ(*MergeAll({Hll(0, 500)}), Hll(0, 500));
  EXPECT_EQ(*MergeAll({Dd(0, 500)}), Dd(0, 500));
  EXPECT_EQ(*MergeAll({Kll(0, 500)}), Kll(0, 500));
}

TEST(MergeSketches, RefusesWhatDoesNotGoTogether) {
  struct Case {
    const char* name;
    std::vector<ByteBuffer> sketches;
    StatusCode code;
  };
  const ByteBuffer theta = ByteList().U8(2).U8(3).U8(3).U16(0).U8(0x1a).U16(0x93cc).U64(2).U64(7).U64(9).bytes();
  const ByteBuffer dd = Dd(0, 50);
  const ByteBuffer cut(dd.begin(), dd.end() - 3);
  const Case cases[] = {
      {"none", {}, StatusCode::kInvalidArgument},
      {"an empty one", {{}}, StatusCode::kDataLoss},
      {"two kinds", {Hll(0, 5), Dd(0, 5)}, StatusCode::kInvalidArgument},
      {"a kind that is only read", {theta, theta}, StatusCode::kUnimplemented},
      {"two sizes", {Hll(0, 5, 10), Hll(0, 5, 11)}, StatusCode::kInvalidArgument},
      {"floats and doubles", {Kll(0, 5, KllItem::kFloat), Kll(0, 5)}, StatusCode::kInvalidArgument},
      {"truncated", {Dd(0, 50), cut}, StatusCode::kDataLoss},
  };
  for (const Case& c : cases) EXPECT_EQ(MergeAll(c.sketches).status().code(), c.code) << c.name;
}

}  // namespace
}  // namespace assay
