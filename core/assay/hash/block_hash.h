// assay/hash/block_hash.h
//
// What MD5, SHA-1 and SHA-256 have in common: blocks of 64 bytes as 16 words, the padding behind the message, the state as digest. They
// differ in the order of bytes and in the function that mixes a block in. No allocation. Pure function. For the files of this folder.

#ifndef ASSAY_HASH_BLOCK_HASH_H_
#define ASSAY_HASH_BLOCK_HASH_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace assay {

// Mixes the 16 words of a block into the state. It may use the words as it likes.
using MixBlockFunction = void (*)(std::uint32_t* state, std::uint32_t* words);

enum class ByteOrder : std::uint8_t { kLittleEndian, kBigEndian };

// Runs `mix` over the padded `message` and writes the first words of `state` to `digest`, whose size is a multiple of 4 and at most that
// of the state. Words, and the 64 bits of the message's length, are read and written in `order`.
//
// Source: RFC 1321, sections 3.1, 3.2 and 3.5; FIPS 180-4, section 5.
void HashBlocks(std::string_view message, ByteOrder order, MixBlockFunction mix, std::uint32_t* state, std::span<std::uint8_t> digest);

}  // namespace assay

#endif  // ASSAY_HASH_BLOCK_HASH_H_
