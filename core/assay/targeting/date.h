// assay/targeting/date.h
//
// Instants from texts as datafiles and contexts hold them. No clock, no time zones but those of the text. Pure function, O(length).

#ifndef ASSAY_TARGETING_DATE_H_
#define ASSAY_TARGETING_DATE_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay {

// Which texts are dates. The numbers are in compiled datafiles: append only.
enum class DateDialect : std::uint8_t {
  kLenient = 0,  // RFC 3339, or less of it: without the zone (then UTC), the seconds, or the time (then midnight UTC)
  kStrict = 1,   // RFC 3339 date-time in full
};

// The instant in ms since 1970-01-01T00:00:00Z, a whole number; digits beyond the third of a fraction of a second are cut off. Nothing when
// `text` is no date.
//
// A date is YYYY-MM-DD, "T", hh:mm:ss, an optional "." with one digit or more, and "Z" or an offset +hh:mm or -hh:mm; "t" and "z" are
// taken too. Leniently, a space may stand for the "T", and ":ss", the zone, or everything behind the day may be missing. Years are 0000 to
// 9999 of the proleptic Gregorian calendar. A day that its month does not have, 24:00 and the leap second :60 are no dates, as for
// JavaScript.
//
// Example: ParseDate("2017-12-06T00:00:00.000-07:00", DateDialect::kStrict) is 1512543600000.
//
// Source: RFC 3339, section 5.6; the count of days after H. Hinnant, chrono-Compatible Low-Level Date Algorithms, days_from_civil,
// https://howardhinnant.github.io/date_algorithms.html.
[[nodiscard]] std::optional<double> ParseDate(std::string_view text, DateDialect dialect);

}  // namespace assay

#endif  // ASSAY_TARGETING_DATE_H_
