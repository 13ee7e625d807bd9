// assay/hash/murmur3.h
//
// MurmurHash3, 32 bits: what several flag vendors bucket by. Ours is XXH64 (xxh.h); this one only reproduces other systems' decisions. One
// pass, no allocation, the same answer on every platform. Pure function.

#ifndef ASSAY_HASH_MURMUR3_H_
#define ASSAY_HASH_MURMUR3_H_

#include <cstdint>
#include <string_view>

namespace assay {

// MurmurHash3_x86_32 of the bytes. Blocks are read as little-endian numbers whatever the machine is. The caller decides whose bytes they
// are: the vendors' JavaScript libraries do not all hash UTF-8.
//
// Source: A. Appleby, MurmurHash3.cpp, https://github.com/aappleby/smhasher (public domain), function MurmurHash3_x86_32.
[[nodiscard]] std::uint32_t Murmur3X86(std::string_view bytes, std::uint32_t seed);

}  // namespace assay

#endif  // ASSAY_HASH_MURMUR3_H_
