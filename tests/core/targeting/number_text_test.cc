#include "assay/targeting/number_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace assay {
namespace {

using namespace std::string_view_literals;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::string TextOf(double number) {
  char text[kMaxNumberTextBytes];
  return {text, WriteNumber(number, text)};
}

// Equal in every bit, but that one NaN is as good as another.
void ExpectSame(double actual, double expected, std::string_view text) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(actual)) << '"' << text << "\" gives " << actual;
  } else {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(actual), std::bit_cast<std::uint64_t>(expected)) << '"' << text << "\" gives " << actual;
  }
}

struct NumberCase {
  double number;
  std::string_view text;
};

// What String() of a JavaScript engine gives; several are the examples of the literature on shortest digits.
const NumberCase kNumbers[] = {
    {0, "0"},
    {-0.0, "0"},
    {1, "1"},
    {-1, "-1"},
    {10, "10"},
    {42, "42"},
    {100, "100"},
    {1234567890, "1234567890"},
    {9007199254740991, "9007199254740991"},
    {9007199254740992, "9007199254740992"},
    {9007199254740993.0, "9007199254740992"},
    {18446744073709551616.0, "18446744073709552000"},
    {123456789012345680000.0, "123456789012345680000"},
    {1e20, "100000000000000000000"},
    {999999999999999900000.0, "999999999999999900000"},
    {1e21, "1e+21"},
    {1.5e21, "1.5e+21"},
    {-1e22, "-1e+22"},
    {1e23, "1e+23"},
    {9.5e-7, "9.5e-7"},
    {1e-6, "0.000001"},
    {1.5e-6, "0.0000015"},
    {-0.0000012345678901234567, "-0.0000012345678901234567"},
    {1e-7, "1e-7"},
    {0.1, "0.1"},
    {0.5, "0.5"},
    {0.1 + 0.2, "0.30000000000000004"},
    {1.0 / 3, "0.3333333333333333"},
    {2.0 / 3, "0.6666666666666666"},
    {1.005, "1.005"},
    {3.14, "3.14"},
    {-3.14, "-3.14"},
    {99.99, "99.99"},
    {1.1, "1.1"},
    {123.456, "123.456"},
    {100.5, "100.5"},
    {5e-324, "5e-324"},
    {1.7976931348623157e308, "1.7976931348623157e+308"},
    {2.2250738585072014e-308, "2.2250738585072014e-308"},
    {2.225073858507201e-308, "2.225073858507201e-308"},
    {4.35, "4.35"},
    {9.5367431640625e-7, "9.5367431640625e-7"},
    {5.764607523034235e39, "5.764607523034235e+39"},
    {1.1529215046068470e40, "1.152921504606847e+40"},
    {2.98023223876953125e-8, "2.9802322387695312e-8"},
    {4.3e100, "4.3e+100"},
    {1e300, "1e+300"},
    {1e-300, "1e-300"},
    {kNan, "NaN"},
    {kInfinity, "Infinity"},
    {-kInfinity, "-Infinity"},
};

TEST(WriteNumber, WritesAsJavaScript) {
  for (const NumberCase& c : kNumbers) EXPECT_EQ(TextOf(c.number), c.text);
}

TEST(ParseNumber, ReadsBackWhatWasWritten) {
  for (const NumberCase& c : kNumbers) ExpectSame(ParseNumber(c.text), c.number == 0 ? 0 : c.number, c.text);
}

// The digits and the exponent in the one form that std::to_chars has for all numbers.
std::string ScientificOf(double number) {
  char text[64];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number, std::chars_format::scientific);
  EXPECT_EQ(error, std::errc());
  return {text, end};
}

