// assay/sketch/murmur3_x64.h
//
// MurmurHash3, the 128-bit variant for 64-bit machines: what every Apache DataSketches sketch hashes its keys with. One pass, no
// allocation, the same answer on every platform. Pure function.

#ifndef ASSAY_SKETCH_MURMUR3_X64_H_
#define ASSAY_SKETCH_MURMUR3_X64_H_

#include <cstdint>
#include <string_view>

namespace assay {

// The seed of DataSketches: sketches of other seeds cannot be merged with its own.
inline constexpr std::uint64_t kSketchSeed = 9001;

struct Hash128 {
  std::uint64_t low = 0;   // h1
  std::uint64_t high = 0;  // h2
};

// MurmurHash3_x64_128 of the bytes with a seed of 64 bits, which is 32 bits wide in the original. Blocks are read as little-endian numbers.
//
// Source: A. Appleby, MurmurHash3.cpp, https://github.com/aappleby/smhasher (public domain), function MurmurHash3_x64_128; the wide seed
// is that of https://github.com/apache/datasketches-cpp, common/include/MurmurHash3.h.
[[nodiscard]] Hash128 Murmur3X64(std::string_view bytes, std::uint64_t seed);

}  // namespace assay

#endif  // ASSAY_SKETCH_MURMUR3_X64_H_
