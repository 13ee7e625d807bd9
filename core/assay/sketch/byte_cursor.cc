#include "assay/sketch/byte_cursor.h"

#include <bit>

namespace assay {

std::uint64_t ByteReader::Unsigned(std::size_t width) {
  if (!Has(width, 1)) {
    ok_ = false;
    return 0;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value << 8 | bytes_[at_ + (big_endian_ ? i : width - 1 - i)];
  at_ += width;
  return value;
}

double ByteReader::Float(std::size_t width) {
  const std::uint64_t bits = Unsigned(width);
  return width == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits))) : std::bit_cast<double>(bits);
}

void ByteReader::Skip(std::size_t count) {
  if (Has(count, 1)) {
    at_ += count;
  } else {
    ok_ = false;
  }
}

void AppendUnsigned(ByteBuffer& bytes, std::uint64_t value, std::size_t width) {
  const std::size_t at = bytes.size();
  bytes.resize(at + width);
  for (std::size_t i = 0; i < width; ++i, value >>= 8) bytes[at + i] = static_cast<std::uint8_t>(value);
}

void AppendFloat(ByteBuffer& bytes, double value, std::size_t width) {
  AppendUnsigned(bytes, width == 4 ? std::bit_cast<std::uint32_t>(static_cast<float>(value)) : std::bit_cast<std::uint64_t>(value), width);
}

}  // namespace assay
