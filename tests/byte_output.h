// tests/byte_output.h
//
// Bytes of the formats in which the native programs tell what they answered: little-endian numbers, and bytes behind their length as uint32.

#ifndef ASSAY_TESTS_BYTE_OUTPUT_H_
#define ASSAY_TESTS_BYTE_OUTPUT_H_

#include <bit>
#include <cstdint>
#include <string_view>

#include "assay/base/bytes.h"

namespace assay {

static_assert(std::endian::native == std::endian::little);

class ByteOutput {
 public:
  template <typename T>
  void Number(T value) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
    bytes_.insert(bytes_.end(), bytes, bytes + sizeof(T));
  }

  void Bytes(ByteView bytes) {
    Number(static_cast<std::uint32_t>(bytes.size()));
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }

  void Bytes(std::string_view text) { Bytes(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())); }

  void Clear() { bytes_.clear(); }

  [[nodiscard]] ByteView bytes() const { return bytes_; }

 private:
  ByteBuffer bytes_;
};

}  // namespace assay

#endif  // ASSAY_TESTS_BYTE_OUTPUT_H_