// The form of ScientificOf() from a text as JavaScript writes it.
std::string Scientific(std::string_view text) {
  std::string sign, digits;
  int point = 0, exponent = 0;
  bool behind = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-') {
      sign = "-";
    } else if (text[i] == '.') {
      behind = true;
    } else if (text[i] == 'e') {
      exponent = std::atoi(std::string(text.substr(i + 1)).c_str());
      break;
    } else {
      digits += text[i];
      if (!behind) ++point;
    }
  }
  const std::size_t leading = digits.find_first_not_of('0');
  digits.erase(0, leading);
  digits.erase(digits.find_last_not_of('0') + 1);
  exponent += point - 1 - static_cast<int>(leading);
  std::string whole = sign + digits.substr(0, 1);
  if (digits.size() > 1) whole += "." + digits.substr(1);
  char tail[16];
  std::snprintf(tail, sizeof tail, "e%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
  return whole + tail;
}

TEST(WriteNumber, FindsTheShortestDigitsOfRandomNumbers) {
  constexpr std::uint64_t kSeed = 20'261;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 20'000; ++i) {
    std::uint64_t bits = random();
    if (i % 4 == 1) bits &= 0xFFF0'0000'0000'0000;                         // powers of two, whose lower neighbour is nearer
    if (i % 4 == 2) bits = (bits & 0x800F'FFFF'FFFF'FFFF) >> (bits % 50);  // denormal
    double number = std::bit_cast<double>(bits);
    if (i % 4 == 3) number = static_cast<double>(static_cast<std::int64_t>(bits >> (bits % 40 + 11))) / 1000;
    if (!std::isfinite(number) || number == 0) continue;
    const std::string text = TextOf(number);
    EXPECT_EQ(Scientific(text), ScientificOf(number)) << "seed " << kSeed << ", turn " << i << ", " << text;
    EXPECT_LE(text.size(), kMaxNumberTextBytes);
    ExpectSame(ParseNumber(text), number, text);
  }
}

TEST(ParseNumber, RoundsRandomDecimalsAsTheCLibrary) {
  constexpr std::uint64_t kSeed = 20'262;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t digits = random() >> (random() % 64);
    if (digits > 9'999'999'999'999'999'999U) continue;
    const int exponent = static_cast<int>(random() % (i % 2 == 0 ? 50 : 700)) - (i % 2 == 0 ? 25 : 350);
    const std::string text = std::to_string(digits) + "e" + std::to_string(exponent);
    ExpectSame(ParseNumber(text), std::strtod(text.c_str(), nullptr), text);
  }
}

// What Number() of a JavaScript engine gives.
const NumberCase kTexts[] = {
    {0, ""sv},
    {0, "   \t\n"sv},
    {0, "0"sv},
    {-0.0, "-0"sv},
    {0, "+0"sv},
    {0, "0e5"sv},
    {0, "0e99999999999"sv},
    {7, " 7 "sv},
    {7, "007"sv},
    {7,
     "\xC2\xA0\xEF\xBB\xBF\xE3\x80\x80\xE2\x80\xA8\v\f\r"
     "7\xE2\x80\xA9\xE2\x80\xAF\xE1\x9A\x80"sv},
    {0.5, ".5"sv},
    {-0.5, "-.5"sv},
    {5, "5."sv},
    {50, "+5.e1"sv},
    {1500, "1.5E+3"sv},
    {0.0015, "1.5e-3"sv},
    {31, "0x1F"sv},
    {31, "0X1f"sv},
    {8, "0o10"sv},
    {5, "0b101"sv},
    {9007199254740991, "0x1fffffffffffff"sv},
    {kInfinity, "Infinity"sv},
    {kInfinity, "+Infinity"sv},
    {-kInfinity, " -Infinity "sv},
    {kInfinity, "1e309"sv},
    {-kInfinity, "-1e999999999999"sv},
    {0, "1e-400"sv},
    {0, "1e-99999999999"sv},
    {-0.0, "-1e-400"sv},
    {5e-324, "4e-324"sv},
    {5e-324, "2.4703282292062328e-324"sv},
    {0, "2.47032822920623272e-324"sv},
    {1.7976931348623157e308, "1.7976931348623158e308"sv},
    {kInfinity, "1.7976931348623159e308"sv},
    {2.2250738585072011e-308, "2.2250738585072011e-308"sv},
    {9007199254740992, "9007199254740993"sv},
    {9007199254740996, "9007199254740995"sv},
    {0.1, "0.1000000000000000055511151231257827021181583404541015625"sv},
    {1e22, "10000000000000000000000"sv},
    {1e-25, "0.0000000000000000000000001"sv},
    {kNan, "."sv},
    {kNan, "-"sv},
    {kNan, "+"sv},
    {kNan, "e5"sv},
    {kNan, ".e5"sv},
    {kNan, "1e"sv},
    {kNan, "1e+"sv},
    {kNan, "1.2.3"sv},
    {kNan, "1 2"sv},
    {kNan, "1_000"sv},
    {kNan, "1,5"sv},
    {kNan, "12px"sv},
    {kNan, "0x"sv},
    {kNan, "0xg"sv},
    {kNan, "-0x10"sv},
    {kNan, "+0x10"sv},
    {kNan, "0b2"sv},
    {kNan, "0o8"sv},
    {kNan, "0x1.8"sv},
    {kNan, "--1"sv},
    {kNan, "infinity"sv},
    {kNan, "INFINITY"sv},
    {kNan, "Infinit"sv},
    {kNan, "Infinityx"sv},
    {kNan, "NaN"sv},
    {kNan, "null"sv},
    {kNan, "true"sv},
    {kNan, "1\0"sv},
    {kNan, "\0"sv},
    {kNan, "\xD9\xA1"sv},  // Arabic-Indic one
    {kNan, "\xF0\x9F\x98\x80"sv},
    {kNan, "1n"sv},
};

