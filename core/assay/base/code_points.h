// assay/base/code_points.h
//
// The characters of a text one after the other. Texts were checked at the border (strings/utf8.h); on other bytes the answers mean nothing,
// but nothing outside the text is read. Pure functions, O(1) a character.

#ifndef ASSAY_BASE_CODE_POINTS_H_
#define ASSAY_BASE_CODE_POINTS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay {

// Takes the first character off `text`, which must not be empty, and returns its code point.
//
// Source: The Unicode Standard 15, table 3-6 "UTF-8 Bit Distribution".
inline char32_t TakeCodePoint(std::string_view& text) {
  const std::uint32_t lead = static_cast<std::uint8_t>(text.front());
  text.remove_prefix(1);
  if (lead < 0x80) return lead;
  std::size_t trailing = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  char32_t code_point = lead & (0x3FU >> trailing);
  for (; trailing != 0 && !text.empty(); --trailing) {
    code_point = code_point << 6 | (static_cast<std::uint8_t>(text.front()) & 0x3FU);
    text.remove_prefix(1);
  }
  return code_point;
}

}  // namespace assay

#endif  // ASSAY_BASE_CODE_POINTS_H_
