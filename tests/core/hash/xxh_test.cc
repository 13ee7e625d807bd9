#include "assay/hash/xxh.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace assay {
namespace {

TEST(Xxh64, GivesThePublishedValues) {
  // Values quoted by xxHash's own documentation and ports.
  EXPECT_EQ(Xxh64(""), 0xEF46DB3751D8E999U);
  EXPECT_EQ(Xxh64("a"), 0xD24EC4F1A98C6E5BU);
  EXPECT_EQ(Xxh64("abc"), 0x44BC2CF5AD770999U);
  EXPECT_EQ(Xxh64("Nobody inspects the spammish repetition"), 0xFBCEA83C8A378BF1U);
}

TEST(Xxh64, GivesTheSanityValuesOfTheLibrary) {
  // The buffer and values of xxHash's tests/sanity_test: byte i is the top byte of 2654435761 * 11400714785074694797^i.
  std::string buffer;
  std::uint64_t generator = 2654435761U;
  for (int i = 0; i < 256; ++i) {
    buffer += static_cast<char>(generator >> 56);
    generator *= 11400714785074694797U;
  }
  const std::string_view bytes = buffer;
  constexpr std::uint64_t kSeed = 2654435761U;
  EXPECT_EQ(Xxh64(bytes.substr(0, 0), kSeed), 0xAC75FDA2929B17EFU);
  EXPECT_EQ(Xxh64(bytes.substr(0, 1)), 0xE934A84ADB052768U);
  EXPECT_EQ(Xxh64(bytes.substr(0, 1), kSeed), 0x5014607643A9B4C3U);
  EXPECT_EQ(Xxh64(bytes.substr(0, 14)), 0x8282DCC4994E35C8U);
  EXPECT_EQ(Xxh64(bytes.substr(0, 14), kSeed), 0xC3BD6BF63DEB6DF0U);
  EXPECT_EQ(Xxh64(bytes.substr(0, 222)), 0xB641AE8CB691C174U);
  EXPECT_EQ(Xxh64(bytes.substr(0, 222), kSeed), 0x20CB8AB7AE10C14AU);
}

TEST(Xxh64, HashesTextAndBytesAlike) {
  const std::vector<std::uint8_t> bytes = {0x00, 0xFF, 0x80, 0x1F};
  EXPECT_EQ(Xxh64(bytes, 7), Xxh64(std::string_view("\x00\xFF\x80\x1F", 4), 7));
}

TEST(Xxh64Joined, OfNothingIsTheHashOfNothing) {
  EXPECT_EQ(Xxh64Joined({}), Xxh64(""));
  EXPECT_EQ(Xxh64Joined(std::array<std::string_view, 3>{}), Xxh64(""));
}

TEST(Xxh64Joined, IsTheHashOfTheJoinedTextForEveryCut) {
  // Lengths around the 32-byte stripes and around the size that fits the stack.
  std::string text;
  for (int i = 0; i < 700; ++i) text += static_cast<char>(i * 131 % 251);
  for (const std::size_t length : {0U, 1U, 3U, 4U, 8U, 31U, 32U, 33U, 63U, 64U, 65U, 255U, 256U, 257U, 288U, 511U, 700U}) {
    const std::string_view whole = std::string_view(text).substr(0, length);
    const std::uint64_t expected = Xxh64(whole, 42);
    for (std::size_t cut = 0; cut <= length; ++cut) {
      const std::array<std::string_view, 2> two = {whole.substr(0, cut), whole.substr(cut)};
      ASSERT_EQ(Xxh64Joined(two, 42), expected) << length << " bytes cut at " << cut;
    }
  }
}

TEST(Xxh64Joined, IsTheHashOfTheJoinedTextForRandomParts) {
  constexpr std::uint64_t kSeed = 5;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 2000; ++i) {
    std::string joined;
    std::vector<std::string> owned(random() % 8);
    for (std::string& part : owned) {
      for (std::size_t length = random() % 120; length != 0; --length) part += static_cast<char>(random());
      joined += part;
    }
    const std::vector<std::string_view> parts(owned.begin(), owned.end());
    const std::uint64_t seed = random() % 3;
    ASSERT_EQ(Xxh64Joined(parts, seed), Xxh64(joined, seed)) << "seed " << kSeed << ", input " << i;
  }
}

}  // namespace
}  // namespace assay
