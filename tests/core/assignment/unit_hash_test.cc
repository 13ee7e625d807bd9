#include "assay/assignment/unit_hash.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "assay/assignment/bucketing.h"
#include "assay/hash/xxh.h"

namespace assay {
namespace {

using namespace std::string_view_literals;

struct HashCase {
  std::string_view purpose, salt, unit;
  std::uint32_t hash32, total, bucket;
};

// Rows of tests/vectors/bucketing.json, which another implementation made.
const HashCase kCases[] = {
    {"variant"sv, "s"sv, "0"sv, 779202897U, 2U, 0U},
    {"layer"sv, "lay er / 2"sv, "550e8400-e29b-41d4-a716-446655440000"sv, 1370898003U, 100U, 31U},
    {"layer"sv, "checkout_button"sv, "ana@example.com"sv, 3145711180U, 2147483647U, 1572855589U},
    {"layer"sv, "🧪"sv, "with\x1Fseparator"sv, 662109144U, 2147483647U, 331054571U},
    {"coverage"sv, "checkout_button"sv, "nul\0inside"sv, 2875514411U, 3U, 2U},
    {"layer"sv, "ed8e4a1c-6d0f-4bc6-9a57-0a1f6dc2b9e3"sv, "\xC3\xA9"sv, 2307891558U, 100U, 53U},
    {"variant"sv, "prix_\xC3\xA9t\xC3\xA9"sv, "e\xCC\x81"sv, 222617461U, 10000U, 518U},
    {"variant"sv, "ed8e4a1c-6d0f-4bc6-9a57-0a1f6dc2b9e3"sv, "жанна"sv, 1462041315U, 2U, 0U},
    {"coverage"sv, "実験:四"sv, "日本語東京"sv, 3365285282U, 3U, 2U},
    {"layer"sv, "эксперимент"sv, "𠮷野家"sv, 3767190098U, 100U, 87U},
    {"layer"sv, "ed8e4a1c-6d0f-4bc6-9a57-0a1f6dc2b9e3"sv, "🇪🇸"sv, 4149929488U, 100U, 96U},
    {"variant"sv, "prix_\xC3\xA9t\xC3\xA9"sv, "محمد"sv, 1297408117U, 10000U, 3020U},
};

TEST(UnitHash32, GivesTheVectors) {
  for (const HashCase& c : kCases) {
    EXPECT_EQ(UnitHash32(c.purpose, c.salt, c.unit), c.hash32) << c.purpose << " " << c.salt << " " << c.unit;
    EXPECT_EQ(Bucket(c.hash32, c.total), c.bucket) << c.purpose << " " << c.salt << " " << c.unit;
  }
}

TEST(UnitHash32, IsTheUpperHalfOfTheHashOfTheJoinedText) {
  std::string unit;
  for (int length = 0; length < 600; ++length) {
    const std::string joined = "variant\x1Fsalt\x1F" + unit;
    ASSERT_EQ(UnitHash32("variant", "salt", unit), Xxh64(joined) >> 32) << length << " bytes";
    unit += static_cast<char>('a' + length % 26);
  }
}

TEST(UnitHash32, IsIndependentForEachPurposeAndSalt) {
  const std::uint32_t hash = UnitHash32(kVariantPurpose, "salt", "user-17");
  EXPECT_NE(UnitHash32(kCoveragePurpose, "salt", "user-17"), hash);
  EXPECT_NE(UnitHash32(kLayerPurpose, "salt", "user-17"), hash);
  EXPECT_NE(UnitHash32(kVariantPurpose, "salt2", "user-17"), hash);
}

TEST(UnitHash32, TakesUnitsAsTheyAre) {
  const std::uint32_t hash = UnitHash32(kVariantPurpose, "salt", "Zo\xC3\xAB");
  for (const std::string_view other : {"Zoe\xCC\x88"sv, "zo\xC3\xAB"sv, " Zo\xC3\xAB"sv, "Zo\xC3\xAB "sv, "Zo\xC3\xAB\0"sv}) {
    EXPECT_NE(UnitHash32(kVariantPurpose, "salt", other), hash) << other;
  }
}

TEST(UnitHash32, KeepsSaltAndUnitApartBecauseSaltsHoldNoSeparator) {
  EXPECT_NE(UnitHash32(kVariantPurpose, "ab", "c"), UnitHash32(kVariantPurpose, "a", "bc"));
  EXPECT_EQ(UnitHash32(kVariantPurpose, "a",
                       "b\x1F"
                       "c"),
            UnitHash32(kVariantPurpose,
                       "a\x1F"
                       "b",
                       "c"))
      << "why the salt is refused";
  EXPECT_FALSE(
      IsValidSalt("a\x1F"
                  "b"));
}

TEST(IsValidSalt, RefusesTheEmptyOneAndControlCharacters) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string salt = std::string("a") + static_cast<char>(byte);
    EXPECT_EQ(IsValidSalt(salt), byte >= 0x20) << "byte " << byte;
  }
  EXPECT_FALSE(IsValidSalt(""));
  EXPECT_TRUE(IsValidSalt("実験 4 🧪"));
}

}  // namespace
}  // namespace assay
