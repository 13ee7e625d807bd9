#include "assay/assignment/layer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "assay/assignment/bucketing.h"
#include "assay/assignment/unit_hash.h"

namespace assay {
namespace {

TEST(LayerBucket, IsTheBucketOfTheLayerPurpose) {
  for (int i = 0; i < 1000; ++i) {
    const std::string unit = "user-" + std::to_string(i);
    ASSERT_EQ(LayerBucket("layer-salt", unit), Bucket(UnitHash32("layer", "layer-salt", unit), 1000000)) << unit;
  }
}

TEST(IsInLayerRange, HoldsTheStartButNotTheEnd) {
  const std::uint32_t place = LayerBucket("layer-salt", "user-17");
  EXPECT_TRUE(IsInLayerRange("layer-salt", "user-17", {place, place + 1}));
  EXPECT_FALSE(IsInLayerRange("layer-salt", "user-17", {place + 1, kPpm}));
  EXPECT_FALSE(IsInLayerRange("layer-salt", "user-17", {0, place}));
}

TEST(IsInLayerRange, PutsEveryUnitIntoExactlyOneOfRangesThatDivideTheLayer) {
  constexpr LayerRange kRanges[] = {{0, 1}, {1, 100000}, {100000, 500000}, {500000, 999999}, {999999, 1000000}};
  for (int i = 0; i < 50000; ++i) {
    const std::string unit = "user-" + std::to_string(i);
    int in = 0;
    for (const LayerRange& range : kRanges) in += IsInLayerRange("layer-salt", unit, range) ? 1 : 0;
    ASSERT_EQ(in, 1) << unit;
  }
}

struct RangeCase {
  const char* name;
  LayerRange range;
  bool valid;
};

TEST(ValidateLayerRange, AcceptsOnlyRangesInsideTheLayer) {
  const RangeCase cases[] = {
      {"Whole", {0, 1000000}, true},         {"FirstPart", {0, 1}, true},
      {"LastPart", {999999, 1000000}, true}, {"Empty", {0, 0}, false},
      {"EmptyInside", {5, 5}, false},        {"Backwards", {6, 5}, false},
      {"BeyondEnd", {0, 1000001}, false},    {"AllBeyond", {2000000, 3000000}, false},
  };
  for (const RangeCase& c : cases) EXPECT_EQ(ValidateLayerRange(c.range).ok(), c.valid) << c.name;
}

}  // namespace
}  // namespace assay
