// tests/core/sketch/sketch_samples.h
//
// Random keys, bytes put together number by number, and the reference files where they are.

#ifndef ASSAY_TESTS_CORE_SKETCH_SKETCH_SAMPLES_H_
#define ASSAY_TESTS_CORE_SKETCH_SKETCH_SAMPLES_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "assay/base/bytes.h"

namespace assay {

// Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014 (SplitMix64): a bijection of 64 bits, so that keys 0, 1, 2, ...
// become different uniform numbers.
inline std::uint64_t Mix(std::uint64_t key) {
  key += 0x9e3779b97f4a7c15U;
  key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9U;
  key = (key ^ (key >> 27)) * 0x94d049bb133111ebU;
  return key ^ (key >> 31);
}

// Uniform in [0, 1).
inline double Uniform(std::uint64_t key) { return static_cast<double>(Mix(key) >> 11) * 0x1p-53; }

// Bytes as a format's description lists them: little-endian unless said otherwise.
class ByteList {
 public:
  ByteList& Number(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * (big_endian_ ? width - 1 - i : i))));
    return *this;
  }
  ByteList& U8(std::uint64_t value) { return Number(value, 1); }
  ByteList& U16(std::uint64_t value) { return Number(value, 2); }
  ByteList& U32(std::uint64_t value) { return Number(value, 4); }
  ByteList& U64(std::uint64_t value) { return Number(value, 8); }
  ByteList& F32(float value) { return Number(std::bit_cast<std::uint32_t>(value), 4); }
  ByteList& F64(double value) { return Number(std::bit_cast<std::uint64_t>(value), 8); }
  ByteList& BigEndian() {
    big_endian_ = true;
    return *this;
  }
  [[nodiscard]] const ByteBuffer& bytes() const { return bytes_; }

 private:
  ByteBuffer bytes_;
  bool big_endian_ = false;
};

// The bytes of two hexadecimal digits each, blanks between them.
inline ByteBuffer FromHex(std::string_view digits) {
  ByteBuffer bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += digits[i] == ' ' ? 1 : 2) {
    if (digits[i] != ' ') bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

inline std::filesystem::path ReferenceFolder() {
  return std::filesystem::path(__FILE__).parent_path() / "../../../../shared/conformance/behavior/datasketches";
}

// Empty when the file is not there: the references are not part of the repository.
inline ByteBuffer ReferenceFile(std::string_view name) {
  std::ifstream file(ReferenceFolder() / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace assay

#endif  // ASSAY_TESTS_CORE_SKETCH_SKETCH_SAMPLES_H_
