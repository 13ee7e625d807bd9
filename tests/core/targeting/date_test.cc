#include "assay/targeting/date.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {
namespace {

using namespace std::string_view_literals;

struct DateCase {
  std::string_view text;
  double instant;
};

// Dates in full. RFC 3339, 5.8, has the examples but for the leap seconds; instants are those of JavaScript's Date.
const DateCase kFull[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"1970-01-01T00:00:00.001Z", 1},
    {"1969-12-31T23:59:59.999Z", -1},
    {"1985-04-12T23:20:50.52Z", 482196050520},
    {"1996-12-19T16:39:57-08:00", 851042397000},
    {"1937-01-01T12:00:27.87+00:20", -1041337172130},
    {"2017-12-06T00:00:00.000-07:00", 1512543600000},
    {"2017-12-06T07:00:00Z", 1512543600000},
    {"2000-02-29T12:00:00Z", 951825600000},
    {"2024-02-29T23:59:59Z", 1709251199000},
    {"2024-03-01T00:00:00Z", 1709251200000},
    {"1900-02-28T00:00:00Z", -2203977600000},
    {"0000-01-01T00:00:00Z", -62167219200000},
    {"0000-02-29T00:00:00Z", -62162121600000},
    {"0000-03-01T00:00:00Z", -62162035200000},
    {"0000-01-01T00:00:00+23:59", -62167305540000},
    {"9999-12-31T23:59:59.999Z", 253402300799999},
    {"9999-12-31T23:59:59.999-23:59", 253402387139999},
    {"2024-01-01T00:00:00-00:00", 1704067200000},
    {"2024-01-01T00:00:00+00:00", 1704067200000},
    {"2024-01-01T05:30:00+05:30", 1704067200000},
    {"2024-01-01t00:00:00z", 1704067200000},
    {"2024-01-01T00:00:00.9Z", 1704067200900},
    {"2024-01-01T00:00:00.99Z", 1704067200990},
    {"2024-01-01T00:00:00.9999999999999999999999999999999999999999Z", 1704067200999},
    {"2024-01-01T00:00:00.0000000000000000000000000000000000000001Z", 1704067200000},
};

// What is a date for the lenient dialect alone.
const DateCase kPartial[] = {
    {"2024-01-01", 1704067200000},          {"2024-01-01T00:00", 1704067200000},
    {"2024-01-01T12:34Z", 1704112440000},   {"2024-01-01T12:34+01:00", 1704108840000},
    {"2024-01-01T12:34:56", 1704112496000}, {"2024-01-01T12:34:56.789", 1704112496789},
    {"2024-01-01 12:34:56", 1704112496000}, {"2024-01-01 12:34:56Z", 1704112496000},
    {"2024-01-01 12:34", 1704112440000},    {"0000-01-01", -62167219200000},
    {"2023-12-31", 1703980800000},
};

