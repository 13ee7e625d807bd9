// IsValidUtf8() against a decoder that goes the other way: it takes the bytes' bits for a code point and asks whether that code point would
// be written with these bytes.

#include <cstring>
#include <string>
#include <string_view>

#include "assay/strings/utf8.h"
#include "fuzz/fuzz_input.h"

namespace assay {
namespace {

// The UTF-8 bytes of a code point. Source: RFC 3629, section 3.
std::string Encode(std::uint32_t code_point) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
  const auto trail = [&](int shift) { return byte(0x80 | ((code_point >> shift) & 0x3F)); };
  if (code_point < 0x80) return {byte(code_point)};
  if (code_point < 0x800) return {byte(0xC0 | (code_point >> 6)), trail(0)};
  if (code_point < 0x10000) return {byte(0xE0 | (code_point >> 12)), trail(6), trail(0)};
  return {byte(0xF0 | (code_point >> 18)), trail(12), trail(6), trail(0)};
}

// The length of the sequence that `lead` announces by its leading ones, and the bits that it carries itself.
std::size_t Announced(unsigned char lead, std::uint32_t& bits) {
  if (lead < 0x80) {
    bits = lead;
    return 1;
  }
  for (std::size_t length = 2; length <= 4; ++length) {
    const unsigned mask = 0xFFU << (7 - length) & 0xFFU;
    if ((lead & mask) == (mask << 1 & 0xFFU)) {
      bits = lead & ~mask & 0xFFU;
      return length;
    }
  }
  return 0;
}

bool IsValidByEncoding(std::string_view text) {
  while (!text.empty()) {
    std::uint32_t code_point = 0;
    const std::size_t length = Announced(static_cast<unsigned char>(text[0]), code_point);
    if (length == 0 || length > text.size()) return false;
    for (std::size_t i = 1; i < length; ++i) code_point = code_point << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
    const bool is_scalar = code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
    if (!is_scalar || Encode(code_point) != text.substr(0, length)) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  const FuzzInput input(data, size);
  const std::string_view text(reinterpret_cast<const char*>(input.view().data()), size);
  Require(IsValidUtf8(text) == IsValidByEncoding(text));
  return 0;
}