TEST(ParseNumber, ReadsAsJavaScript) {
  for (const NumberCase& c : kTexts) ExpectSame(ParseNumber(c.text), c.number, c.text);
}

TEST(ParseNumber, IsWithinOneUlpForAnyNumberOfDigits) {
  // Half way between two neighbours, and a nudge that stands far behind the 19th digit.
  const std::string halfway = "1.00000000000000011102230246251565404236316680908203125";
  ExpectSame(ParseNumber(halfway), 1, halfway);
  const double above = ParseNumber(halfway + std::string(500, '0') + "1");
  EXPECT_TRUE(above == 1 || above == std::nextafter(1, 2)) << above;
  ExpectSame(ParseNumber(std::string(400, '9')), kInfinity, "400 nines");
  ExpectSame(ParseNumber("0." + std::string(400, '0') + "1e401"), 1, "1 far behind the point");
  ExpectSame(ParseNumber("1" + std::string(100'000, '0') + "e-100000"), 1, "1 far before the point");
}

// What parseFloat() of a JavaScript engine gives.
const NumberCase kPrefixes[] = {
    {kNan, ""sv},
    {kNan, "  "sv},
    {kNan, "abc"sv},
    {kNan, "."sv},
    {kNan, "-"sv},
    {3.14, "3.14abc"sv},
    {1.2, "1.2.3"sv},
    {0, "0x1F"sv},
    {1, "1e"sv},
    {1, "1e+"sv},
    {1, "1e+x"sv},
    {1000, "1e3x"sv},
    {0.5, ".5."sv},
    {5, "5.x"sv},
    {-0.0, "-0"sv},
    {12, " 12px"sv},
    {kInfinity, "Infinityx"sv},
    {-kInfinity, "-Infinity5"sv},
    {kNan, "infinity"sv},
    {1, "1\0002"sv},
    {1, "1 2"sv},
    {7,
     "\xE3\x80\x80"
     "7\xE3\x80\x80"sv},
    {1, "1\xF0\x9F\x98\x80"sv},
    {kNan,
     "\xF0\x9F\x98\x80"
     "1"sv},
};

TEST(ParseNumberPrefix, ReadsAsJavaScript) {
  for (const NumberCase& c : kPrefixes) ExpectSame(ParseNumberPrefix(c.text), c.number, c.text);
}

}  // namespace
}  // namespace assay
