#include "assay/hash/murmur3.h"

#include <bit>
#include <cstddef>

namespace assay {

namespace {

constexpr std::uint32_t kC1 = 0xCC9E2D51U;
constexpr std::uint32_t kC2 = 0x1B873593U;

std::uint32_t MixBlock(std::uint32_t block) { return std::rotl(block * kC1, 15) * kC2; }

// Up to four bytes as a little-endian number; compilers make one load of the four-byte case.
std::uint32_t ReadLittleEndian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint32_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
  return value;
}

}  // namespace

std::uint32_t Murmur3X86(std::string_view bytes, std::uint32_t seed) {
  std::uint32_t hash = seed;
  std::size_t at = 0;
  for (; bytes.size() - at >= 4; at += 4) hash = std::rotl(hash ^ MixBlock(ReadLittleEndian(bytes.substr(at, 4))), 13) * 5 + 0xE6546B64U;
  hash ^= MixBlock(ReadLittleEndian(bytes.substr(at)));  // no bytes left: mixes 0 to 0

  hash ^= static_cast<std::uint32_t>(bytes.size());
  hash = (hash ^ (hash >> 16)) * 0x85EBCA6BU;
  hash = (hash ^ (hash >> 13)) * 0xC2B2AE35U;
  return hash ^ (hash >> 16);
}

}  // namespace assay
