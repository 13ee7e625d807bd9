#include "assay/assignment/allocation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "assay/assignment/bucketing.h"
#include "assay/assignment/unit_hash.h"

namespace assay {
namespace {

TEST(IsCovered, LetsNobodyInAtZeroAndEverybodyAtOneMillion) {
  for (int i = 0; i < 10000; ++i) {
    const std::string unit = "user-" + std::to_string(i);
    ASSERT_FALSE(IsCovered("salt", unit, 0)) << unit;
    ASSERT_TRUE(IsCovered("salt", unit, kPpm)) << unit;
  }
}

TEST(IsCovered, LetsAUnitInExactlyAboveItsBucket) {
  for (int i = 0; i < 2000; ++i) {
    const std::string unit = "user-" + std::to_string(i);
    const std::uint32_t bucket = Bucket(UnitHash32("coverage", "salt", unit), 1000000);
    ASSERT_FALSE(IsCovered("salt", unit, bucket)) << unit;
    ASSERT_TRUE(IsCovered("salt", unit, bucket + 1)) << unit;
  }
}

TEST(IsCovered, NeverThrowsAnybodyOutWhenCoverageGrows) {
  constexpr std::uint32_t kLadder[] = {0, 1, 10, 100, 1000, 10000, 50000, 100000, 250000, 333333, 500000, 750000, 900000, 999999, 1000000};
  for (int i = 0; i < 20000; ++i) {
    const std::string unit = "user-" + std::to_string(i);
    bool was_in = false;
    for (const std::uint32_t coverage : kLadder) {
      const bool is_in = IsCovered("salt", unit, coverage);
      ASSERT_TRUE(is_in || !was_in) << unit << " left at " << coverage << " ppm";
      was_in = is_in;
    }
  }
}

TEST(IsCovered, LetsInTheShareThatWasAsked) {
  constexpr int kUnits = 200000;
  for (const std::uint32_t coverage : {100U, 10000U, 100000U, 500000U, 990000U}) {
    int in = 0;
    for (int i = 0; i < kUnits; ++i) in += IsCovered("ramp", "user-" + std::to_string(i), coverage) ? 1 : 0;
    const double share = coverage / 1e6;
    const double bound = 4.9 * std::sqrt(kUnits * share * (1 - share)) + 1;  // |z| > 4.9 has p = 1e-6
    EXPECT_NEAR(in, kUnits * share, bound) << coverage << " ppm";
  }
}

}  // namespace
}  // namespace assay
