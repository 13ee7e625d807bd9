#include "assay/hash/md5.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/hash/hex.h"

namespace assay {
namespace {

std::string HexOf(std::string_view bytes) {
  std::array<std::uint8_t, 16> digest;
  Md5(bytes, digest);
  return Hex(digest);
}

struct Md5Case {
  std::string_view bytes;
  std::string_view digest;
};

// RFC 1321, A.5.
const Md5Case kCases[] = {
    {"", "d41d8cd98f00b204e9800998ecf8427e"},
    {"a", "0cc175b9c0f1b6a831c399e269772661"},
    {"abc", "900150983cd24fb0d6963f7d28e17f72"},
    {"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
    {"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
    {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"},
    {"12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a"},
};

TEST(Md5, GivesThePublishedDigests) {
  for (const Md5Case& c : kCases) EXPECT_EQ(HexOf(c.bytes), c.digest) << c.bytes;
}

TEST(Md5, PadsMessagesOfEveryLengthAroundABlock) {
  // The digest of all digests of 0 to 130 letters, each as hexadecimal digits: computed with OpenSSL.
  std::string digests;
  for (std::size_t length = 0; length <= 130; ++length) digests += HexOf(std::string(length, 'x'));
  EXPECT_EQ(HexOf(digests), "861e4a9e76c88ae6267e22fd76384596");
}

TEST(Md5, HashesLongMessages) { EXPECT_EQ(HexOf(std::string(1'000'000, 'a')), "7707d6ae4e027c70eea2a935c2296f21"); }

}  // namespace
}  // namespace assay
