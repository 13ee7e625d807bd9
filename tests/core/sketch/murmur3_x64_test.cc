#include "assay/sketch/murmur3_x64.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "core/sketch/sketch_samples.h"

namespace assay {
namespace {

struct MurmurCase {
  std::string_view text;
  std::uint64_t low;
  std::uint64_t high;
};

// From datasketches-java, MurmurHash3Test: tails of 11, 11, 1, 8 and 0 bytes; the last with a byte 0xff and a byte 0.
const MurmurCase kCases[] = {
    {"", 0, 0},
    {"The quick brown fox jumps over the lazy dog", 0xe34bbc7bbc071b6c, 0x7a433ca9c49a9347},
    {"The quick brown fox jumps over the lazy eog", 0x362108102c62d1c9, 0x3285cd100292b305},
    {"The quick brown fox jumps over the lazy dogdogdog", 0x9c8205300e612fc4, 0xcbc0af6136aa3df9},
    {"The quick brown fox jumps over the lazy1", 0xe3301a827e5cdfe3, 0xbdbf05f8da0f0392},
    {"The quick brown fox jumps over t", 0xdf6af91bb29bdacf, 0x91a341c58df1f3a6},
    {std::string_view("The quick brown fox jumps over the lazy dog\xff\x64og\0", 48), 0xe88abda785929c9e, 0x96b98587cacc83d6},
};

TEST(Murmur3X64, GivesThePublishedHashes) {
  for (const MurmurCase& c : kCases) {
    const Hash128 hash = Murmur3X64(c.text, 0);
    EXPECT_EQ(hash.low, c.low) << c.text;
    EXPECT_EQ(hash.high, c.high) << c.text;
  }
}

TEST(Murmur3X64, EveryLengthAndTheSeedMatter) {
  const std::string text(64, 'a');
  std::vector<std::uint64_t> hashes;
  for (std::size_t size = 0; size <= text.size(); ++size) {
    hashes.push_back(Murmur3X64(std::string_view(text).substr(0, size), 0).low);
    hashes.push_back(Murmur3X64(std::string_view(text).substr(0, size), kSketchSeed).low);
  }
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::adjacent_find(hashes.begin(), hashes.end()), hashes.end());
}

// The reference sketch holds the lowest hashes of the integers 0 to 8191, halved.
TEST(Murmur3X64, HashesIntegersAsTheReferenceThetaSketchDid) {
  const ByteBuffer bytes = ReferenceFile("theta_compact_estimation_from_java_v1.sk");
  if (bytes.empty()) GTEST_SKIP() << "shared/conformance is not there: the reference files are not ours to publish";
  std::vector<std::uint64_t> hashes;
  for (std::uint64_t key = 0; key < 8192; ++key) {
    std::string text;
    for (int i = 0; i < 8; ++i) text += static_cast<char>(key >> (8 * i));
    hashes.push_back(Murmur3X64(text, kSketchSeed).low >> 1);
  }
  std::sort(hashes.begin(), hashes.end());
  ASSERT_EQ(bytes.size(), 24 + 4342 * 8);
  for (std::size_t i = 0; i < 4342; ++i) {
    std::uint64_t expected = 0;
    std::memcpy(&expected, bytes.data() + 24 + i * 8, 8);
    ASSERT_EQ(hashes[i], expected) << i;
  }
}

}  // namespace
}  // namespace assay
