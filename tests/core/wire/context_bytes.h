// tests/core/wire/context_bytes.h
//
// Contexts as bytes, as js/client/flags/encode-context.ts writes them.

#ifndef TESTS_CORE_WIRE_CONTEXT_BYTES_H_
#define TESTS_CORE_WIRE_CONTEXT_BYTES_H_

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/targeting/attributes.h"

namespace assay {

inline ByteBuffer ContextBytes(const std::vector<Attribute>& attributes) {
  ByteBuffer bytes;
  const auto put = [&](std::uint64_t number, int size) {
    for (int i = 0; i < size; ++i) bytes.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
  };
  const auto put_text = [&](std::string_view text) {
    put(text.size(), 4);
    bytes.insert(bytes.end(), text.begin(), text.end());
  };
  put(attributes.size(), 4);
  for (const auto& [name, value] : attributes) {
    put_text(name);
    put(static_cast<std::uint64_t>(value.type), 1);
    switch (value.type) {
      case AttributeType::kString: put_text(value.text); break;
      case AttributeType::kNumber: put(std::bit_cast<std::uint64_t>(value.number), 8); break;
      case AttributeType::kBool: put(value.boolean ? 1 : 0, 1); break;
      case AttributeType::kMissing: break;  // not of the format
    }
  }
  return bytes;
}

}  // namespace assay

#endif  // TESTS_CORE_WIRE_CONTEXT_BYTES_H_
