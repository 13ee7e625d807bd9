#include "assay/hash/sha256.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/hash/hex.h"

namespace assay {
namespace {

std::string HexOf(std::string_view bytes) {
  std::array<std::uint8_t, 32> digest;
  Sha256(bytes, digest);
  return Hex(digest);
}

struct Sha256Case {
  std::string_view bytes;
  std::string_view digest;
};

// The examples of FIPS 180 that NIST publishes.
const Sha256Case kCases[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
};

TEST(Sha256, GivesThePublishedDigests) {
  for (const Sha256Case& c : kCases) EXPECT_EQ(HexOf(c.bytes), c.digest) << c.bytes;
}

TEST(Sha256, PadsMessagesOfEveryLengthAroundABlock) {
  // The digest of all digests of 0 to 130 letters, each as hexadecimal digits: computed with OpenSSL.
  std::string digests;
  for (std::size_t length = 0; length <= 130; ++length) digests += HexOf(std::string(length, 'x'));
  EXPECT_EQ(HexOf(digests), "87aca1c44bc7ba8897768170211f0a02063de70801131ff86c7edb9ce32c6a50");
}

TEST(Sha256, HashesLongMessages) {
  EXPECT_EQ(HexOf(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace assay
