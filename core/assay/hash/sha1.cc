#include "assay/hash/sha1.h"

#include <bit>
#include <cstddef>

#include "assay/hash/block_hash.h"

namespace assay {

namespace {

void MixBlock(std::uint32_t* state, std::uint32_t* words) {
  std::uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
  for (std::size_t step = 0; step < 80; ++step) {
    std::uint32_t& word = words[step % 16];
    if (step >= 16) word = std::rotl(word ^ words[(step + 2) % 16] ^ words[(step + 8) % 16] ^ words[(step + 13) % 16], 1);
    std::uint32_t mixed;
    if (step < 20) {
      mixed = 0x5A827999 + (d ^ (b & (c ^ d)));
    } else if (step < 40) {
      mixed = 0x6ED9EBA1 + (b ^ c ^ d);
    } else if (step < 60) {
      mixed = 0x8F1BBCDC + ((b & c) | (d & (b | c)));
    } else {
      mixed = 0xCA62C1D6 + (b ^ c ^ d);
    }
    mixed += std::rotl(a, 5) + e + word;
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = mixed;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}

}  // namespace

void Sha1(std::string_view bytes, std::span<std::uint8_t, 20> digest) {
  std::uint32_t state[] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  HashBlocks(bytes, ByteOrder::kBigEndian, MixBlock, state, digest);
}

}  // namespace assay
