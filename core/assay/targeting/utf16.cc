#include "assay/targeting/utf16.h"

#include <cmath>
#include <cstdint>

#include "assay/base/code_points.h"
#include "assay/base/utf16_units.h"

namespace assay {

namespace {

// As JavaScript takes whole numbers: NaN is 0, fractions are cut off; then within [0, high].
std::size_t WholeWithin(double number, std::size_t high) {
  if (!(number > 0)) return 0;
  return number < static_cast<double>(high) ? static_cast<std::size_t>(number) : high;
}

}  // namespace

std::size_t Utf16Length(std::string_view text) {
  std::size_t length = 0;
  std::uint32_t unit;
  for (Utf16Units units(text); units.Next(unit);) ++length;
  return length;
}

int CompareUtf16(std::string_view left, std::string_view right) {
  Utf16Units left_units(left), right_units(right);
  std::uint32_t left_unit, right_unit;
  for (;;) {
    // A text that has ended counts as one that goes on below every code unit.
    left_unit = left_units.Next(left_unit) ? left_unit + 1 : 0;
    right_unit = right_units.Next(right_unit) ? right_unit + 1 : 0;
    if (left_unit != right_unit) return left_unit < right_unit ? -1 : 1;
    if (left_unit == 0) return 0;
  }
}

void Substring(std::string_view text, double start, double length, ByteBuffer& out) {
  const std::size_t size = Utf16Length(text);
  // -0.5 is 0, not the last code unit: fractions go before the end is counted from.
  const std::size_t first = WholeWithin(std::trunc(start) < 0 ? std::trunc(start) + static_cast<double>(size) : start, size);
  const std::size_t rest = size - first;
  const std::size_t last = first + WholeWithin(length < 0 ? length + static_cast<double>(rest) : length, rest);

  std::size_t at = first == last ? last : 0;
  while (at < last) {
    const char* character = text.data();
    const bool cut_before = at < first;
    at += TakeCodePoint(text) >= 0x10000 ? 2 : 1;
    if (at <= first) continue;
    if (cut_before || at > last) {
      for (const int byte : {0xEF, 0xBF, 0xBD}) out.push_back(static_cast<std::uint8_t>(byte));
    } else {
      for (; character != text.data(); ++character) out.push_back(static_cast<std::uint8_t>(*character));
    }
  }
}

void AppendLowBytes(std::string_view text, ByteBuffer& out) {
  std::uint32_t unit;
  for (Utf16Units units(text); units.Next(unit);) out.push_back(static_cast<std::uint8_t>(unit));
}

}  // namespace assay
