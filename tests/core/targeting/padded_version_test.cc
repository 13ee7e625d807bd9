#include "assay/targeting/padded_version.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace assay {
namespace {

std::string Padded(std::string_view version) {
  ByteBuffer out;
  PaddedVersion(version, out);
  return {out.begin(), out.end()};
}

struct VersionCase {
  std::string_view version;
  std::string_view padded;
};

const VersionCase kVersions[] = {
    {"", "    0"},
    {"0", "    0"},
    {"1.2.3", "    1-    2-    3-~"},
    {"v1.2.3", "    1-    2-    3-~"},
    {"1.2", "    1-    2"},
    {"1.2.3.4", "    1-    2-    3-    4"},
    {"1.2.3-rc.1", "    1-    2-    3-rc-    1"},
    {"1.2.3-beta", "    1-    2-    3-beta"},
    {"1.2-beta", "    1-    2-beta-~"},
    {"1.2.3+build.5", "    1-    2-    3-~"},
    {"v1.2.3-rc.1+5", "    1-    2-    3-rc-    1"},
    {"1+2+3", "    1"},
    {"+1", ""},
    {"v", ""},
    {"vv1", "v1"},
    {"V1", "V1"},
    {"1v", "1v"},
    {"v+", ""},
    {".", "-"},
    {"..", "---~"},
    {"1..2", "    1--    2-~"},
    {"-1", "-    1"},
    {"12345.123456.1", "12345-123456-    1-~"},
    {"1234", " 1234"},
    {"00001", "00001"},
    {" 1", " 1"},
    {"1a.b2", "1a-b2"},
    {"\xD9\xA1.2", "\xD9\xA1-    2"},
    {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
};

TEST(PaddedVersion, PadsAsGrowthBook) {
  for (const VersionCase& c : kVersions) EXPECT_EQ(Padded(c.version), c.padded) << '"' << c.version << '"';
}

TEST(PaddedVersion, OrdersReleasesBehindTheirPreReleases) {
  const std::string_view ascending[] = {"1.0.0-alpha", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "10.0.0"};
  for (std::size_t i = 1; i < std::size(ascending); ++i) EXPECT_LT(Padded(ascending[i - 1]), Padded(ascending[i])) << ascending[i];
}

TEST(PaddedVersion, AppendsAndTakesLongTexts) {
  ByteBuffer out = {'x'};
  PaddedVersion(std::string(100'000, '.'), out);
  EXPECT_EQ(out.size(), 100'001U);
}

}  // namespace
}  // namespace assay
