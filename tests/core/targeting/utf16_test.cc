#include "assay/targeting/utf16.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>

namespace assay {
namespace {

using namespace std::string_view_literals;

constexpr double kAll = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

constexpr std::string_view kSmile = "\xF0\x9F\x98\x80";    // U+1F600, two code units
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kPrivateUse = "\xEE\x80\x80";   // U+E000
constexpr std::string_view kLastOfPlane = "\xEF\xBF\xBF";  // U+FFFF

TEST(Utf16Length, CountsCodeUnits) {
  EXPECT_EQ(Utf16Length(""), 0U);
  EXPECT_EQ(Utf16Length("abc"), 3U);
  EXPECT_EQ(Utf16Length("\0"sv), 1U);
  EXPECT_EQ(Utf16Length("\xC3\xA9\xE2\x82\xAC"), 2U);
  EXPECT_EQ(Utf16Length(kSmile), 2U);
  EXPECT_EQ(Utf16Length("e\xCC\x81"), 2U);                                     // e and a combining accent
  EXPECT_EQ(Utf16Length("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"), 5U);  // a joined emoji
}

TEST(CompareUtf16, OrdersAsJavaScript) {
  const std::string_view ascending[] = {
      "", "\0"sv, "\0a"sv, "A", "a", "aa", "b", "\xC3\xA9", "\xED\x9F\xBF", kSmile, "\xF4\x8F\xBF\xBF", kPrivateUse, kLastOfPlane};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      EXPECT_EQ(CompareUtf16(ascending[i], ascending[j]), i < j ? -1 : i > j ? 1 : 0) << i << " and " << j;
    }
  }
}

TEST(CompareUtf16, TellsCharactersOfOneHighHalfApart) {
  EXPECT_EQ(CompareUtf16("\xF0\x9F\x98\x80", "\xF0\x9F\x98\x81"), -1);
  EXPECT_EQ(CompareUtf16("x\xF0\x9F\x98\x80y", "x\xF0\x9F\x98\x80"), 1);
}

struct SubstringCase {
  std::string_view text;
  double start;
  double length;
  std::string_view part;
};

const SubstringCase kSubstrings[] = {
    // The examples of JsonLogic.
    {"jsonlogic", 4, kAll, "logic"},
    {"jsonlogic", -5, kAll, "logic"},
    {"jsonlogic", 1, 3, "son"},
    {"jsonlogic", 4, -2, "log"},
    // Ends.
    {"", 0, kAll, ""},
    {"", -1, 1, ""},
    {"abc", 0, 0, ""},
    {"abc", 3, kAll, ""},
    {"abc", 4, kAll, ""},
    {"abc", -3, kAll, "abc"},
    {"abc", -4, kAll, "abc"},
    {"abc", -kAll, 2, "ab"},
    {"abc", kAll, 2, ""},
    {"abc", 1, 100, "bc"},
    {"abc", 0, -3, ""},
    {"abc", 0, -4, ""},
    {"abc", 0, -kAll, ""},
    {"abc", 1, -1, "b"},
    {"abc", 2, -1, ""},
    {"abc", 5, -1, ""},
    // Numbers that are not whole.
    {"abc", 0.9, kAll, "abc"},
    {"abc", 1.9, 1.9, "b"},
    {"abc", -0.9, kAll, "abc"},
    {"abc", -1.9, kAll, "c"},
    {"abc", 0, 0.9, ""},
    {"abc", 0, -0.5, "ab"},
    {"abc", kNan, 2, "ab"},
    {"abc", 1, kNan, ""},
    {"abc", 1e300, 1, ""},
    {"abc", 0, 1e300, "abc"},
    // Code units.
    {"\xC3\xA9\xE2\x82\xACz", 1, 1, "\xE2\x82\xAC"},
    {"a\xF0\x9F\x98\x80z", 1, 2, kSmile},
    {"a\xF0\x9F\x98\x80z", 3, 1, "z"},
    {"a\xF0\x9F\x98\x80z", -1, kAll, "z"},
    {"a\xF0\x9F\x98\x80z", 0, 2, "a\xEF\xBF\xBD"},
    {"a\xF0\x9F\x98\x80z", 2, kAll, "\xEF\xBF\xBDz"},
    {"a\xF0\x9F\x98\x80z", 2, 1, kReplacement},
    {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 1, 2, "\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"\xF0\x9F\x98\x80", 0, 1, kReplacement},
    {"\xF0\x9F\x98\x80", 1, 1, kReplacement},
    {"\xF0\x9F\x98\x80", 1, 0, ""},
    {"\xF0\x9F\x98\x80", 2, kAll, ""},
};

TEST(Substring, TakesCodeUnitsAsJsonLogic) {
  for (const SubstringCase& c : kSubstrings) {
    ByteBuffer out = {'>'};
    Substring(c.text, c.start, c.length, out);
    EXPECT_EQ(std::string(out.begin(), out.end()), ">" + std::string(c.part)) << c.text << ", " << c.start << ", " << c.length;
  }
}

TEST(AppendLowBytes, CutsTheHighByteOfEveryCodeUnit) {
  ByteBuffer out = {1};
  AppendLowBytes("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\0"sv, out);
  EXPECT_EQ(out, (ByteBuffer{1, 'a', 0xE9, 0xAC, 0x3D, 0x00, 0}));
}

}  // namespace
}  // namespace assay
