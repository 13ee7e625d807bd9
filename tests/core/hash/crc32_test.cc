#include "assay/hash/crc32.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace assay {
namespace {

using namespace std::string_view_literals;

struct CrcCase {
  std::string_view bytes;
  std::uint32_t crc;
};

// The check value of the CRC catalogue (https://reveng.sourceforge.io/crc-catalogue/all.htm#crc.cat.crc-32-iso-hdlc), and
// what zlib computes.
const CrcCase kCases[] = {
    {""sv, 0x00000000},
    {"\0"sv, 0xD202EF8D},
    {"a"sv, 0xE8B7BE43},
    {"abc"sv, 0x352441C2},
    {"123456789"sv, 0xCBF43926},
    {"message digest"sv, 0x20159D7F},
    {"The quick brown fox jumps over the lazy dog"sv, 0x414FA339},
    {"\xFF\xFF\xFF\xFF"sv, 0xFFFFFFFF},
    {"\xF0\x9F\x98\x80"sv, 0x054DB544},
};

TEST(Crc32, GivesThePublishedValues) {
  for (const CrcCase& c : kCases) EXPECT_EQ(Crc32(c.bytes), c.crc) << c.bytes;
}

TEST(Crc32, HashesLongTexts) {
  const std::string zeros(32, '\0');
  EXPECT_EQ(Crc32(zeros), 0x190A55ADU);
}

}  // namespace
}  // namespace assay
