// tests/core/wire/message_bytes.h
//
// Messages as tests send them: bytes of exactly the message's size, so that AddressSanitizer sees every read beyond it, aligned or not.

#ifndef TESTS_CORE_WIRE_MESSAGE_BYTES_H_
#define TESTS_CORE_WIRE_MESSAGE_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

#include "assay/base/bytes.h"
#include "flatbuffers/flatbuffers.h"

namespace assay {

// A heap copy of `bytes` whose first byte lies `misalignment` behind a multiple of 16.
class MessageCopy {
 public:
  explicit MessageCopy(ByteView bytes, std::size_t misalignment = 0)
      : memory_(new std::uint8_t[bytes.size() + misalignment]), view_(memory_.get() + misalignment, bytes.size()) {
    if (!bytes.empty()) std::memcpy(memory_.get() + misalignment, bytes.data(), bytes.size());
  }

  [[nodiscard]] ByteView view() const { return view_; }

 private:
  std::unique_ptr<std::uint8_t[]> memory_;
  ByteView view_;
};

inline ByteBuffer FinishedBytes(const flatbuffers::FlatBufferBuilder& fbb) {
  return {fbb.GetBufferPointer(), fbb.GetBufferPointer() + fbb.GetSize()};
}

// A vector of one double, written by who does not care for alignment: of two messages, one `shifted` by four bytes, one has it misaligned.
inline flatbuffers::Offset<flatbuffers::Vector<double>> CarelessVector(flatbuffers::FlatBufferBuilder& fbb, double number, bool shifted) {
  if (shifted) fbb.PushElement(std::uint32_t{0});
  std::uint8_t* data = nullptr;
  const flatbuffers::uoffset_t offset = fbb.CreateUninitializedVector(2, sizeof(std::uint32_t), alignof(std::uint32_t), &data);
  std::memcpy(data, &number, sizeof(number));
  flatbuffers::WriteScalar(data - sizeof(flatbuffers::uoffset_t), flatbuffers::uoffset_t{1});
  return {offset};
}

// The message with another file identifier.
inline ByteBuffer WithIdentifier(ByteBuffer message, const char* identifier) {
  std::memcpy(message.data() + sizeof(flatbuffers::uoffset_t), identifier, flatbuffers::kFileIdentifierLength);
  return message;
}

}  // namespace assay

#endif  // TESTS_CORE_WIRE_MESSAGE_BYTES_H_
