// tests/core/hash/hex.h
//
// Digests as the hexadecimal digits that specifications print.

#ifndef ASSAY_TESTS_CORE_HASH_HEX_H_
#define ASSAY_TESTS_CORE_HASH_HEX_H_

#include <cstdint>
#include <span>
#include <string>

namespace assay {

inline std::string Hex(std::span<const std::uint8_t> bytes) {
  std::string digits;
  for (const std::uint8_t byte : bytes) {
    digits += "0123456789abcdef"[byte >> 4];
    digits += "0123456789abcdef"[byte & 15];
  }
  return digits;
}

}  // namespace assay

#endif  // ASSAY_TESTS_CORE_HASH_HEX_H_
