#include "assay/hash/block_hash.h"

#include <cstddef>

namespace assay {

namespace {

// How far left the byte at this position stands in its word.
std::size_t ShiftOf(std::size_t at, ByteOrder order) { return 8 * (order == ByteOrder::kBigEndian ? ~at & 3 : at & 3); }

}  // namespace

void HashBlocks(std::string_view message, ByteOrder order, MixBlockFunction mix, std::uint32_t* state, std::span<std::uint8_t> digest) {
  // One byte 0x80, zeros, and the length in bits in the last eight bytes of the last block.
  const std::size_t padded = ((message.size() + 8) / 64 + 1) * 64;
  for (std::size_t block = 0; block < padded; block += 64) {
    std::uint32_t words[16] = {};
    for (std::size_t i = 0; i < 64 && block + i <= message.size(); ++i) {
      const std::size_t at = block + i;
      const std::uint32_t byte = at < message.size() ? static_cast<std::uint8_t>(message[at]) : 0x80U;
      words[i / 4] |= byte << ShiftOf(i, order);
    }
    if (block + 64 == padded) {
      const std::size_t low = order == ByteOrder::kBigEndian ? 15 : 14;
      words[low] = static_cast<std::uint32_t>(message.size() << 3);
      words[low ^ 1] = static_cast<std::uint32_t>(std::uint64_t{message.size()} >> 29);
    }
    mix(state, words);
  }
  for (std::size_t i = 0; i < digest.size(); ++i) digest[i] = static_cast<std::uint8_t>(state[i / 4] >> ShiftOf(i, order));
}

}  // namespace assay
