#include "assay/targeting/case_fold.h"

#include <cstdint>

#include "assay/base/code_points.h"

namespace assay {

namespace {

// Capital letters [first, last] and how far away their small letters are. Where that is 1, capitals and small letters alternate.
struct Range {
  std::uint16_t first, last;
  std::int16_t distance;
};

constexpr Range kRanges[] = {
    {0x0041, 0x005A, 32}, {0x00C0, 0x00D6, 32},    {0x00D8, 0x00DE, 32},   {0x0100, 0x012E, 1},   {0x0132, 0x0136, 1},
    {0x0139, 0x0147, 1},  {0x014A, 0x0176, 1},     {0x0178, 0x0178, -121}, {0x0179, 0x017D, 1},   {0x0182, 0x0184, 1},
    {0x0187, 0x0187, 1},  {0x018B, 0x018B, 1},     {0x0191, 0x0191, 1},    {0x0198, 0x0198, 1},   {0x01A0, 0x01A4, 1},
    {0x01A7, 0x01A7, 1},  {0x01AC, 0x01AC, 1},     {0x01AF, 0x01AF, 1},    {0x01B3, 0x01B5, 1},   {0x01B8, 0x01B8, 1},
    {0x01BC, 0x01BC, 1},  {0x01C5, 0x01C5, 1},     {0x01C8, 0x01C8, 1},    {0x01CB, 0x01DB, 1},   {0x01DE, 0x01EE, 1},
    {0x01F2, 0x01F4, 1},  {0x01F8, 0x021E, 1},     {0x0222, 0x0232, 1},    {0x023B, 0x023B, 1},   {0x0241, 0x0241, 1},
    {0x0246, 0x024E, 1},  {0x0370, 0x0372, 1},     {0x0376, 0x0376, 1},    {0x037F, 0x037F, 116}, {0x0386, 0x0386, 38},
    {0x0388, 0x038A, 37}, {0x038C, 0x038C, 64},    {0x038E, 0x038F, 63},   {0x0391, 0x03A1, 32},  {0x03A3, 0x03AB, 32},
    {0x03CF, 0x03CF, 8},  {0x03D8, 0x03EE, 1},     {0x03F4, 0x03F4, -60},  {0x03F7, 0x03F7, 1},   {0x03F9, 0x03F9, -7},
    {0x03FA, 0x03FA, 1},  {0x03FD, 0x03FF, -130},  {0x0400, 0x040F, 80},   {0x0410, 0x042F, 32},  {0x0460, 0x0480, 1},
    {0x048A, 0x04BE, 1},  {0x04C0, 0x04C0, 15},    {0x04C1, 0x04CD, 1},    {0x04D0, 0x052E, 1},   {0x0531, 0x0556, 48},
    {0x1E00, 0x1E94, 1},  {0x1E9E, 0x1E9E, -7615}, {0x1EA0, 0x1EFE, 1},    {0xFF21, 0xFF3A, 32},
};

constexpr char32_t kCapitalIWithDot = 0x130;
constexpr char32_t kCombiningDotAbove = 0x307;

char32_t LowerCase(char32_t c) {
  for (const Range& range : kRanges) {
    if (c < range.first || c > range.last) continue;
    if (range.distance == 1 && ((c - range.first) & 1) != 0) break;
    return static_cast<char32_t>(static_cast<std::int32_t>(c) + range.distance);
  }
  return c;
}

void AppendUtf8(char32_t c, ByteBuffer& out) {
  if (c < 0x80) {
    out.push_back(static_cast<std::uint8_t>(c));
    return;
  }
  std::uint32_t trailing = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  out.push_back(static_cast<std::uint8_t>((0xFF80U >> trailing) | (c >> (6 * trailing))));
  while (trailing-- != 0) out.push_back(static_cast<std::uint8_t>(0x80 | ((c >> (6 * trailing)) & 0x3F)));
}

}  // namespace

void AppendLowerCase(std::string_view text, ByteBuffer& out) {
  while (!text.empty()) {
    char32_t c = TakeCodePoint(text);
    if (c == kCapitalIWithDot) {  // the one letter of these alphabets whose small letter is two characters
      out.push_back('i');
      c = kCombiningDotAbove;
    }
    AppendUtf8(LowerCase(c), out);
  }
}

}  // namespace assay
