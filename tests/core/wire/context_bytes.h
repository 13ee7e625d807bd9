// tests/core/wire/context_bytes.h
//
// Contexts as bytes, as js/client/flags/encode-context.ts writes them, from loose parts that need not make a valid context.

#ifndef TESTS_CORE_WIRE_CONTEXT_BYTES_H_
#define TESTS_CORE_WIRE_CONTEXT_BYTES_H_

#include <bit>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/targeting/value.h"

namespace assay {

class ContextWriter {
 public:
  void Put(std::uint64_t number, int size) {
    for (int i = 0; i < size; ++i) bytes_.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
  }
  void Put(double number) { Put(std::bit_cast<std::uint64_t>(number), 8); }
  void Put(std::string_view text) {
    Put(text.size(), 4);
    bytes_.insert(bytes_.end(), text.begin(), text.end());
  }
  void Put(const Value& value) {
    Put(static_cast<std::uint64_t>(value.type), 1);
    switch (value.type) {
      case ValueType::kNull: break;
      case ValueType::kBool: Put(value.boolean ? 1 : 0, 1); break;
      case ValueType::kNumber: Put(value.number); break;
      case ValueType::kText: Put(value.bytes()); break;
      case ValueType::kList:
        Put(value.size, 4);
        for (const Value& item : value.list()) Put(item);
        break;
      case ValueType::kObject:
        Put(value.size, 4);
        for (const Member& member : value.object()) Put(member);
        break;
    }
  }
  void Put(const Member& member) {
    Put(member.key);
    Put(member.value);
  }

  ByteBuffer Take() { return std::move(bytes_); }

 private:
  ByteBuffer bytes_;
};

// An attribute by its place among those of the datafile.
using PlacedValue = std::pair<std::uint32_t, Value>;

inline ByteBuffer ContextBytes(const std::vector<PlacedValue>& attributes, double now_ms = 0,
                               const std::vector<std::pair<std::uint32_t, std::uint32_t>>& forced = {}) {
  ContextWriter writer;
  writer.Put(now_ms);
  writer.Put(attributes.size(), 4);
  for (const auto& [place, value] : attributes) {
    writer.Put(place, 4);
    writer.Put(value);
  }
  writer.Put(forced.size(), 4);
  for (const auto& [flag, variant] : forced) {
    writer.Put(flag, 4);
    writer.Put(variant, 4);
  }
  return writer.Take();
}

}  // namespace assay

#endif  // TESTS_CORE_WIRE_CONTEXT_BYTES_H_
