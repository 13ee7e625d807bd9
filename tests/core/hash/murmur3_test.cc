#include "assay/hash/murmur3.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace assay {
namespace {

using namespace std::string_view_literals;

struct MurmurCase {
  std::string_view bytes;
  std::uint32_t seed;
  std::uint32_t hash;
};

// Published by implementers of the algorithm (https://en.wikipedia.org/wiki/MurmurHash, https://stackoverflow.com/a/31929528).
const MurmurCase kCases[] = {
    {""sv, 0, 0x00000000},
    {""sv, 1, 0x514E28B7},
    {""sv, 0xFFFFFFFF, 0x81F16F39},
    {"\xFF\xFF\xFF\xFF"sv, 0, 0x76293B50},
    {"\x21\x43\x65\x87"sv, 0, 0xF55B516B},
    {"\x21\x43\x65\x87"sv, 0x5082EDEE, 0x2362F9DE},
    {"\x21\x43\x65"sv, 0, 0x7E4A8634},
    {"\x21\x43"sv, 0, 0xA0F7B07A},
    {"\x21"sv, 0, 0x72661CF4},
    {"\0\0\0\0"sv, 0, 0x2362F9DE},
    {"\0\0\0"sv, 0, 0x85F0B427},
    {"\0\0"sv, 0, 0x30F4C306},
    {"\0"sv, 0, 0x514E28B7},
    {"test"sv, 0, 0xBA6BD213},
    {"test"sv, 0x9747B28C, 0x704B81DC},
    {"Hello, world!"sv, 0, 0xC0363E43},
    {"Hello, world!"sv, 0x9747B28C, 0x24884CBA},
    {"The quick brown fox jumps over the lazy dog"sv, 0, 0x2E4FF723},
    {"The quick brown fox jumps over the lazy dog"sv, 0x9747B28C, 0x2FA826CD},
    {"\xCF\x80\xCF\x80\xCF\x80\xCF\x80\xCF\x80\xCF\x80\xCF\x80\xCF\x80"sv, 0x9747B28C, 0xD58063C1},
};

TEST(Murmur3X86, GivesThePublishedValues) {
  for (const MurmurCase& c : kCases) EXPECT_EQ(Murmur3X86(c.bytes, c.seed), c.hash) << c.bytes.size() << " bytes, seed " << c.seed;
}

TEST(Murmur3X86, GivesTheVerificationValueOfSmhasher) {
  // SMHasher's VerificationTest: hash the keys {}, {0}, {0,1}, ... {0..254} with seed 256 - length, then the 256 little-endian hashes with
  // seed 0. The value for MurmurHash3_x86_32 is in its main.cpp.
  std::string keys;
  std::string hashes;
  for (std::uint32_t length = 0; length < 256; ++length) {
    const std::uint32_t hash = Murmur3X86(keys, 256 - length);
    for (int shift = 0; shift < 32; shift += 8) hashes += static_cast<char>(hash >> shift);
    keys += static_cast<char>(length);
  }
  EXPECT_EQ(Murmur3X86(hashes, 0), 0xB0F57EE3U);
}

}  // namespace
}  // namespace assay
