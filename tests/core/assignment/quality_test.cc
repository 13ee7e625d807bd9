// Statistical quality of the bucketing rule. Ids are made from fixed seeds, so a run gives the same numbers always; the bounds are what
// chance exceeds once in a million tries, both upwards (uneven) and downwards (too even to be random).

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "assay/assignment/bucketing.h"
#include "assay/assignment/layer.h"
#include "assay/assignment/unit_hash.h"
#include "core/assignment/chi_square.h"

namespace assay {
namespace {

constexpr double kOneInAMillion = 4.75;

std::string Uuid(std::mt19937_64& random) {
  char text[40];
  const std::uint64_t high = random();
  const std::uint64_t low = random();
  std::snprintf(text, sizeof(text), "%08x-%04x-4%03x-%04x-%012llx", static_cast<unsigned>(high >> 32),
                static_cast<unsigned>(high >> 16 & 0xFFFF), static_cast<unsigned>(high & 0xFFF),
                static_cast<unsigned>(0x8000 | (low >> 50 & 0x3FFF)), static_cast<unsigned long long>(low & 0xFFFFFFFFFFFF));
  return text;
}

std::string Glyphs(std::uint32_t number, const std::vector<std::string>& alphabet) {
  std::string text;
  for (; text.empty() || number != 0; number /= static_cast<std::uint32_t>(alphabet.size())) text += alphabet[number % alphabet.size()];
  return text;
}

struct IdShape {
  const char* name;
  std::function<std::string(std::uint32_t, std::mt19937_64&)> make;  // distinct ids for distinct numbers
};

const std::vector<IdShape>& IdShapes() {
  static const std::vector<std::string> cjk = {"東", "京", "都", "日", "本", "語", "用", "户"};
  static const std::vector<std::string> emoji = {"😀", "👩‍💻", "🇪🇸", "🏳️‍🌈", "👍🏽", "🧪"};
  static const std::vector<std::string> arabic = {"م", "ح", "د", "ف", "ا", "ط"};
  static const std::vector<IdShape> shapes = {
      {"Sequential", [](std::uint32_t i, std::mt19937_64&) { return std::to_string(i); }},
      {"SequentialWithPrefix", [](std::uint32_t i, std::mt19937_64&) { return "user-" + std::to_string(i); }},
      {"LargeEvenNumbers", [](std::uint32_t i, std::mt19937_64&) { return std::to_string(1000000000000000ULL + i * 2ULL); }},
      {"Uuid", [](std::uint32_t, std::mt19937_64& random) { return Uuid(random); }},
      {"TimestampFirst", [](std::uint32_t i, std::mt19937_64&) { return "01HZX3V4M8" + std::to_string(10000000 + i); }},
      {"Email", [](std::uint32_t i, std::mt19937_64&) { return "first.last" + std::to_string(i) + "@example.com"; }},
      {"Cjk", [](std::uint32_t i, std::mt19937_64&) { return Glyphs(i, cjk); }},
      {"Arabic", [](std::uint32_t i, std::mt19937_64&) { return Glyphs(i, arabic); }},
      {"Emoji", [](std::uint32_t i, std::mt19937_64&) { return Glyphs(i, emoji); }},
  };
  return shapes;
}

void ExpectChance(double statistic, double degrees, const std::string& what) {
  EXPECT_LT(statistic, ChiSquareQuantile(degrees, kOneInAMillion)) << what;
  EXPECT_GT(statistic, ChiSquareQuantile(degrees, -kOneInAMillion)) << what;
}

TEST(BucketingQuality, IsUniformForEveryShapeOfIds) {
  constexpr std::uint32_t kUnits = 50000;
  for (const IdShape& shape : IdShapes()) {
    for (const char* salt : {"checkout_button", "7", "実験"}) {
      std::mt19937_64 random(1);
      std::vector<std::uint32_t> coarse(20);
      std::vector<std::uint32_t> fine(1000);
      for (std::uint32_t i = 0; i < kUnits; ++i) {
        const std::uint32_t hash = UnitHash32(kVariantPurpose, salt, shape.make(i, random));
        ++coarse[Bucket(hash, 20)];
        ++fine[Bucket(hash, 1000)];
      }
      ExpectChance(ChiSquareUniform(coarse), 19, std::string(shape.name) + ", 20 buckets, salt " + salt);
      ExpectChance(ChiSquareUniform(fine), 999, std::string(shape.name) + ", 1000 buckets, salt " + salt);
    }
  }
}

TEST(BucketingQuality, DecidesLayerCoverageAndVariantIndependently) {
  // All 10 * 10 * 3 combinations are equally likely. One salt for all three is the worst case: only the purpose tells the hashes apart.
  for (const IdShape& shape : IdShapes()) {
    std::mt19937_64 random(2);
    std::vector<std::uint32_t> cells(300);
    for (std::uint32_t i = 0; i < 60000; ++i) {
      const std::string unit = shape.make(i, random);
      const std::uint32_t layer = Bucket(UnitHash32(kLayerPurpose, "one", unit), 10);
      const std::uint32_t coverage = Bucket(UnitHash32(kCoveragePurpose, "one", unit), 10);
      const std::uint32_t variant = Bucket(UnitHash32(kVariantPurpose, "one", unit), 3);
      ++cells[(layer * 10 + coverage) * 3 + variant];
    }
    ExpectChance(ChiSquareUniform(cells), 299, shape.name);
  }
}

TEST(BucketingQuality, KeepsExperimentsIndependentOfEachOther) {
  // 200 experiments split 10,000 sequential users in two. For each pair the number of users on different sides is binomial(10000, 1/2), so
  // about 1 % of the 19,900 pairs lie beyond |z| = 2.576 (0.0007 is the standard error of that share), and none far beyond.
  constexpr std::uint32_t kUnits = 10048;  // 157 words
  constexpr int kExperiments = 200;
  std::vector<std::vector<std::uint64_t>> sides(kExperiments, std::vector<std::uint64_t>(kUnits / 64));
  for (int e = 0; e < kExperiments; ++e) {
    const std::string salt = "experiment_" + std::to_string(e);
    for (std::uint32_t i = 0; i < kUnits; ++i) {
      const std::uint64_t side = Bucket(UnitHash32(kVariantPurpose, salt, "user-" + std::to_string(i)), 2);
      sides[static_cast<std::size_t>(e)][i / 64] |= side << (i % 64);
    }
  }
  int pairs = 0;
  int rejected = 0;
  double worst = 0;
  for (std::size_t a = 0; a < sides.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      int different = 0;
      for (std::size_t word = 0; word < sides[a].size(); ++word) different += std::popcount(sides[a][word] ^ sides[b][word]);
      const double z = std::fabs(2.0 * different - kUnits) / std::sqrt(static_cast<double>(kUnits));
      ++pairs;
      rejected += z > 2.576 ? 1 : 0;
      worst = std::fmax(worst, z);
    }
  }
  EXPECT_EQ(pairs, 19900);
  EXPECT_NEAR(static_cast<double>(rejected) / pairs, 0.01, 0.003);
  EXPECT_LT(worst, 6.1);  // beyond: p = 1e-9 for one pair, 2e-5 for the largest of all
}

TEST(BucketingQuality, ChangesHalfOfTheOutputBitsForEachInputBit) {
  constexpr std::uint64_t kSeed = 3;
  constexpr int kUnits = 2000;
  std::mt19937_64 random(kSeed);
  std::vector<std::string> units;
  for (int i = 0; i < kUnits; ++i) units.push_back(Uuid(random).substr(0, 16));
  double worst_cell = 0;
  for (std::size_t input = 0; input < 128; ++input) {
    int flips[32] = {};
    for (const std::string& unit : units) {
      std::string changed = unit;
      changed[input / 8] = static_cast<char>(changed[input / 8] ^ (1 << (input % 8)));
      const std::uint32_t difference = UnitHash32(kVariantPurpose, "s", unit) ^ UnitHash32(kVariantPurpose, "s", changed);
      for (int output = 0; output < 32; ++output) flips[output] += static_cast<int>(difference >> output & 1);
    }
    double mean = 0;
    for (const int flipped : flips) {
      const double share = static_cast<double>(flipped) / kUnits;
      mean += share / 32;
      worst_cell = std::fmax(worst_cell, std::fabs(share - 0.5));
    }
    EXPECT_NEAR(mean, 0.5, 0.01) << "input bit " << input << ", seed " << kSeed;  // 5 standard errors of 64,000 coin tosses
  }
  EXPECT_LT(worst_cell, 0.065) << "seed " << kSeed;  // 5.8 standard errors of 2,000 tosses: p = 3e-5 for the worst of 4,096
}

}  // namespace
}  // namespace assay
