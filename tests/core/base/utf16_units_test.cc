#include "assay/base/utf16_units.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "assay/base/code_points.h"

namespace assay {
namespace {

using namespace std::string_view_literals;

std::vector<std::uint32_t> UnitsOf(std::string_view text) {
  std::vector<std::uint32_t> all;
  std::uint32_t unit;
  for (Utf16Units units(text); units.Next(unit);) all.push_back(unit);
  return all;
}

TEST(Utf16Units, GivesOneUnitPerCharacterAndTwoAboveU_FFFF) {
  EXPECT_EQ(UnitsOf(""), (std::vector<std::uint32_t>{}));
  EXPECT_EQ(UnitsOf("\0a"sv), (std::vector<std::uint32_t>{0, 'a'}));
  EXPECT_EQ(UnitsOf("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF"), (std::vector<std::uint32_t>{0x7F, 0x80, 0x7FF, 0x800, 0xFFFF}));
  EXPECT_EQ(UnitsOf("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"), (std::vector<std::uint32_t>{0xD800, 0xDC00, 0xDBFF, 0xDFFF}));
  EXPECT_EQ(UnitsOf("a\xF0\x9F\x98\x80z"), (std::vector<std::uint32_t>{'a', 0xD83D, 0xDE00, 'z'}));
}

TEST(TakeCodePoint, DecodesEveryCodePoint) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    char bytes[5];
    std::size_t size = 0;
    if (c < 0x80) {
      bytes[size++] = static_cast<char>(c);
    } else if (c < 0x800) {
      bytes[size++] = static_cast<char>(0xC0 | c >> 6);
      bytes[size++] = static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      bytes[size++] = static_cast<char>(0xE0 | c >> 12);
      bytes[size++] = static_cast<char>(0x80 | (c >> 6 & 0x3F));
      bytes[size++] = static_cast<char>(0x80 | (c & 0x3F));
    } else {
      bytes[size++] = static_cast<char>(0xF0 | c >> 18);
      bytes[size++] = static_cast<char>(0x80 | (c >> 12 & 0x3F));
      bytes[size++] = static_cast<char>(0x80 | (c >> 6 & 0x3F));
      bytes[size++] = static_cast<char>(0x80 | (c & 0x3F));
    }
    bytes[size] = '!';
    std::string_view text(bytes, size + 1);
    ASSERT_EQ(TakeCodePoint(text), c);
    ASSERT_EQ(text, "!");
  }
}

TEST(TakeCodePoint, ReadsNothingOutsideACutText) {
  for (const std::string_view cut : {"\xF0\x9F\x98"sv, "\xE2\x82"sv, "\xC3"sv, "\xFF"sv, "\x80"sv}) {
    const std::vector<char> exact(cut.begin(), cut.end());  // a sanitizer sees the byte behind it
    std::string_view text(exact.data(), exact.size());
    while (!text.empty()) static_cast<void>(TakeCodePoint(text));
  }
}

}  // namespace
}  // namespace assay
