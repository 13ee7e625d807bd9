#include "assay/targeting/semver.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace assay {
namespace {

using namespace std::string_view_literals;

std::string KeyOf(std::string_view version) {
  char key[kMaxSemverKeyBytes];
  const std::size_t size = SemverKey(version, key);
  EXPECT_NE(size, 0U) << version;
  return {key, size};
}

TEST(SemverKey, OrdersByPrecedence) {
  // Ascending; the pre-releases of 1.0.0 are the example of the specification, section 11.
  const std::string_view ascending[] = {"0.0.0-0",
                                        "0.0.0",
                                        "0.0.1",
                                        "0.0.9",
                                        "0.0.10",
                                        "0.1.0",
                                        "0.9.0",
                                        "0.10.0",
                                        "1.0.0-0",
                                        "1.0.0-1",
                                        "1.0.0-9",
                                        "1.0.0-10",
                                        "1.0.0-10.0",
                                        "1.0.0-99999999999999999999999",
                                        "1.0.0--",
                                        "1.0.0--1",
                                        "1.0.0-0a",
                                        "1.0.0-A",
                                        "1.0.0-Alpha",
                                        "1.0.0-a",
                                        "1.0.0-a.b",
                                        "1.0.0-a-b",
                                        "1.0.0-alpha",
                                        "1.0.0-alpha.1",
                                        "1.0.0-alpha.1.0",
                                        "1.0.0-alpha.beta",
                                        "1.0.0-beta",
                                        "1.0.0-beta.2",
                                        "1.0.0-beta.11",
                                        "1.0.0-beta11",
                                        "1.0.0-rc.1",
                                        "1.0.0",
                                        "1.0.1",
                                        "1.1.0",
                                        "1.1.1",
                                        "1.2.0",
                                        "1.10.0",
                                        "2.0.0",
                                        "2.1.0",
                                        "2.1.1",
                                        "10.0.0",
                                        "9007199254740991.0.0",
                                        "9007199254740993.0.0",
                                        "18446744073709551615.0.0",
                                        "18446744073709551616.0.0",
                                        "99999999999999999999999.0.0"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      const int order = KeyOf(ascending[i]).compare(KeyOf(ascending[j]));
      EXPECT_EQ(order < 0, i < j) << ascending[i] << " and " << ascending[j];
      EXPECT_EQ(order == 0, i == j) << ascending[i] << " and " << ascending[j];
    }
  }
}

TEST(SemverKey, IsOneForVersionsOfOnePrecedence) {
  const std::vector<std::vector<std::string_view>> same = {
      {"1.0.0", "v1.0.0", "1", "v1", "1.0", "1.0.0+build", "1.0.0+1", "1.0.0+001", "1+a.b-c"},
      {"1.2.0", "1.2", "v1.2", "1.2.0+x"},
      {"0.0.0", "0", "v0", "0.0"},
      {"1.0.0-rc.1", "1-rc.1", "1.0-rc.1", "v1.0.0-rc.1+build.5"},
  };
  for (const std::vector<std::string_view>& group : same) {
    for (const std::string_view version : group) EXPECT_EQ(KeyOf(version), KeyOf(group.front())) << version;
  }
}

TEST(SemverKey, AllowsWhatTheDialectAllows) {
  constexpr std::uint32_t kStrict = 0, kNpm = kSemverPrefix, kLaunchDarkly = kSemverShort, kBoth = kSemverPrefix | kSemverShort;
  struct DialectCase {
    std::string_view version;
    bool strict, npm, launch_darkly, both;
  };
  const DialectCase cases[] = {
      {"2.0.0", true, true, true, true},       {"2.0.0-rc.1+build", true, true, true, true},
      {"v2.0.0", false, true, false, true},    {"v2.0.0-rc", false, true, false, true},
      {"2", false, false, true, true},         {"2.0", false, false, true, true},
      {"2-rc", false, false, true, true},      {"2.0-rc", false, false, true, true},
      {"2+build", false, false, true, true},   {"v2", false, false, false, true},
      {"v2.0-rc", false, false, false, true},  {"02.0.0", false, false, false, false},
      {"2.0.0.0", false, false, false, false}, {"vv2.0.0", false, false, false, false},
      {"V2.0.0", false, false, false, false},  {"=2.0.0", false, false, false, false},
      {"2.", false, false, false, false},      {"", false, false, false, false},
      {"v", false, false, false, false},
  };
  for (const DialectCase& c : cases) {
    char key[kMaxSemverKeyBytes];
    EXPECT_EQ(SemverKey(c.version, key, kStrict) != 0, c.strict) << c.version;
    EXPECT_EQ(SemverKey(c.version, key, kNpm) != 0, c.npm) << c.version;
    EXPECT_EQ(SemverKey(c.version, key, kLaunchDarkly) != 0, c.launch_darkly) << c.version;
    EXPECT_EQ(SemverKey(c.version, key, kBoth) != 0, c.both) << c.version;
    EXPECT_EQ(SemverKey(c.version, key), SemverKey(c.version, key, kBoth)) << c.version;
  }
}