const std::string_view kNone[] = {
    ""sv,
    " "sv,
    "badstring"sv,
    "0"sv,
    "1704067200000"sv,
    "2024"sv,
    "2024-01"sv,
    "2024-01-"sv,
    "2024-1-1"sv,
    "24-01-01"sv,
    "02024-01-01"sv,
    "+002024-01-01T00:00:00Z"sv,
    "-2024-01-01T00:00:00Z"sv,
    "2024/01/01"sv,
    "20240101"sv,
    "01-01-2024"sv,
    "00:00:00.000-07:00"sv,
    "2024-00-01"sv,
    "2024-13-01"sv,
    "2024-01-00"sv,
    "2024-01-32"sv,
    "2024-04-31"sv,
    "2023-02-29"sv,
    "2024-02-30"sv,
    "1900-02-29"sv,
    "2100-02-29T00:00:00Z"sv,
    "2024-00-01T00:00:00Z"sv,
    "2024-11-31T00:00:00Z"sv,
    "2024-01-01T"sv,
    "2024-01-01Z"sv,
    "2024-01-01+01:00"sv,
    "2024-01-01T00"sv,
    "2024-01-01T00Z"sv,
    "2024-01-01T0:00:00Z"sv,
    "2024-01-01T24:00:00Z"sv,
    "2024-01-01T25:00:00Z"sv,
    "2024-01-01T00:60:00Z"sv,
    "2024-01-01T00:00:60Z"sv,
    "2016-12-31T23:59:60Z"sv,
    "2024-01-01T00:00:"sv,
    "2024-01-01T00:00:0Z"sv,
    "2024-01-01T00:00:00.Z"sv,
    "2024-01-01T00:00:00,5Z"sv,
    "2024-01-01T00:00.5Z"sv,
    "2024-01-01T00:00:00+"sv,
    "2024-01-01T00:00:00+1"sv,
    "2024-01-01T00:00:00+01"sv,
    "2024-01-01T00:00:00+0100"sv,
    "2024-01-01T00:00:00+01:0"sv,
    "2024-01-01T00:00:00+24:00"sv,
    "2024-01-01T00:00:00+00:60"sv,
    "2024-01-01T00:00:00Z+01:00"sv,
    "2024-01-01T00:00:00Zz"sv,
    "2024-01-01T00:00:00UTC"sv,
    "2024-01-01T00:00:00 Z"sv,
    "2024-01-01X00:00:00.000-07:00"sv,
    " 2024-01-01T00:00:00Z"sv,
    "2024-01-01T00:00:00Z "sv,
    "2024-01-01T00:00:00Z\n"sv,
    "2024-01-01T00:00:00Z\0"sv,
    "2024-01-01\0"sv,
    "\xEF\xBC\x92"
    "024-01-01"sv,
    "2024\xE2\x80\x93"
    "01\xE2\x80\x93"
    "01"sv,
    "2024-01-01T00:00:00\xE2\x88\x92"
    "01:00"sv,
    "\xF0\x9F\x98\x80"sv,
    "Mon, 01 Jan 2024 00:00:00 GMT"sv,
};

TEST(ParseDate, GivesTheInstantOfADateInFullInBothDialects) {
  for (const DateCase& c : kFull) {
    EXPECT_EQ(ParseDate(c.text, DateDialect::kStrict), std::optional<double>(c.instant)) << c.text;
    EXPECT_EQ(ParseDate(c.text, DateDialect::kLenient), std::optional<double>(c.instant)) << c.text;
  }
}

TEST(ParseDate, TakesPartsOfADateOnlyLeniently) {
  for (const DateCase& c : kPartial) {
    EXPECT_EQ(ParseDate(c.text, DateDialect::kLenient), std::optional<double>(c.instant)) << c.text;
    EXPECT_EQ(ParseDate(c.text, DateDialect::kStrict), std::nullopt) << c.text;
  }
}

TEST(ParseDate, RefusesWhatIsNoDate) {
  for (const std::string_view text : kNone) {
    EXPECT_EQ(ParseDate(text, DateDialect::kLenient), std::nullopt) << '"' << text << '"';
    EXPECT_EQ(ParseDate(text, DateDialect::kStrict), std::nullopt) << '"' << text << '"';
  }
}

TEST(ParseDate, TakesFractionsOfAnyLength) {
  const std::string fraction(100'000, '5');
  EXPECT_EQ(ParseDate("1970-01-01T00:00:00." + fraction + "Z", DateDialect::kStrict), std::optional<double>(555));
}

// Every day of ten thousand years, counted one after the other by the rule of the Gregorian calendar.
TEST(ParseDate, CountsEveryDay) {
  double instant = -62167219200000;
  for (int year = 0; year < 10'000; ++year) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= days[month - 1] + 1; ++day) {
        const char text[] = {static_cast<char>('0' + year / 1000),
                             static_cast<char>('0' + year / 100 % 10),
                             static_cast<char>('0' + year / 10 % 10),
                             static_cast<char>('0' + year % 10),
                             '-',
                             static_cast<char>('0' + month / 10),
                             static_cast<char>('0' + month % 10),
                             '-',
                             static_cast<char>('0' + day / 10),
                             static_cast<char>('0' + day % 10)};
        const std::optional<double> parsed = ParseDate({text, sizeof text}, DateDialect::kLenient);
        if (day > days[month - 1]) {
          ASSERT_EQ(parsed, std::nullopt) << std::string_view(text, sizeof text);
        } else {
          ASSERT_EQ(parsed, std::optional<double>(instant)) << std::string_view(text, sizeof text);
          instant += 86'400'000;
        }
      }
    }
  }
}

}  // namespace
}  // namespace assay
