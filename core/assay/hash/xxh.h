// assay/hash/xxh.h
//
// XXH64, the hash behind every native bucketing decision and every key that leaves the process. The only door to the xxHash library. The
// same answer on every platform. Pure functions.

#ifndef ASSAY_HASH_XXH_H_
#define ASSAY_HASH_XXH_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "assay/base/bytes.h"

namespace assay {

// The XXH64 of `bytes`. Written as text it is 16 hexadecimal digits, most significant first (xxHash's canonical form).
//
// Source: Y. Collet, "xxHash fast digest algorithm", https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md, section XXH64.
[[nodiscard]] std::uint64_t Xxh64(std::string_view bytes, std::uint64_t seed = 0);
[[nodiscard]] std::uint64_t Xxh64(ByteView bytes, std::uint64_t seed = 0);

// The XXH64 of the parts joined without anything between them, with nothing allocated up to 256 bytes.
//
// Example:
//   Xxh64Joined(std::array<std::string_view, 2>{"ab", "c"}) == Xxh64("abc")
[[nodiscard]] std::uint64_t Xxh64Joined(std::span<const std::string_view> parts, std::uint64_t seed = 0);

}  // namespace assay

#endif  // ASSAY_HASH_XXH_H_
