#include "assay/hash/md5.h"

#include <bit>
#include <cstddef>

#include "assay/hash/block_hash.h"

namespace assay {

namespace {

// How far each of the four rounds rotates, in turn.
constexpr std::uint8_t kRotations[] = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};

void MixBlock(std::uint32_t* state, std::uint32_t* words) {
  std::uint32_t a = state[0], b = state[1], c = state[2], d = state[3];

  // The constants of the steps are floor(2^32 * |sin(step)|), steps counted from 1. As a table they would be 256 bytes that do not
  // compress; sin(n + 1) = 2 cos(1) sin(n) - sin(n - 1) gives all 64 exactly, with errors below 1e-14.
  double sine = 0.8414709848078965, previous_sine = 0;
  for (std::uint32_t step = 0; step < 64; ++step) {
    const std::uint32_t round = step / 16;
    std::uint32_t mixed, word;
    if (round == 0) {
      mixed = d ^ (b & (c ^ d));
      word = step;
    } else if (round == 1) {
      mixed = c ^ (d & (b ^ c));
      word = 5 * step + 1;
    } else if (round == 2) {
      mixed = b ^ c ^ d;
      word = 3 * step + 5;
    } else {
      mixed = c ^ (b | ~d);
      word = 7 * step;
    }
    const auto constant = static_cast<std::uint32_t>((sine < 0 ? -sine : sine) * 4294967296.0);
    const double next_sine = 1.0806046117362795 * sine - previous_sine;
    previous_sine = sine;
    sine = next_sine;

    mixed += a + constant + words[word % 16];
    a = d;
    d = c;
    c = b;
    b += std::rotl(mixed, kRotations[round * 4 + step % 4]);
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

}  // namespace

void Md5(std::string_view bytes, std::span<std::uint8_t, 16> digest) {
  std::uint32_t state[] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  HashBlocks(bytes, ByteOrder::kLittleEndian, MixBlock, state, digest);
}

}  // namespace assay
