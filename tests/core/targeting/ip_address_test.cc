#include "assay/targeting/ip_address.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace assay {
namespace {

using namespace std::string_view_literals;

struct AddressCase {
  std::string_view text;
  IpAddress address;
};

const AddressCase kAddresses[] = {
    {"0.0.0.0", {0, 0, 0xFFFF, 0}},
    {"1.2.3.4", {0, 0, 0xFFFF, 0x01020304}},
    {"10.0.0.255", {0, 0, 0xFFFF, 0x0A0000FF}},
    {"255.255.255.255", {0, 0, 0xFFFF, 0xFFFFFFFF}},
    // RFC 4291, 2.2, and its examples.
    {"ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", {0xABCDEF01, 0x23456789, 0xABCDEF01, 0x23456789}},
    {"2001:DB8:0:0:8:800:200C:417A", {0x20010DB8, 0, 0x00080800, 0x200C417A}},
    {"2001:DB8::8:800:200C:417A", {0x20010DB8, 0, 0x00080800, 0x200C417A}},
    {"FF01::101", {0xFF010000, 0, 0, 0x101}},
    {"::1", {0, 0, 0, 1}},
    {"::", {0, 0, 0, 0}},
    {"0:0:0:0:0:0:13.1.68.3", {0, 0, 0, 0x0D014403}},
    {"0:0:0:0:0:FFFF:129.144.52.38", {0, 0, 0xFFFF, 0x81903426}},
    {"::13.1.68.3", {0, 0, 0, 0x0D014403}},
    {"::FFFF:129.144.52.38", {0, 0, 0xFFFF, 0x81903426}},
    {"::ffff:8190:3426", {0, 0, 0xFFFF, 0x81903426}},
    {"1::", {0x00010000, 0, 0, 0}},
    {"1:2:3:4:5:6:7::", {0x00010002, 0x00030004, 0x00050006, 0x00070000}},
    {"::2:3:4:5:6:7:8", {0x00000002, 0x00030004, 0x00050006, 0x00070008}},
    {"1:2:3::5:6:7:8", {0x00010002, 0x00030000, 0x00050006, 0x00070008}},
    {"1::2:0", {0x00010000, 0, 0, 0x00020000}},
    {"1:2:3:4:5::1.2.3.4", {0x00010002, 0x00030004, 0x00050000, 0x01020304}},
    {"64:ff9b::192.0.2.33", {0x0064FF9B, 0, 0, 0xC0000221}},
    {"0001:0a:00b::", {0x0001000A, 0x000B0000, 0, 0}},
};

TEST(ParseIpAddress, ReadsEveryForm) {
  for (const AddressCase& c : kAddresses) {
    const std::optional<IpAddress> address = ParseIpAddress(c.text);
    ASSERT_TRUE(address) << c.text;
    EXPECT_EQ(*address, c.address) << c.text;
  }
}

TEST(ParseIpAddress, RefusesWhatIsNoAddress) {
  const std::string_view texts[] = {
      ""sv,
      " "sv,
      "."sv,
      ":"sv,
      ":::"sv,
      "1"sv,
      "1.2.3"sv,
      "1.2.3."sv,
      "1.2.3.4."sv,
      "1.2.3.4.5"sv,
      ".1.2.3.4"sv,
      "1..2.3"sv,
      "256.0.0.1"sv,
      "1.2.3.256"sv,
      "1.2.3.999"sv,
      "1.2.3.1000"sv,
      "01.2.3.4"sv,
      "1.2.3.04"sv,
      "1.2.3.00"sv,
      "a.b.c.d"sv,
      "1.2.3.a"sv,
      "0x1.2.3.4"sv,
      "-1.2.3.4"sv,
      "1.2.3.4 "sv,
      " 1.2.3.4"sv,
      "1.2.3.4/24"sv,
      "1.2.3.4:80"sv,
      "1.2.3.4:"sv,
      "1,2,3,4"sv,
      "1.2.3.4\0"sv,
      "1:2:3:4:5:6:7"sv,
      "1:2:3:4:5:6:7:8:9"sv,
      "1:2:3:4:5:6:7:"sv,
      ":1:2:3:4:5:6:7"sv,
      "1:2:3:4:5:6:7:8:"sv,
      "1:2:3:4:5:6:7:8::"sv,
      "::1:2:3:4:5:6:7:8"sv,
      "1::2::3"sv,
      "1:::2"sv,
      "::1:"sv,
      ":1"sv,
      "1:"sv,
      "12345::"sv,
      "00001::"sv,
      "g::"sv,
      "1::z"sv,
      "::-1"sv,
      "fe80::1%eth0"sv,
      "[::1]"sv,
      "::1/128"sv,
      "::1 "sv,
      "1:2:3:4:5:6:7:1.2.3.4"sv,
      "1.2.3.4::"sv,
      "::1.2.3.4:5"sv,
      "::1.2.3"sv,
      "::1.2.3.4."sv,
      "::01.2.3.4"sv,
      "::1.2.3.4.5"sv,
      "1:2:3:4:5:6:1.2.3.4::"sv,
      "::ffff:a.1.2.3"sv,
      "::1.2.a.3"sv,
      "\xEF\xBC\x91.2.3.4"sv,
      "\xD9\xA1.2.3.4"sv,
      "::\xC3\xA9"sv,
      "localhost"sv,
  };
  for (const std::string_view text : texts) EXPECT_FALSE(ParseIpAddress(text)) << '"' << text << '"';
  EXPECT_FALSE(ParseIpAddress(std::string(100'000, '1')));
  EXPECT_FALSE(ParseIpAddress(std::string(100'000, ':')));
}

struct BlockCase {
  std::string_view address;
  std::string_view block;
  std::uint32_t bits;
  bool inside;
};

const BlockCase kBlocks[] = {
    {"10.1.2.3", "10.0.0.0", 96 + 8, true},
    {"11.1.2.3", "10.0.0.0", 96 + 8, false},
    {"192.168.1.127", "192.168.1.0", 96 + 25, true},
    {"192.168.1.128", "192.168.1.0", 96 + 25, false},
    {"1.2.3.4", "1.2.3.4", 128, true},
    {"1.2.3.5", "1.2.3.4", 128, false},
    {"1.2.3.5", "1.2.3.4", 127, true},
    {"255.255.255.255", "0.0.0.0", 96, true},
    {"::ffff:1.2.3.4", "0.0.0.0", 96, true},
    {"::1.2.3.4", "0.0.0.0", 96, false},
    {"::1", "0.0.0.0", 96, false},
    {"::1", "::", 0, true},
    {"ffff::", "::", 0, true},
    {"ffff::", "::", 1, false},
    {"7fff::", "::", 1, true},
    {"2001:db8:1::1", "2001:db8::", 32, true},
    {"2001:db9::1", "2001:db8::", 32, false},
    {"2001:db8:8000::", "2001:db8::", 33, false},
    {"2001:db8:7fff::", "2001:db8::", 33, true},
    {"2001:db8:0:0:ffff::", "2001:db8::", 64, true},
    {"2001:db8:0:1::", "2001:db8::", 64, false},
    {"::1", "::2", 129, false},
    {"::1", "::1", 4'000'000'000, true},
};

TEST(InCidr, ComparesTheFirstBits) {
  for (const BlockCase& c : kBlocks) {
    EXPECT_EQ(InCidr(*ParseIpAddress(c.address), *ParseIpAddress(c.block), c.bits), c.inside)
        << c.address << " in " << c.block << '/' << c.bits;
  }
}

}  // namespace
}  // namespace assay
