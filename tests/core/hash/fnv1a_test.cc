#include "assay/hash/fnv1a.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>

namespace assay {
namespace {

using namespace std::string_view_literals;

struct FnvCase {
  std::string_view text;
  std::uint32_t hash;
};

// RFC 9923's test vectors and those of http://www.isthe.com/chongo/src/fnv/test_fnv.c; for ASCII, code units are bytes.
const FnvCase kAscii[] = {
    {""sv, 0x811C9DC5}, {"a"sv, 0xE40C292C}, {"b"sv, 0xE70C2DE5}, {"foobar"sv, 0xBF9CF968}, {"\0"sv, 0x050C5D1F}, {"hello"sv, 0x4F9F2CAB},
};

TEST(Fnv1a32, GivesThePublishedValuesOfAscii) {
  for (const FnvCase& c : kAscii) EXPECT_EQ(Fnv1a32(c.text), c.hash) << c.text;
}

TEST(Fnv1a32, XorsCodeUnitsWhole) {
  // One step of the definition, by hand: (offset basis ^ unit) * prime modulo 2^32.
  const auto step = [](std::uint32_t hash, std::uint32_t unit) { return (hash ^ unit) * 16777619U; };
  EXPECT_EQ(Fnv1a32("\xC3\xA9"), step(2166136261U, 0xE9));   // two bytes, one unit
  EXPECT_EQ(Fnv1a32("\xD0\xB6"), step(2166136261U, 0x436));  // above one byte
  EXPECT_EQ(Fnv1a32("\xE2\x82\xAC"), step(2166136261U, 0x20AC));
  EXPECT_EQ(Fnv1a32("\xEF\xBF\xBF"), step(2166136261U, 0xFFFF));
  EXPECT_EQ(Fnv1a32("\xF0\x90\x80\x80"), step(step(2166136261U, 0xD800), 0xDC00));  // U+10000
  EXPECT_EQ(Fnv1a32("\xF0\x9F\x98\x80"), step(step(2166136261U, 0xD83D), 0xDE00));  // U+1F600
  EXPECT_EQ(Fnv1a32("\xF4\x8F\xBF\xBF"), step(step(2166136261U, 0xDBFF), 0xDFFF));  // U+10FFFF
  EXPECT_EQ(Fnv1a32("a\xF0\x9F\x98\x80"
                    "b"),
            step(step(step(0xE40C292CU, 0xD83D), 0xDE00), 'b'));
}

}  // namespace
}  // namespace assay
