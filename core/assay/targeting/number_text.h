// assay/targeting/number_text.h
//
// Numbers as texts and back, as JavaScript does it: what rules compare, join and hash must be the same text in every engine. Exact in both
// directions, by whole-number arithmetic on the stack (std::to_chars, strtod and their tables would be 10 kB of WebAssembly). No allocation,
// no locale. Pure functions.

#ifndef ASSAY_TARGETING_NUMBER_TEXT_H_
#define ASSAY_TARGETING_NUMBER_TEXT_H_

#include <cstddef>
#include <span>
#include <string_view>

namespace assay {

// Room for the longest text: a sign, "0.00000" and 17 digits.
inline constexpr std::size_t kMaxNumberTextBytes = 25;

// Writes String(number) to the start of `text` and returns its size: the fewest digits that read back as `number`, of those the closest to
// it; with an exponent from 1e21 on and below 1e-6. -0 is "0". O(1): below 1 us for usual numbers, some 50 us for those near the ends of
// the range.
//
// Source: ECMA-262, 6.1.6.1.20 Number::toString; the digits by G. Steele, J. White, How to Print Floating-Point Numbers Accurately, 1990,
// doi:10.1145/93542.93559.
[[nodiscard]] std::size_t WriteNumber(double number, std::span<char, kMaxNumberTextBytes> text);

// Number(text): white space around it is skipped, "" is 0, a whole number may be hexadecimal (0x), octal (0o) or binary (0b) and then has no
// sign, decimals may have an exponent, "Infinity" is one; NaN for what is no number. Correctly rounded for up to 19 significant digits, and
// for more unless the digits behind the 19th decide between two neighbours: then it is within 1 ulp. Hexadecimal, octal and binary numbers
// are exact up to 53 bits. O(length).
//
// Source: ECMA-262, 7.1.4.1.1 StringToNumber; W. Clinger, How to Read Floating Point Numbers Accurately, 1990, doi:10.1145/93542.93557.
[[nodiscard]] double ParseNumber(std::string_view text);

// parseFloat(text): the longest decimal number or "Infinity" at the start, behind white space; NaN when there is none. Rounded as
// ParseNumber().
//
// Source: ECMA-262, 19.2.4 parseFloat.
[[nodiscard]] double ParseNumberPrefix(std::string_view text);

}  // namespace assay

#endif  // ASSAY_TARGETING_NUMBER_TEXT_H_