TEST(SemverKey, RefusesWhatIsNoVersion) {
  const std::string digits(kMaxSemverBytes + 1, '1');
  const std::string_view texts[] = {
      ""sv,
      " "sv,
      "v"sv,
      "vv1"sv,
      "V1.0.0"sv,
      "."sv,
      "1."sv,
      ".1"sv,
      "1..1"sv,
      "1.2."sv,
      "1.2.3."sv,
      "1.2.3.4"sv,
      "01.0.0"sv,
      "1.01.0"sv,
      "1.0.01"sv,
      "00"sv,
      "-1.0.0"sv,
      "+1.0.0"sv,
      "1.0.0-"sv,
      "1.0.0-."sv,
      "1.0.0-a."sv,
      "1.0.0-.a"sv,
      "1.0.0-a..b"sv,
      "1.0.0-01"sv,
      "1.0.0-a.01"sv,
      "1.0.0+"sv,
      "1.0.0+a."sv,
      "1.0.0+.a"sv,
      "1.0.0+a+b"sv,
      "1.0.0-a_b"sv,
      "1.0.0-\xC3\xA9"sv,
      "1.0.0+\xC3\xA9"sv,
      " 1.0.0"sv,
      "1.0.0 "sv,
      "1.0.0\n"sv,
      "1.0.0\0"sv,
      "1 .0.0"sv,
      "1,0"sv,
      "1.x"sv,
      "x"sv,
      "latest"sv,
      "1.0.0a"sv,
      "0x1"sv,
      "1e3"sv,
      "\xD9\xA1.\xD9\xA0"sv,
      digits,
  };
  for (const std::string_view text : texts) {
    char key[kMaxSemverKeyBytes];
    EXPECT_EQ(SemverKey(text, key), 0U) << "\"" << text << "\"";
  }
}

TEST(SemverKey, TakesTheLongestNumberThatFits) {
  const std::string longest(kMaxSemverBytes, '9');
  const std::string shorter(kMaxSemverBytes - 1, '9');
  EXPECT_GT(KeyOf(longest), KeyOf(shorter));
  EXPECT_GT(KeyOf(shorter), KeyOf("18446744073709551616"));
}

// The versions whose keys are longest for their size: keys are written without a look at the room that is left.
TEST(SemverKey, HasRoomForEveryKey) {
  for (const std::string_view identifier : {"a", "1", "-", "aa", "11", "a1-"}) {
    for (const std::string_view core : {"1", "1.0", "1.0.0", "v1"}) {
      std::string version = std::string(core) + "-" + std::string(identifier);
      while (version.size() + 1 + identifier.size() <= kMaxSemverBytes) version += "." + std::string(identifier);
      EXPECT_LE(KeyOf(version).size(), kMaxSemverKeyBytes) << version;
    }
  }
}

// Section 11 word by word, on versions as they were made rather than as text.
struct Version {
  std::array<std::uint32_t, 3> core;
  std::vector<std::string> prerelease;
};

bool IsNumber(const std::string& identifier) { return identifier.find_first_not_of("0123456789") == std::string::npos; }

int Sign(bool less, bool more) { return less ? -1 : more ? 1 : 0; }

int Precedence(const Version& a, const Version& b) {
  if (a.core != b.core) return a.core < b.core ? -1 : 1;
  if (a.prerelease.empty() || b.prerelease.empty())
    return Sign(b.prerelease.empty() && !a.prerelease.empty(), a.prerelease.empty() && !b.prerelease.empty());
  for (std::size_t i = 0; i < a.prerelease.size() && i < b.prerelease.size(); ++i) {
    const std::string& x = a.prerelease[i];
    const std::string& y = b.prerelease[i];
    if (x == y) continue;
    if (IsNumber(x) != IsNumber(y)) return IsNumber(x) ? -1 : 1;
    if (IsNumber(x)) return std::stoul(x) < std::stoul(y) ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return Sign(a.prerelease.size() < b.prerelease.size(), a.prerelease.size() > b.prerelease.size());
}

TEST(SemverKey, AgreesWithTheSpecificationOnRandomVersions) {
  constexpr std::uint64_t kSeed = 21;
  std::mt19937_64 random(kSeed);
  const std::vector<std::string> identifiers = {"0", "1", "2", "10", "a", "b", "ab", "a-", "-", "-1", "1a", "A", "rc", "100"};
  const auto make = [&](Version& version) {
    for (std::uint32_t& part : version.core) part = static_cast<std::uint32_t>(random() % 2 == 0 ? 1 : random() % 12);
    for (std::size_t n = random() % 4; n != 0; --n) version.prerelease.push_back(identifiers[random() % identifiers.size()]);
    std::string text;
    for (const std::uint32_t part : version.core) text += (text.empty() ? "" : ".") + std::to_string(part);
    for (std::size_t i = 0; i < version.prerelease.size(); ++i) text += (i == 0 ? "-" : ".") + version.prerelease[i];
    return text;
  };
  for (int i = 0; i < 50000; ++i) {
    Version a, b;
    const std::string a_text = make(a);
    const std::string b_text = make(b);
    const int order = KeyOf(a_text).compare(KeyOf(b_text));
    ASSERT_EQ(Sign(order < 0, order > 0), Precedence(a, b)) << a_text << " and " << b_text << ", seed " << kSeed;
  }
}

}  // namespace
}  // namespace assay
