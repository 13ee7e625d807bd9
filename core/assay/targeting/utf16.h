// assay/targeting/utf16.h
//
// What JavaScript says of a text, for texts in UTF-8: its length, its parts and its order by UTF-16 code units, without converting it.
// Texts are valid UTF-8. Pure functions, O(length).

#ifndef ASSAY_TARGETING_UTF16_H_
#define ASSAY_TARGETING_UTF16_H_

#include <cstddef>
#include <string_view>

#include "assay/base/bytes.h"

namespace assay {

// How many code units `text` has: one per character, two for those above U+FFFF.
[[nodiscard]] std::size_t Utf16Length(std::string_view text);

// Below 0, 0 or above 0 as `left` is before, equal to or behind `right` in the order of their code units, as JavaScript's < orders. It
// differs from the order of UTF-8 bytes where a character above U+FFFF meets one of U+E000..U+FFFF: the former is the smaller one.
[[nodiscard]] int CompareUtf16(std::string_view left, std::string_view right);

// Appends the part of `text` from the code unit `start` on, `length` code units or what there is of them. Where half of a character above
// U+FFFF would be cut off, the half that stays becomes U+FFFD, since it has no UTF-8.
//
//   start   counted from the end when negative, and then at most to the beginning. Fractions are cut off; NaN is 0
//   length  negative: leaves off so many code units at the end instead. Fractions are cut off; NaN is 0. Infinity: all the rest
//
// Example: Substring("jsonlogic", 4, -2, out) and Substring("jsonlogic", -5, 3, out) both append "log".
//
// Source: JsonLogic's substr, https://jsonlogic.com/operations.html#substr; ECMA-262, B.2.2.1 String.prototype.substr.
void Substring(std::string_view text, double start, double length, ByteBuffer& out);

// Appends the low byte of each code unit: what several vendors' JavaScript libraries hash instead of UTF-8.
void AppendLowBytes(std::string_view text, ByteBuffer& out);

}  // namespace assay

#endif  // ASSAY_TARGETING_UTF16_H_
