#include "assay/sketch/murmur3_x64.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace assay {
namespace {

constexpr std::uint64_t kC1 = 0x87C37B91114253D5U;
constexpr std::uint64_t kC2 = 0x4CF5AD432745937FU;

// Up to eight bytes as a little-endian number.
std::uint64_t ReadLittleEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint64_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
  return value;
}

std::uint64_t MixLow(std::uint64_t block) { return std::rotl(block * kC1, 31) * kC2; }
std::uint64_t MixHigh(std::uint64_t block) { return std::rotl(block * kC2, 33) * kC1; }

std::uint64_t Finish(std::uint64_t hash) {
  hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDU;
  hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53U;
  return hash ^ (hash >> 33);
}

}  // namespace

Hash128 Murmur3X64(std::string_view bytes, std::uint64_t seed) {
  Hash128 hash{seed, seed};
  std::size_t at = 0;
  for (; bytes.size() - at >= 16; at += 16) {
    hash.low ^= MixLow(ReadLittleEndian(bytes.substr(at, 8)));
    hash.low = (std::rotl(hash.low, 27) + hash.high) * 5 + 0x52DCE729U;
    hash.high ^= MixHigh(ReadLittleEndian(bytes.substr(at + 8, 8)));
    hash.high = (std::rotl(hash.high, 31) + hash.low) * 5 + 0x38495AB5U;
  }
  const std::string_view tail = bytes.substr(at);  // missing bytes mix to 0
  hash.high ^= MixHigh(ReadLittleEndian(tail.substr(std::min<std::size_t>(tail.size(), 8))));
  hash.low ^= MixLow(ReadLittleEndian(tail.substr(0, 8)));

  hash.low ^= bytes.size();
  hash.high ^= bytes.size();
  hash.low += hash.high;
  hash.high += hash.low;
  hash.low = Finish(hash.low);
  hash.high = Finish(hash.high);
  hash.low += hash.high;
  hash.high += hash.low;
  return hash;
}

}  // namespace assay
