// assay/base/utf16_units.h
//
// A UTF-8 text as JavaScript sees it: the code units of UTF-16, one after the other, without converting the text. The text outlives the
// reader; it is valid UTF-8 (see code_points.h).

#ifndef ASSAY_BASE_UTF16_UNITS_H_
#define ASSAY_BASE_UTF16_UNITS_H_

#include <cstdint>
#include <string_view>

#include "assay/base/code_points.h"

namespace assay {

class Utf16Units {
 public:
  explicit Utf16Units(std::string_view text) : rest_(text) {}

  // Whether there is a next code unit, which is then in `unit`.
  //
  // Example:
  //   std::uint32_t unit;
  //   for (Utf16Units units(text); units.Next(unit);) Use(unit);
  //
  // Source: The Unicode Standard 15, table 3-5 "UTF-16 Bit Distribution".
  bool Next(std::uint32_t& unit) {
    if (low_half_ != 0) {
      unit = low_half_;
      low_half_ = 0;
      return true;
    }
    if (rest_.empty()) return false;
    unit = TakeCodePoint(rest_);
    if (unit >= 0x10000) {
      low_half_ = 0xDC00 | (unit & 0x3FF);
      unit = 0xD7C0 + (unit >> 10);  // 0xD800 + ((unit - 0x10000) >> 10)
    }
    return true;
  }

 private:
  std::string_view rest_;
  std::uint32_t low_half_ = 0;  // of a pair whose high half was handed out; no low half is 0
};

}  // namespace assay

#endif  // ASSAY_BASE_UTF16_UNITS_H_
