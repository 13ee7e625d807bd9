#include "assay/hash/sha1.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/hash/hex.h"

namespace assay {
namespace {

std::string HexOf(std::string_view bytes) {
  std::array<std::uint8_t, 20> digest;
  Sha1(bytes, digest);
  return Hex(digest);
}

struct Sha1Case {
  std::string_view bytes;
  std::string_view digest;
};

// RFC 3174, 7.3, and the examples of FIPS 180 that NIST publishes.
const Sha1Case kCases[] = {
    {"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    {"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
     "a49b2446a02c645bf419f995b67091253a04a259"},
};

TEST(Sha1, GivesThePublishedDigests) {
  for (const Sha1Case& c : kCases) EXPECT_EQ(HexOf(c.bytes), c.digest) << c.bytes;
}

TEST(Sha1, PadsMessagesOfEveryLengthAroundABlock) {
  // The digest of all digests of 0 to 130 letters, each as hexadecimal digits: computed with OpenSSL.
  std::string digests;
  for (std::size_t length = 0; length <= 130; ++length) digests += HexOf(std::string(length, 'x'));
  EXPECT_EQ(HexOf(digests), "264556ac95806d1e869b3f1fad8691f6633bcdfa");
}

TEST(Sha1, HashesLongMessages) { EXPECT_EQ(HexOf(std::string(1'000'000, 'a')), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"); }

}  // namespace
}  // namespace assay
