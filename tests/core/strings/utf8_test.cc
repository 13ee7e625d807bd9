#include "assay/strings/utf8.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace assay {
namespace {

using namespace std::string_view_literals;

struct Utf8Case {
  const char* name;
  std::string_view bytes;
  bool valid;
};

// Every row is also checked behind and before ASCII, so that each class meets the eight-byte fast path at every offset.
const Utf8Case kCases[] = {
    {"Empty", ""sv, true},
    {"Ascii", "abc"sv, true},
    {"Nul", "\x00"sv, true},
    {"Delete", "\x7F"sv, true},
    {"SmallestOfTwoBytes", "\xC2\x80"sv, true},
    {"LargestOfTwoBytes", "\xDF\xBF"sv, true},
    {"SmallestOfThreeBytes", "\xE0\xA0\x80"sv, true},
    {"BeforeSurrogates", "\xED\x9F\xBF"sv, true},
    {"AfterSurrogates", "\xEE\x80\x80"sv, true},
    {"LargestOfThreeBytes", "\xEF\xBF\xBF"sv, true},
    {"SmallestOfFourBytes", "\xF0\x90\x80\x80"sv, true},
    {"LargestCodePoint", "\xF4\x8F\xBF\xBF"sv, true},
    {"CombiningAccent", "e\xCC\x81"sv, true},
    {"EmojiWithJoiner", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"sv, true},
    {"ByteOrderMark", "\xEF\xBB\xBF"sv, true},
    {"LoneContinuationLow", "\x80"sv, false},
    {"LoneContinuationHigh", "\xBF"sv, false},
    {"ContinuationAfterSequence", "\xC3\xA9\x80"sv, false},
    {"OverlongTwoC0", "\xC0\x80"sv, false},
    {"OverlongTwoC1", "\xC1\xBF"sv, false},
    {"OverlongThree", "\xE0\x9F\xBF"sv, false},
    {"OverlongFour", "\xF0\x8F\xBF\xBF"sv, false},
    {"HighSurrogate", "\xED\xA0\x80"sv, false},
    {"LowSurrogate", "\xED\xBF\xBF"sv, false},
    {"SurrogatePairAsSixBytes", "\xED\xA0\xBD\xED\xB8\x80"sv, false},
    {"AboveLargestCodePoint", "\xF4\x90\x80\x80"sv, false},
    {"LeadF5", "\xF5\x80\x80\x80"sv, false},
    {"FiveByteForm", "\xF8\x88\x80\x80\x80"sv, false},
    {"SixByteForm", "\xFC\x84\x80\x80\x80\x80"sv, false},
    {"ByteFE", "\xFE"sv, false},
    {"ByteFF", "\xFF"sv, false},
    {"TwoBytesCut", "\xC3"sv, false},
    {"ThreeBytesCutAfterOne", "\xE2"sv, false},
    {"ThreeBytesCutAfterTwo", "\xE2\x82"sv, false},
    {"FourBytesCutAfterOne", "\xF0"sv, false},
    {"FourBytesCutAfterTwo", "\xF0\x9F"sv, false},
    {"FourBytesCutAfterThree", "\xF0\x9F\x98"sv, false},
    {"SecondByteIsAscii", "\xE2\x41\x80"sv, false},
    {"ThirdByteIsAscii", "\xE2\x82\x41"sv, false},
    {"FourthByteIsAscii", "\xF0\x9F\x98\x41"sv, false},
    {"SecondByteIsLead", "\xC3\xC3"sv, false},
    {"Latin1", "caf\xE9"sv, false},
    {"Utf16", "\xFF\xFE\x61\x00"sv, false},
};

TEST(IsValidUtf8, DecidesEveryClassOfSequenceAtEveryOffset) {
  for (const Utf8Case& c : kCases) {
    for (std::size_t before = 0; before <= 17; ++before) {
      for (std::size_t after = 0; after <= 9; ++after) {
        const std::string text = std::string(before, 'x') + std::string(c.bytes) + std::string(after, 'y');
        EXPECT_EQ(IsValidUtf8(text), c.valid) << c.name << " behind " << before << " and before " << after << " letters";
      }
    }
  }
}

void AppendUtf8(std::uint32_t point, std::string& text) {
  const auto add = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | (point >> 6));
    add(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    add(0xE0 | (point >> 12));
    add(0x80 | ((point >> 6) & 0x3F));
    add(0x80 | (point & 0x3F));
  } else {
    add(0xF0 | (point >> 18));
    add(0x80 | ((point >> 12) & 0x3F));
    add(0x80 | ((point >> 6) & 0x3F));
    add(0x80 | (point & 0x3F));
  }
}

TEST(IsValidUtf8, AcceptsEveryScalarValueAndRefusesEverySurrogate) {
  for (std::uint32_t point = 0; point <= 0x10FFFF; ++point) {
    std::string text;
    AppendUtf8(point, text);
    ASSERT_EQ(IsValidUtf8(text), point < 0xD800 || point > 0xDFFF) << "U+" << std::hex << point;
  }
}

// Brute force from the definition: decode what the lead byte announces, then ask whether the shortest encoding is what was read.
bool IsValidByDecoding(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : (lead >> 5) == 6 ? 2 : (lead >> 4) == 14 ? 3 : (lead >> 3) == 30 ? 4 : 0;
    if (length == 0 || at + length > text.size()) return false;
    std::uint32_t point = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
      const auto byte = static_cast<std::uint8_t>(text[at + i]);
      if ((byte & 0xC0) != 0x80) return false;
      point = (point << 6) | (byte & 0x3FU);
    }
    std::string shortest;
    AppendUtf8(point, shortest);
    if (shortest != text.substr(at, length) || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
    at += length;
  }
  return true;
}

TEST(IsValidUtf8, AgreesWithDecodingOnRandomBytes) {
  constexpr std::uint64_t kSeed = 20240817;
  std::mt19937_64 random(kSeed);
  constexpr std::uint8_t kInteresting[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2,
                                           0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
  int valid = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string text;
    for (std::size_t length = random() % 6; length != 0; --length) text += static_cast<char>(kInteresting[random() % sizeof(kInteresting)]);
    const bool expected = IsValidByDecoding(text);
    valid += expected ? 1 : 0;
    ASSERT_EQ(IsValidUtf8(text), expected) << "seed " << kSeed << ", text " << i;
  }
  EXPECT_GT(valid, 1000);
}

}  // namespace
}  // namespace assay
