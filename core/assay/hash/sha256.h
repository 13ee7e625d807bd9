// assay/hash/sha256.h
//
// SHA-256: what Statsig and Flagsmith bucket by. Ours is XXH64 (xxh.h); this one only reproduces their decisions. Not for
// secrets. One pass, no allocation, the same answer on every platform. Pure function.

#ifndef ASSAY_HASH_SHA256_H_
#define ASSAY_HASH_SHA256_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace assay {

// Writes the SHA-256 digest of the bytes, 32 bytes in the order in which it is printed as hexadecimal digits.
//
// Source: FIPS 180-4, section 6.2, https://doi.org/10.6028/NIST.FIPS.180-4.
void Sha256(std::string_view bytes, std::span<std::uint8_t, 32> digest);

}  // namespace assay

#endif  // ASSAY_HASH_SHA256_H_
