#include "assay/strings/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace assay {

namespace {

// One row of table 3-7: lead bytes [lead_low, lead_high] are followed by `trailing` bytes, the first of them in [second_low, second_high],
// the others in [80, BF].
struct Sequence {
  std::uint8_t lead_low, lead_high;
  std::uint8_t trailing;
  std::uint8_t second_low, second_high;
};

constexpr Sequence kSequences[] = {
    {0xC2, 0xDF, 1, 0x80, 0xBF},                               // C0 and C1 would be overlong
    {0xE0, 0xE0, 2, 0xA0, 0xBF},                               // below A0: overlong
    {0xE1, 0xEC, 2, 0x80, 0xBF}, {0xED, 0xED, 2, 0x80, 0x9F},  // above 9F: surrogates
    {0xEE, 0xEF, 2, 0x80, 0xBF}, {0xF0, 0xF0, 3, 0x90, 0xBF},  // below 90: overlong
    {0xF1, 0xF3, 3, 0x80, 0xBF}, {0xF4, 0xF4, 3, 0x80, 0x8F},  // above 8F: beyond U+10FFFF
};

bool IsIn(std::uint8_t byte, std::uint8_t low, std::uint8_t high) { return byte >= low && byte <= high; }

// Length of the well-formed multi-byte sequence at the start of `text`, or 0 when there is none.
std::size_t MultiByteLength(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  for (const Sequence& row : kSequences) {
    if (!IsIn(byte(0), row.lead_low, row.lead_high)) continue;
    if (text.size() < std::size_t{1} + row.trailing || !IsIn(byte(1), row.second_low, row.second_high)) return 0;
    for (std::size_t i = 2; i <= row.trailing; ++i) {
      if (!IsIn(byte(i), 0x80, 0xBF)) return 0;
    }
    return std::size_t{1} + row.trailing;
  }
  return 0;
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= 8) {  // most text is ASCII: eight bytes without a high bit need no look at each
      std::uint64_t word;
      std::memcpy(&word, text.data() + at, 8);
      if ((word & 0x8080808080808080U) == 0) {
        at += 8;
        continue;
      }
    }
    if (static_cast<std::uint8_t>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = MultiByteLength(text.substr(at));
    if (length == 0) return false;
    at += length;
  }
  return true;
}

}  // namespace assay
